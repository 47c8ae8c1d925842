/**
 * The demonstration host has its folders below a temporary one, and nobody may change root without privileges. So the
 * scripts that come over SSH are read with these places replaced, and what they print with the temporary folder taken away.
 * A script that puts a path together from pieces (`"$x"/run`) is beyond this; ours do not.
 */
const places = ['etc', 'nix', 'proc/sys/kernel', 'run', 'var/lib', 'var/log'].join('|');

/** An absolute path to one of the places, as `sed -E` and JavaScript both read it; the first group is what comes before. */
const pattern = `(^|[^A-Za-z0-9_./})$*-])/(${places})(/|[^A-Za-z0-9_.-]|$)`;

export interface Places {
  /** The temporary folder. */
  root: string;
  /** A path of the host as this machine has it. */
  real(path: string): string;
  /** A script of the host, with its paths as this machine has them. */
  realInScript(script: string): string;
  /** The same as a command for `sed -E`. */
  sedScript: string;
  /** Takes the temporary folder out of what is printed, however it is cut into chunks. */
  shown(): (chunk: Buffer, last?: boolean) => Buffer;
}

/** @param root an absolute path without characters that the shell or a regular expression would take for its own */
export function placesIn(root: string): Places {
  const replace = (script: string) => script.replace(new RegExp(pattern, 'gm'), `$1${root}/$2$3`);
  const sed = `s#${pattern}#\\1${root}/\\2\\3#g`;
  return {
    root,
    real: (path) => (path.startsWith(`${root}/`) ? path : root + path),
    // Twice: what follows one path may be what comes before the next.
    realInScript: (script) => replace(replace(script)),
    sedScript: `${sed};${sed}`,
    shown() {
      const needle = Buffer.from(root);
      let kept = Buffer.alloc(0);
      return (chunk, last = false) => {
        let rest = Buffer.concat([kept, chunk]);
        const parts: Buffer[] = [];
        for (let at = rest.indexOf(needle); at >= 0; at = rest.indexOf(needle)) {
          parts.push(rest.subarray(0, at));
          rest = rest.subarray(at + needle.length);
        }
        const keep = last ? 0 : beginningAtEnd(rest, needle);
        parts.push(rest.subarray(0, rest.length - keep));
        kept = Buffer.from(rest.subarray(rest.length - keep));
        return Buffer.concat(parts);
      };
    },
  };
}

/** How many bytes at the end of `text` may be the beginning of `needle`. */
function beginningAtEnd(text: Buffer, needle: Buffer): number {
  for (let length = Math.min(needle.length - 1, text.length); length > 0; length -= 1) {
    if (text.subarray(text.length - length).equals(needle.subarray(0, length))) {
      return length;
    }
  }
  return 0;
}
