/** A wish in a file not to be told of a rule: on one line, counted from 0, or in the whole file. */
export interface Suppression {
  code: string;
  line?: number;
}

export function isSuppressed(suppressions: readonly Suppression[], code: string, line: number): boolean {
  return suppressions.some((one) => one.code === code && (one.line === undefined || one.line === line));
}
