/**
 * Runs in a page before anything of it: takes away what came into browsers after Chromium 92, the oldest the pages are
 * built for (web/vite.config.ts), as on a telephone of 2021 that nobody renews. Layout is that of the browser at hand.
 */
export function oldPhone() {
  const later: [of: object | undefined, names: string][] = [
    [Object, 'hasOwn groupBy'],
    [Map, 'groupBy'],
    [Array, 'fromAsync'],
    [Array.prototype, 'findLast findLastIndex toReversed toSorted toSpliced with'],
    [Object.getPrototypeOf(Uint8Array.prototype) as object, 'findLast findLastIndex toReversed toSorted with'],
    [Set.prototype, 'union intersection difference symmetricDifference isSubsetOf isSupersetOf isDisjointFrom'],
    [Promise, 'withResolvers try'],
    [String.prototype, 'isWellFormed toWellFormed'],
    [RegExp, 'escape'],
    [ArrayBuffer.prototype, 'transfer transferToFixedLength'],
    [Uint8Array, 'fromBase64 fromHex'],
    [Uint8Array.prototype, 'toBase64 toHex setFromBase64 setFromHex'],
    [
      Reflect.get(globalThis, 'Iterator')?.prototype,
      'map filter take drop flatMap reduce toArray forEach some every find',
    ],
    [AbortSignal, 'timeout any'],
    [AbortSignal.prototype, 'throwIfAborted'],
    [URL, 'canParse parse'],
    [URLSearchParams.prototype, 'size'],
    [Response, 'json'],
    [Intl, 'supportedValuesOf DurationFormat'],
    [globalThis, 'structuredClone scheduler navigation Float16Array'],
  ];
  for (const [of, names] of later) for (const name of names.split(' ')) if (of) Reflect.deleteProperty(of, name);
}
