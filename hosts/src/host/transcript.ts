import type { Host } from '../ssh/host.ts';

/** One command that was run on a machine. Contents of files go on its standard input, which is not kept. */
export interface TranscriptEntry {
  /** ISO 8601. */
  time: string;
  machine: string;
  /** The POSIX shell script. */
  script: string;
  /** Its positional parameters. */
  args: string[];
  root: boolean;
  ms: number;
  /** Exit status; `null` where a signal or a lost connection ended it. */
  exit: number | null;
}

/** The same host, that tells every command once it has ended. */
export function recorded(host: Host, record?: (entry: TranscriptEntry) => void): Host {
  if (!record) return host;
  const begin = (script: string, options: { args?: string[]; root?: boolean } = {}) => {
    const time = new Date();
    const { args = [], root = false } = options;
    return (exit: number | null) =>
      record({
        ...{ time: time.toISOString(), machine: host.label, script, args, root },
        ...{ ms: Date.now() - time.getTime(), exit },
      });
  };
  return {
    label: host.label,
    user: host.user,
    async run(script, options) {
      const end = begin(script, options);
      try {
        const result = await host.run(script, options);
        end(result.exit);
        return result;
      } catch (error) {
        end(null);
        throw error;
      }
    },
    async start(script, options) {
      const end = begin(script, options);
      const process = await host.start(script, options);
      process.ended.then(
        ({ exit }) => end(exit),
        () => end(null),
      );
      return process;
    },
  };
}

/** A transcript for a person: the commands in their order, and each script once, below them. */
export function transcriptText(entries: readonly TranscriptEntry[]): string {
  const scripts: string[] = [];
  const lines = entries.map(({ time, machine, script, args, root, ms, exit }) => {
    if (!scripts.includes(script)) scripts.push(script);
    const words = [`script ${scripts.indexOf(script) + 1}`, ...args.map((arg) => JSON.stringify(arg))].join(' ');
    return `${time}  ${machine}${root ? ' (root)' : ''}  ${exit === null ? 'lost' : `exit ${exit}`}  ${ms} ms  ${words}`;
  });
  const texts = scripts.map((script, index) => `\n# script ${index + 1}\n${script.trim()}\n`);
  return `${lines.join('\n')}\n${texts.join('')}`;
}
