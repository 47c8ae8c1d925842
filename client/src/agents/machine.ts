import type { Address } from '../../../hosts/src/ssh/pool.ts';

/** A machine as a person names it: `root@203.0.113.10:2222`, with what is written and no defaults. */
export function machineOf({ host, port, user }: Address): string {
  const bracketed = host?.includes(':') && port !== undefined ? `[${host}]` : (host ?? '');
  return `${user ? `${user}@` : ''}${bracketed}${port === undefined || port === 22 ? '' : `:${port}`}`;
}
