// Decides how a market is written for acceptance: as numbers in typed arrays, whatever it was made from.

/** The market as typed arrays. Applicants are numbered in their common order, so a number is also a priority. */
export type Instance = {
  applicants: number;
  facilities: number;
  types: number;
  signatures: number;
  /** the list of `a` is positions listStart[a] … listStart[a + 1] */
  listStart: Int32Array;
  listFacility: Int32Array;
  /** priority at that facility, smaller first; null when the common order holds everywhere */
  listPriority: Int32Array | null;
  typeOf: Int32Array;
  /** fits[type * signatures + signature] */
  fits: Uint8Array;
  /** the cells of `f` are cellStart[f] … cellStart[f + 1] */
  cellStart: Int32Array;
  cellSignature: Int32Array;
  cellCapacity: Int32Array;
  /** lot behind the cell, -1 for none; all cells of a lot belong to one facility */
  cellLot: Int32Array;
  lotCapacity: Int32Array;
};
