import { exit } from './exit.ts';

/**
 * Aborted by the first Ctrl-C, so that the command can end in order; the second ends it at once. Aborted too when nobody
 * reads standard output any more, unless the command's work matters more than its output.
 */
export function interruption({ outlivesReader }: { outlivesReader: boolean }): AbortSignal {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(exit.interrupted);
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (!outlivesReader) controller.abort();
  });
  process.stderr.on('error', () => undefined);
  return controller.signal;
}
