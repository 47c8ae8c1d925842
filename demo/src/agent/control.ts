import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** How the stand-in behaves after its checks; read once at the start from `behaviour.json` in its control folder. */
export interface Behaviour {
  /** Milliseconds from the start to `Agent online.`, or `never`. */
  online: number | 'never';
  /** Milliseconds between two tasks; absent: no tasks. */
  taskEvery?: number;
  /** The join token is answered with 401. */
  tokenRefused?: boolean;
  /** Exit with status 1 this many milliseconds after being online. */
  crashAfter?: number;
}

export function readBehaviour(folder: string | undefined): Behaviour {
  const usual: Behaviour = { online: 200 };
  if (folder === undefined) {
    return usual;
  }
  try {
    return { ...usual, ...(JSON.parse(readFileSync(join(folder, 'behaviour.json'), 'utf8')) as Partial<Behaviour>) };
  } catch {
    return usual;
  }
}

/** Takes the commands that are put as files into `commands` in the control folder, in the order of their names. */
export function followCommands(folder: string, onCommand: (command: string) => void): void {
  const spool = join(folder, 'commands');
  setInterval(() => {
    for (const name of existsSync(spool) ? readdirSync(spool).sort() : []) {
      const command = readFileSync(join(spool, name), 'utf8').trim();
      rmSync(join(spool, name));
      onCommand(command);
    }
  }, 50);
}
