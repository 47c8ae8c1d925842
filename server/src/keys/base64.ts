export type Decoded = { state: 'decoded'; bytes: Buffer } | { state: 'bad-character'; at: number };

const foreign = /[^A-Za-z0-9+/]/;

/**
 * Decodes as Nix does: everything from the first `=` on is left unread, padding may be missing.
 * `at` counts UTF-16 units from 0.
 * @see https://github.com/NixOS/nix/blob/master/src/libutil/base-n.cc
 */
export function decodeBase64(text: string): Decoded {
  const padding = text.indexOf('=');
  const digits = padding < 0 ? text : text.slice(0, padding);
  const at = digits.search(foreign);
  if (at >= 0) return { state: 'bad-character', at };
  return { state: 'decoded', bytes: Buffer.from(digits, 'base64') };
}
