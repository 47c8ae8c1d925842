/** The outcome of a way to log in that the host did not take. */
export const REFUSED = 'refused';

const METHODS = ['publickey', 'password', 'keyboard-interactive'];

/** What became of each way to log in. */
export interface Attempts {
  /** By source (`agent`, a file, a method), one for each time it was tried. */
  outcomes: Map<string, string[]>;
  /** By source: what kept it from being tried. */
  unusable: Map<string, string>;
  /** Keys that the host did not want to see any more. */
  untried: number;
  /** Methods that the configuration switches off. */
  disabled: string[];
  /** Methods that the host takes, as far as it said. */
  offered: string[];
}

/** `agent: 2 keys offered, all refused; ~/.ssh/id_ed25519: wrong passphrase; password: not offered by the host` */
export function reportOf({ outcomes, unusable, untried, disabled, offered }: Attempts): string {
  const rank = (source: string) => (source === 'agent' ? 0 : METHODS.includes(source) ? 2 : 1);
  const sources = new Map([
    ...unusable,
    ...[...outcomes].map(([source, tried]) => [source, summary(source, tried)] as const),
  ]);
  const lines = [...sources].sort(([a], [b]) => rank(a) - rank(b)).map(([source, what]) => `${source}: ${what}`);
  if (untried > 0) lines.push(`${untried} more ${untried === 1 ? 'key was' : 'keys were'} not tried`);
  for (const method of METHODS) {
    if (disabled.includes(method)) lines.push(`${method}: switched off by the SSH configuration`);
    else if (offered.length > 0 && !offered.includes(method) && !outcomes.has(method)) {
      const keysWereTried = outcomes.size > 0 || unusable.size > 0;
      if (method !== 'publickey' || !keysWereTried) lines.push(`${method}: not offered by the host`);
    }
  }
  return lines.join('; ');
}

function summary(source: string, outcomes: string[]): string {
  const refused = outcomes.filter((outcome) => outcome === REFUSED).length;
  if (refused === outcomes.length) {
    if (source === 'agent') return `${refused} ${refused === 1 ? 'key offered, refused' : 'keys offered, all refused'}`;
    return refused === 1 ? REFUSED : `refused ${refused} times`;
  }
  return [...new Set(outcomes)].join(', ');
}
