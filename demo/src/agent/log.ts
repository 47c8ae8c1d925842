import { writeSync } from 'node:fs';
import { hostname } from 'node:os';

export type Severity = 'Debug' | 'Info' | 'Warning' | 'Error';

export interface LogLine {
  severity: Severity;
  message: string;
  namespace?: string;
  /** Printed as `[key:value]` between the thread and the place in the source. */
  context?: Record<string, string>;
  /** `Module file.hs:line:column`, without the package. */
  place?: string;
}

/**
 * A line as katip's bracket format has it; the time is UTC and says no zone.
 * @see katip, Katip/Scribes/Handle.hs, bracketFormat
 */
export function katipLine({ severity, message, namespace = 'Agent', context = {}, place }: LogLine, now: Date): string {
  const time = now.toISOString().slice(0, 19).replace('T', ' ');
  const values = Object.entries(context)
    .map(([key, value]) => `[${key}:${value}]`)
    .join('');
  const source = `hercules-ci-agent-0.10.8:${place ?? 'Hercules.Agent hercules-ci-agent/Hercules/Agent.hs:120:5'}`;
  return `[${time}][${namespace}][${severity}][${process.env.STAND_IN_HOSTNAME ?? hostname()}][PID ${process.pid}][ThreadId 42]${values}[${source}] ${message}`;
}

/** Writes to standard error and waits until all of it is taken, as a journal under load makes one wait. */
export function write(text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(2, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') {
        throw error;
      }
    }
  }
}

export function log(line: LogLine): void {
  write(`${katipLine(line, new Date())}\n`);
}
