/** What the exit status of the command line means. */
export const exit = {
  done: 0,
  /** It ran, and something is wrong. */
  wrong: 1,
  /** It could not run: usage, an unreadable file, an unknown agent, no address, a refused confirmation. */
  notRun: 2,
  /** The host could not be reached, trusted or logged in to. */
  noHost: 3,
  rolledBack: 4,
  interrupted: 130,
} as const;

export type ExitStatus = (typeof exit)[keyof typeof exit];

const bySeriousness: readonly ExitStatus[] = [
  exit.interrupted,
  exit.wrong,
  exit.noHost,
  exit.rolledBack,
  exit.notRun,
  exit.done,
];

/** One exit status for several agents. */
export function combined(statuses: readonly ExitStatus[]): ExitStatus {
  return bySeriousness.find((status) => statuses.includes(status)) ?? exit.done;
}

/** Ends a command with a sentence on standard error. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  constructor(
    message: string,
    readonly status: ExitStatus = exit.notRun,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** As `CommandError`, followed by how the command is used. */
export class UsageError extends CommandError {}
