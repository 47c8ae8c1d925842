import { HostError } from '../../hosts/src/ssh/host.ts';
import { nearest, parseArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { agentsCommand } from './commands/agents.ts';
import { checkCommand } from './commands/check.ts';
import { checkConfigCommand } from './commands/checkConfig.ts';
import { compareCommand } from './commands/compare.ts';
import { restartCommand, startCommand, stopCommand } from './commands/control.ts';
import { deployCommand } from './commands/deploy.ts';
import { logsCommand } from './commands/logs.ts';
import { lspCommand } from './commands/lsp.ts';
import { statusCommand } from './commands/status.ts';
import { CommandError, type ExitStatus, exit, UsageError } from './exit.ts';
import { commandHelp, programHelp, programName, usageLine } from './help.ts';
import { interruption } from './interruption.ts';
import { processTerminal, type Terminal } from './terminal.ts';
import { version } from './version.ts';

const commands: readonly Command[] = [
  checkCommand,
  agentsCommand,
  statusCommand,
  deployCommand,
  compareCommand,
  checkConfigCommand,
  restartCommand,
  stopCommand,
  startCommand,
  logsCommand,
  lspCommand,
];

async function main(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const [name, ...rest] = args;
  if (name === undefined) {
    terminal.note(programHelp(commands, terminal.err));
    return exit.notRun;
  }
  if (name === '--version') return printVersion(terminal);
  const help = ['--help', '-h', 'help'].includes(name);
  if (help && rest[0] === undefined) {
    await terminal.write(programHelp(commands, terminal.out));
    return exit.done;
  }
  const wanted = help ? rest[0] : name;
  const command = commands.find((candidate) => candidate.name === wanted);
  if (!command) return unknownCommand(wanted ?? '', terminal);
  try {
    const { operands, given } = parseArguments(command, help ? ['--help'] : rest);
    if (given.flag('version')) return printVersion(terminal);
    if (given.flag('help')) {
      await terminal.write(commandHelp(command, terminal.out));
      return exit.done;
    }
    return await command.run({
      operands,
      given,
      terminal,
      signal: interruption({ outlivesReader: command.outlivesReader ?? false }),
    });
  } catch (error) {
    return told(error, command, rest.includes('--verbose'), terminal);
  }
}

function unknownCommand(name: string, terminal: Terminal): ExitStatus {
  const names = commands.map((command) => command.name);
  const near = nearest(name, names);
  const what = name.startsWith('-') ? 'option' : 'command';
  terminal.note(`${programName}: Unknown ${what} ${name}.${near ? ` Did you mean ${near}?` : ''}`);
  terminal.note(`Usage: ${programName} ${names.join('|')} [OPTION…]`);
  return exit.notRun;
}

function told(error: unknown, command: Command, verbose: boolean, terminal: Terminal): ExitStatus {
  const message = error instanceof Error ? error.message : String(error);
  terminal.note(`${programName}: ${message}`);
  if (error instanceof UsageError) terminal.note(`Usage: ${usageLine(command)}`);
  if (verbose && error instanceof Error) {
    for (let cause = error.cause; cause instanceof Error; cause = cause.cause)
      terminal.note(`  because: ${cause.message}`);
  }
  if (error instanceof CommandError) return error.status;
  if (error instanceof HostError) return statusOfHostError(error);
  if (verbose && error instanceof Error) terminal.note(error.stack ?? '');
  return exit.notRun;
}

async function printVersion(terminal: Terminal): Promise<ExitStatus> {
  await terminal.write(`${version()}\n`);
  return exit.done;
}

function statusOfHostError({ kind }: HostError): ExitStatus {
  if (kind === 'cancelled') return exit.interrupted;
  // It was reached and logged in to; what is wrong is what the log-in may do there.
  return kind === 'not-root' ? exit.wrong : exit.noHost;
}

main(process.argv.slice(2), processTerminal()).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`${programName}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = exit.notRun;
  },
);
