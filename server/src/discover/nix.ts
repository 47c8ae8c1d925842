/** Nix refused an expression. What it printed is left out: it may quote values of the configuration. */
export class NixFailed extends Error {}

const mostBytes = 64 * 1024 * 1024;

/**
 * The JSON that an expression evaluates to. Nothing is built for it but what the configuration itself imports.
 * @throws NixFailed; AbortError; an error with the code ENOENT where there is no Nix
 */
export async function evaluate(folder: string, expression: string, signal: AbortSignal): Promise<string> {
  const { execFile } = await import('node:child_process');
  const features = ['--extra-experimental-features', 'nix-command flakes'];
  // A work tree is nothing that is locked, which makes the evaluation an impure one.
  const args = ['eval', '--json', '--impure', ...features, '--expr', expression];
  return new Promise((resolve, reject) => {
    execFile('nix', args, { cwd: folder, signal, maxBuffer: mostBytes }, (error, stdout) => {
      if (!error) resolve(stdout);
      else if (signal.aborted || isMissing(error)) reject(error);
      else reject(new NixFailed('Nix could not evaluate the expression.'));
    });
  });
}

export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
