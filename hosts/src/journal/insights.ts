import { cachixInsights } from './catalogue/cachix.ts';
import { herculesInsights } from './catalogue/hercules.ts';
import { hostInsights } from './catalogue/host.ts';
import type { KnownMessage } from './catalogue/knownMessage.ts';

/** What a known message means, for a person. */
export interface Insight {
  /** Stable, kebab-case. */
  id: string;
  explanation: string;
  /** What to do next, one sentence. */
  advice: string;
}

/** Every message that is known, in the order in which they are tried: the more exact before the more general. */
export const knownMessages: readonly KnownMessage[] = [...herculesInsights, ...cachixInsights, ...hostInsights];

/** What a line of the journal means; nothing where the line is ordinary or not known. */
export function insightOf(message: string): Insight | undefined {
  const known = knownMessages.find(({ pattern }) => pattern.test(message));
  return known && { id: known.id, explanation: known.explanation, advice: known.advice };
}
