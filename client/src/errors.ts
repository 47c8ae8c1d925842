import type { HostError } from '../../hosts/src/ssh/host.ts';

/** Whether the person called it off: nothing to tell them then. */
export function isCancelled(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // By its name: the engines are a bundle of their own, whose classes are not the ones known here.
  if (error.name === 'HostError') return (error as HostError).kind === 'cancelled';
  return error.name === 'AbortError' || error.name === 'Canceled';
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
