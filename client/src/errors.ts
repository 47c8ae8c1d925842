import { HostError } from '../../hosts/src/ssh/host.ts';

/** Whether the person called it off: nothing to tell them then. */
export function isCancelled(error: unknown): boolean {
  if (error instanceof HostError) return error.kind === 'cancelled';
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'Canceled');
}

/** Whether an error is a fault of this program, whose words mean nothing to a person. */
export function isFault(error: unknown): boolean {
  return (
    !(error instanceof Error) ||
    error instanceof TypeError ||
    error instanceof ReferenceError ||
    error instanceof RangeError
  );
}

/** What an error says to a person. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
