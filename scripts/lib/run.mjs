import { spawn } from 'node:child_process';

/** Runs a program to its end with this terminal as its own; throws when it fails. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    // npm is a script on Windows, which only a shell starts.
    const child = spawn(command, args, { stdio: 'inherit', shell: process.platform === 'win32', ...options });
    child.on('error', (error) => reject(new Error(`${command} could not be started: ${error.message}`)));
    child.on('exit', (code, signal) =>
      code === 0
        ? resolve()
        : reject(new Error(`${command} ${args.join(' ')} ended with ${signal ?? `status ${code}`}`)),
    );
  });
}
