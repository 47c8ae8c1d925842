/** A stand-in program that was called on the demonstration host, and the way back to it. */
export interface Call {
  tool: string;
  args: string[];
  env: Record<string, string>;
  out(data: Buffer | string): void;
  err(text: string): void;
  exit(status: number): void;
  /** When the program is gone, by its own exit or by a signal. */
  onEnd(listener: () => void): void;
}

/** What the server sends to the program: lines of JSON. */
export type Frame = { out: string } | { err: string } | { exit: number };

/** What the program sends first and only. */
export type Greeting = Pick<Call, 'tool' | 'args' | 'env'>;
