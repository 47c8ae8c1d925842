import { distance } from 'fastest-levenshtein';

/** The candidate that `word` was probably meant to be: equal but for case and separators, or at most two edits away. */
export function nearest(word: string, candidates: readonly string[], mostEdits = 2): string | undefined {
  const folded = fold(word);
  const same = candidates.find((candidate) => fold(candidate) === folded);
  if (same) return same;
  let best: string | undefined;
  let bestDistance = mostEdits + 1;
  for (const candidate of candidates) {
    // Of a short word two edits leave nothing.
    const most = Math.min(mostEdits, Math.floor(candidate.length / 3));
    const edits = distance(folded, fold(candidate));
    if (edits <= most && edits < bestDistance) {
      best = candidate;
      bestDistance = edits;
    }
  }
  return best;
}

/** Case, separators and a plural's s make no difference to what a person meant. */
function fold(word: string): string {
  return word
    .toLowerCase()
    .replace(/[-_\s]/g, '')
    .replace(/s$/, '');
}
