import type { JournalEntry, LogSeverity } from '../../protocol/src/journal.ts';

/** A recorded stream's stand-in: lines as both agents print them, always the same for the same seed. */
export interface Lines {
  next(count: number): JournalEntry[];
}

const bootId = '0123456789abcdef0123456789abcdef';

/** @param start microseconds since the epoch */
export function createLines(start: number, unit = 'hercules-ci-agent.service', seed = 1): Lines {
  let state = seed;
  let number = 0;
  let time = start;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };

  function next(): JournalEntry {
    number++;
    time += Math.floor(random() * 2000) + 1;
    const roll = random();
    const severity: LogSeverity =
      roll < 0.01 ? 'error' : roll < 0.04 ? 'warning' : roll < 0.2 ? 'debug' : roll < 0.25 ? 'notice' : 'info';
    return {
      cursor: `s=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa;i=${number.toString(16)};b=${bootId};m=1;t=${time.toString(16)};x=${seed}`,
      timeMicros: String(time),
      unit,
      pid: 4242,
      severity,
      message: katip(time, severity, textOf(severity, number)),
      bootId,
    };
  }

  return { next: (count) => Array.from({ length: count }, next) };
}

function katip(micros: number, severity: LogSeverity, text: string): string {
  const utc = new Date(micros / 1000).toISOString().slice(0, 19).replace('T', ' ');
  const name = severity[0]?.toUpperCase() + severity.slice(1);
  return `[${utc}][Agent][${name}][build-1][PID 4242][ThreadId 17][task:${text.length}][main:Hercules.Agent Hercules/Agent.hs:193:9] ${text}`;
}

function textOf(severity: LogSeverity, number: number): string {
  switch (severity) {
    case 'error':
      return `Exceptional status in task ${number}`;
    case 'warning':
      return `Retrying on exception: ConnectionError in attempt ${number}`;
    case 'debug':
      return `Substituting /nix/store/0c6gz6r1lk4ccd6h0d8bcqp1kzkz9a2v-hello-2.12.${number}`;
    default:
      return number % 2 ? `Starting task ${number}` : `Completed task ${number - 1} successfully`;
  }
}
