/**
 * One word of a command line that `sh`, `bash`, `zsh` and `fish` all read as exactly `value`.
 *
 * Single quotes alone are not enough: fish reads `\\` and `\'` inside them as escapes. So quotes and backslashes stand
 * outside of them, in forms that all four read alike.
 * @throws RangeError for a NUL character, which no command line can carry
 * @see https://fishshell.com/docs/current/language.html#quotes
 */
export function quote(value: string): string {
  if (value.includes('\0')) throw new RangeError('A NUL character cannot be passed to a command.');
  return `'${value.replace(/['\\]+/g, (run) => `'${[...run].map((c) => (c === "'" ? `"'"` : '\\\\')).join('')}'`)}'`;
}
