import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Places } from './paths.ts';

/** The one user that the demonstration host has beside root; its files are really those of whoever started it. */
export const agentUser = 'hercules-ci-agent';

const named = `
shift; [ "\${1-}" != -- ] || shift
name=\${1-root}
case $name in root) number=0 ;; ${agentUser}) number=990 ;; *) echo "id: '$name': no such user" >&2; exit 1 ;; esac`;

/** What cannot be done without privileges, or would reach this machine's own services. */
const programs: Record<string, string> = {
  sudo: `while :; do case \${1-} in -n | -H | --) shift ;; *) break ;; esac; done; exec "$@"`,
  chown: 'exit 0',
  id: `case \${1-} in
  -u) ${named}; echo $number ;;
  -un | -gn) ${named}; echo "$name" ;;
  *) echo 'uid=0(root) gid=0(root) groups=0(root)' ;;
esac`,
};

/** Options of GNU's programs that those of macOS lack. */
const gnuOnMac: Record<string, string> = {
  date: `case $* in *%3N*) exec perl -MTime::HiRes=time -e 'printf "%d\\n", time * 1000' ;; esac; exec /bin/date "$@"`,
  sha256sum: 'exec shasum -a 256 "$@"',
  sync: '[ $# = 0 ] || exit 0; exec /bin/sync',
  mv: 'flags=$1; shift; case $flags in -fT) flags=-f ;; esac; exec /bin/mv "$flags" "$@"',
  df: '/bin/df -k "$(for last; do :; done; echo "$last")" | awk \'{print $4}\'',
  realpath: `for last; do :; done
exec perl -MCwd=abs_path -e '$p = shift; $r = ""; until (-e $p) { $p =~ s{/([^/]*)$}{} or last; $r = "/$1$r" } print abs_path($p || "/"), $r, "\\n"' "$last"`,
};

/**
 * Writes the stand-in programs into a folder.
 * @param tool the words of a command that hands `NAME ARGUMENT…` to the service manager
 */
export function writeStandIns(folder: string, places: Places, tool: string[], platform: NodeJS.Platform): void {
  mkdirSync(folder, { recursive: true });
  const put = (name: string, text: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n# STAND-IN of the demonstration host\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  for (const name of ['systemctl', 'systemd-run', 'journalctl']) {
    put(name, `exec ${tool.map((word) => `'${word}'`).join(' ')} ${name} "$@"`);
  }
  // A script in a file has its paths replaced when it is run: what was sent stays as it was sent.
  put(
    'sh',
    `case \${1-} in '' | -*) exec /bin/sh "$@" ;; esac
file=$1; shift
exec /bin/sh -c "$(sed -E '${places.sedScript.replaceAll("'", `'"'"'`)}' "$file")" "$file" "$@"`,
  );
  const mac = platform === 'darwin';
  // What leaves the host encoded cannot have the temporary folder taken away on its way.
  put(
    'base64',
    `[ "\${1-}" != -w ] || shift 2
sed 's#${places.root}##g' "$@" | /usr/bin/env PATH="/usr/bin:/bin:$PATH" base64 | tr -d '\\n'`,
  );
  const format = mac ? "sed 's/%a/%Lp/; s/%s/%z/'" : 'cat';
  put(
    'stat',
    `[ "\${1-}" = -c ] || exec /usr/bin/stat "$@"
format=$(printf '%s' "$2" | sed 's/%[UG]/${agentUser}/g' | ${format}); shift 2
[ "\${1-}" != -- ] || shift
exec ${mac ? '/usr/bin/stat -f' : 'env PATH="/usr/bin:/bin:$PATH" stat -c'} "$format" -- "$@"`,
  );
  for (const [name, text] of Object.entries({ ...programs, ...(mac && gnuOnMac) })) {
    put(name, text);
  }
}
