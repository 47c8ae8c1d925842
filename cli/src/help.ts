import { type Command, commonOptions, type OptionSpecs } from './command.ts';
import type { Style } from './terminal.ts';

export const programName = 'nix-agents';

/** One line: how a command is written. */
export function usageLine(command: Command): string {
  const options = Object.entries(command.options).map(([name, { short, value, multiple }]) => {
    const flag = `${short ? `-${short}|` : ''}--${name}${value ? ` ${value}` : ''}`;
    return `[${flag}]${multiple ? '…' : ''}`;
  });
  return [programName, command.name, command.operands, ...options].filter(Boolean).join(' ');
}

export function commandHelp(command: Command, style: Style): string {
  const heading = (text: string) => style.bold(text);
  return [
    `${command.summary}.`,
    '',
    heading('Usage'),
    `  ${[programName, command.name, '[OPTION…]', command.operands].filter(Boolean).join(' ')}`,
    '',
    heading('Options'),
    ...optionLines({ ...command.options, ...commonOptions }),
    '',
    heading('Examples'),
    ...command.examples.flatMap(({ does, command: line }) => [`  ${style.dim(`# ${does}`)}`, `  ${line}`]),
    '',
  ].join('\n');
}

export function programHelp(commands: readonly Command[], style: Style): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'Write, deploy and watch your Hercules CI and Cachix Deploy agents.',
    '',
    style.bold('Usage'),
    `  ${programName} COMMAND [OPTION…]`,
    '',
    style.bold('Commands'),
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    `${programName} COMMAND --help tells the options of a command and shows examples.`,
    '',
    style.bold('Exit status'),
    '  0 done, nothing is wrong    1 something is wrong    2 could not run',
    '  3 a host could not be reached, trusted or logged in to    4 rolled back',
    '',
  ].join('\n');
}

function optionLines(options: OptionSpecs): string[] {
  const rows = Object.entries(options).map(([name, { short, value, help }]) => ({
    flag: `${short ? `-${short}, ` : '    '}--${name}${value ? ` ${value}` : ''}`,
    help,
  }));
  const width = Math.max(...rows.map(({ flag }) => flag.length));
  return rows.map(({ flag, help }) => `  ${flag.padEnd(width)}  ${help}`);
}
