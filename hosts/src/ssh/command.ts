import { randomBytes } from 'node:crypto';
import { quote } from './quote.ts';

/** A script as one command line for an unknown login shell. */
export interface FramedCommand {
  command: string;
  /** What both output streams carry right before the script's own output: all before it is noise of the login shell. */
  marker: Buffer;
}

/** Where systems keep what a login shell of the same user would find, but a command over SSH may not. */
const FURTHER_PATH =
  '/run/wrappers/bin:/run/current-system/sw/bin:/nix/var/nix/profiles/default/bin:/usr/local/sbin:/usr/sbin:/sbin';

/** Runs as the user that the script is for: `$1` the marker, `$2` the script, then its arguments. */
const RUN = `PATH="\${PATH:-/usr/local/bin:/usr/bin:/bin}:${FURTHER_PATH}"; export PATH
printf '\\n%s\\n' "$1"; printf '\\n%s\\n' "$1" >&2
s=$2; shift 2; exec /bin/sh -c "$s" sh "$@"`;

/** Becomes root where the login is not: `$1` is RUN, the rest its arguments. */
const ELEVATE = `PATH="\${PATH:-/usr/local/bin:/usr/bin:/bin}:${FURTHER_PATH}"; export PATH
r=$1; shift; set -- /bin/sh -c "$r" sh "$@"
[ "$(id -u)" != 0 ] || exec "$@"
if command -v sudo >/dev/null; then exec sudo -n -H -- "$@"; fi
if command -v doas >/dev/null; then exec doas -n -- "$@"; fi
if command -v run0 >/dev/null; then exec run0 --no-ask-password -- "$@"; fi
echo "no-way-to-root" >&2; exit 1`;

/** What ELEVATE prints where none of the tools that it knows is there. */
export const NO_WAY_TO_ROOT = 'no-way-to-root';

/** What Linux takes as one argument: the whole command is one of the login shell. */
const MAX_COMMAND = 128 * 1024;

/**
 * Puts a POSIX `sh` script and its positional parameters into one command line that means the same to every login shell.
 * @throws RangeError where that is too long: what is long goes to standard input
 */
export function frame(script: string, args: string[] = [], root = false): FramedCommand {
  const marker = `nix-agents-${randomBytes(12).toString('hex')}`;
  const words = root ? [ELEVATE, 'sh', RUN, marker, script, ...args] : [RUN, 'sh', marker, script, ...args];
  const command = `exec /bin/sh -c ${words.map(quote).join(' ')}`;
  if (Buffer.byteLength(command) >= MAX_COMMAND) throw new RangeError('A script and its arguments are too long.');
  return {
    command,
    marker: Buffer.from(`\n${marker}\n`),
  };
}
