/** The words of a command line, sorted. */
export interface Options {
  has(name: string): boolean;
  value(name: string): string | undefined;
  values(name: string): string[];
  /** What is no option. */
  rest: string[];
}

/**
 * Reads a command line as getopt_long does, options and other words mixed.
 * @param grammar `short`: long names of the one-letter options; `valued`: the long options that take a value;
 *   `untilFirstWord`: the first word that is no option ends the options
 */
export function readOptions(
  args: readonly string[],
  grammar: { short: Record<string, string>; valued: readonly string[]; untilFirstWord?: boolean },
): Options {
  const found: [string, string][] = [];
  const rest: string[] = [];
  const words = [...args];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '--') {
      rest.push(...words.splice(0));
    } else if (word.startsWith('--')) {
      const [name = '', ...value] = word.slice(2).split('=');
      const takes = grammar.valued.includes(name);
      found.push([name, value.length > 0 ? value.join('=') : takes ? (words.shift() ?? '') : '']);
    } else if (word.startsWith('-') && word.length > 1) {
      const name = grammar.short[word.charAt(1)] ?? word.charAt(1);
      if (grammar.valued.includes(name)) {
        found.push([name, word.length > 2 ? word.slice(2) : (words.shift() ?? '')]);
      } else {
        found.push([name, '']);
        if (word.length > 2) {
          words.unshift(`-${word.slice(2)}`);
        }
      }
    } else if (grammar.untilFirstWord) {
      rest.push(word, ...words.splice(0));
    } else {
      rest.push(word);
    }
  }
  const values = (name: string) => found.filter(([key]) => key === name).map(([, value]) => value);
  return { has: (name) => values(name).length > 0, value: (name) => values(name).at(-1), values, rest };
}
