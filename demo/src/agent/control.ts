import { readFileSync, statSync } from 'node:fs';
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

/** Calls `onCommand` with every line that is appended to `commands` in the control folder after this call. */
export function followCommands(folder: string, onCommand: (command: string) => void): void {
  const file = join(folder, 'commands');
  const size = (): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  let seen = size();
  setInterval(() => {
    if (size() <= seen) {
      return;
    }
    const fresh = readFileSync(file).subarray(seen);
    const end = fresh.lastIndexOf('\n') + 1;
    seen += end;
    for (const line of fresh.subarray(0, end).toString('utf8').split('\n').filter(Boolean)) {
      onCommand(line);
    }
  }, 50);
}
