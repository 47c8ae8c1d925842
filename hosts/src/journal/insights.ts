/** What a known message means, for a person. */
export interface Insight {
  /** Stable, kebab-case. */
  id: string;
  explanation: string;
  /** What to do next, one sentence. */
  advice: string;
}

/** @see domain: hercules-ci-agent's catalogue of messages, Cachix Deploy's log lines */
export declare function insightOf(message: string): Insight | undefined;
