import { HostError } from '../../hosts/src/ssh/host.ts';

/** Whether the person called it off: nothing to tell them then. */
export function isCancelled(error: unknown): boolean {
  if (error instanceof HostError) return error.kind === 'cancelled';
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'Canceled');
}

/** What an error says to a person. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
