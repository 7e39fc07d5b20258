import type { NewLandmark } from '../server/landmarks/actions.ts';
import shapes from './data/landmarks.json' with { type: 'json' };

/** The named points and roads of the schematic base map, with the names people use for them besides. */
export const landmarks: NewLandmark[] = shapes.landmarks.map(([kind, name, aliases, lng, lat, accuracyM]) => ({
  kind: kind as NewLandmark['kind'],
  name: name as string,
  aliases: aliases as string[],
  lng: lng as number,
  lat: lat as number,
  accuracyM: accuracyM as number,
  source: shapes.source,
}));
