import { parseArgs } from 'node:util';
import { closest, distance } from 'fastest-levenshtein';
import { type Command, commonOptions, type Given, type OptionSpecs } from './command.ts';
import { UsageError } from './exit.ts';

export interface ParsedArguments {
  operands: string[];
  given: Given;
}

/** Reads the arguments behind a command's name. @throws UsageError */
export function parseArguments(command: Command, args: readonly string[]): ParsedArguments {
  const specs: OptionSpecs = { ...command.options, ...commonOptions };
  const { values, positionals } = parsed(specs, args);
  const given: Given = {
    flag: (name) => values[name] === true,
    text: (name) => {
      const value = values[name];
      return typeof value === 'string' ? value : undefined;
    },
    texts: (name) => {
      const value = values[name];
      return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
    },
  };
  if (!given.flag('help') && !given.flag('version')) checkOperands(command, positionals);
  return { operands: positionals, given };
}

function parsed(specs: OptionSpecs, args: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...(short && { short }), ...(multiple && { multiple }) },
    ]),
  );
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(sentence(error, specs));
  }
}

function sentence(error: unknown, specs: OptionSpecs): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const option = error instanceof Error ? /'(?:-\w, )?(-[^' <]*)/.exec(error.message)?.[1] : undefined;
  if (!option) throw error;
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const near = nearest(option.replace(/^-+/, ''), Object.keys(specs));
    return `Unknown option ${option}.${near ? ` Did you mean --${near}?` : ''}`;
  }
  const spec = specs[option.replace(/^-+/, '')];
  if (spec?.type === 'boolean') return `Option ${option} takes no value.`;
  return `Option ${option} needs a value${spec?.value ? `: ${option} ${spec.value}` : ''}.`;
}

function checkOperands({ name, least = 0, most, operands }: Command, given: readonly string[]): void {
  if (given.length < least) throw new UsageError(`${name} needs at least one ${operands.replace('…', '')}.`);
  const extra = most === undefined ? undefined : given[most];
  if (extra !== undefined) throw new UsageError(`${name} takes no argument "${extra}".`);
}

/** The one of `names` that is meant, where one differs in at most two edits. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const best = closest(word, names);
  return distance(word, best) <= Math.min(2, Math.ceil(word.length / 2)) ? best : undefined;
}
