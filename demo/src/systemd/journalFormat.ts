import type { Entry } from './journal.ts';
import type { Options } from './options.ts';

const always = ['_BOOT_ID'];

/** One entry in the form that `--output` asks for. @see https://systemd.io/JOURNAL_EXPORT_FORMATS/ */
export function formatter(options: Options): (entry: Entry) => Buffer {
  const output = options.value('output') ?? 'short';
  const chosen = options.value('output-fields')?.split(',');
  const fieldsOf = ({ fields }: Entry) =>
    Object.entries(fields).filter(([name]) => chosen === undefined || chosen.includes(name) || always.includes(name));
  switch (output) {
    case 'cat':
      return ({ fields }) => Buffer.from(`${fields.MESSAGE ?? ''}\n`);
    case 'json':
      return (entry) =>
        Buffer.from(`${JSON.stringify({ ...addressOf(entry), ...Object.fromEntries(fieldsOf(entry)) })}\n`);
    case 'export':
      return (entry) =>
        Buffer.concat([
          ...[...Object.entries(addressOf(entry)), ...fieldsOf(entry)].map(([name, value]) => exported(name, value)),
          Buffer.from('\n'),
        ]);
    default:
      return (entry) => Buffer.from(short(entry));
  }
}

function addressOf(entry: Entry): Record<string, string> {
  return {
    __CURSOR: entry.cursor,
    __REALTIME_TIMESTAMP: String(entry.realtime),
    __MONOTONIC_TIMESTAMP: String(entry.monotonic),
  };
}

/** A value that is not one line of plain text has its length before it. */
function exported(name: string, value: string): Buffer {
  if (!/[\x00-\x08\x0a-\x1f]/.test(value)) {
    return Buffer.from(`${name}=${value}\n`);
  }
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  return Buffer.concat([Buffer.from(`${name}\n`), length, bytes, Buffer.from('\n')]);
}

function short({ realtime, fields }: Entry): string {
  const [, month, day, , time] = new Date(realtime / 1000).toString().split(' ');
  return `${month} ${day} ${time} ${fields._HOSTNAME} ${fields.SYSLOG_IDENTIFIER}[${fields._PID}]: ${fields.MESSAGE}\n`;
}
