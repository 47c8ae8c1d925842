import type { Command, Invocation } from '../command.ts';
import { type ExitStatus, exit, UsageError } from '../exit.ts';

export const lspCommand: Command = {
  name: 'lsp',
  summary: 'Run the language server for an editor',
  operands: '',
  most: 0,
  options: { stdio: { type: 'boolean', help: 'speak on standard input and output' } },
  examples: [{ does: 'what an editor starts', command: 'nix-agents lsp --stdio' }],
  run: serve,
};

async function serve({ given, signal }: Invocation): Promise<ExitStatus> {
  if (!given.flag('stdio')) throw new UsageError('lsp needs --stdio.');
  signal.addEventListener('abort', () => process.exit(exit.interrupted));
  // Importing it starts it; nothing else of the command line needs it.
  await import('../../../server/src/server.ts');
  return exit.done;
}
