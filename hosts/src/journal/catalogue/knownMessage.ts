/** A message that an agent, Nix or systemd prints, and what it means. */
export interface KnownMessage {
  /** Stable, kebab-case. */
  id: string;
  pattern: RegExp;
  /** A line as it stands in the journal; the catalogue's test reads it. */
  example: string;
  explanation: string;
  /** What to do next, one sentence. */
  advice: string;
}
