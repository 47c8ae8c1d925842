import { dirname } from 'node:path';

const mostBytes = 16 * 1024 * 1024;

/**
 * What a file holds in clear. It is nowhere but in memory, and what `sops` said of a failure is passed over: nobody
 * knows what it quotes.
 * @throws Error with a sentence for a person; AbortError
 */
export async function decrypt(path: string, signal: AbortSignal): Promise<string> {
  const { execFile } = await import('node:child_process');
  return new Promise((resolve, reject) => {
    const options = { cwd: dirname(path), signal, maxBuffer: mostBytes };
    const child = execFile('sops', ['--decrypt', path], options, (error, stdout) => {
      if (!error) resolve(stdout);
      else if (signal.aborted) reject(error);
      else if (error.code === 'ENOENT') {
        reject(new Error('There is no program sops on the PATH. Install SOPS to check encrypted files.'));
      } else {
        reject(new Error(`sops could not decrypt ${path}. Run sops --decrypt on it in a terminal to see why.`));
      }
    });
    // It may ask for a passphrase: nobody would answer.
    child.stdin?.end();
  });
}
