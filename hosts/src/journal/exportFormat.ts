/** Fields that are kept beside those that `journalctl` always prints. */
export const exportFields = [
  'MESSAGE',
  'PRIORITY',
  '_PID',
  '_SYSTEMD_UNIT',
  '_SYSTEMD_USER_UNIT',
  'UNIT',
  'USER_UNIT',
  'OBJECT_SYSTEMD_UNIT',
  'COREDUMP_UNIT',
] as const;

const always = ['__CURSOR', '__REALTIME_TIMESTAMP', '_BOOT_ID'] as const;

type FieldName = (typeof exportFields)[number] | (typeof always)[number];

/** One journal entry with the fields that are used; values as the bytes that were logged. */
export interface RawEntry {
  fields: Partial<Record<FieldName, Buffer>>;
  /** Bytes of MESSAGE that were left out because it is longer than the limit. */
  omitted: number;
}

const wanted: ReadonlyMap<string, FieldName> = new Map(
  [...always, ...exportFields].map((name): [string, FieldName] => [name, name]),
);

/** Bytes of one field that are kept. */
const defaultLimit = 1024 * 1024;
const newline = 0x0a;
const equals = 0x3d;
const lengthBytes = 8;
/** journald's own limit of a field's name. */
const longestName = 64;

/** A field that is longer than the limit: its head is kept, the rest is passed over as it arrives. */
interface Overlong {
  name: FieldName | undefined;
  head: Buffer;
  /** Bytes still to come, where the length was given; `undefined`: up to the next line feed. */
  left: number | undefined;
  omitted: number;
}

/**
 * Decodes what `journalctl --output=export` prints, in whatever pieces it arrives. Memory stays within a few times the limit.
 * @param emit called once for each whole entry
 * @returns takes the next piece
 * @see https://systemd.io/JOURNAL_EXPORT_FORMATS/
 */
export function createExportDecoder(emit: (entry: RawEntry) => void, limit = defaultLimit): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let entry: RawEntry = { fields: {}, omitted: 0 };
  let overlong: Overlong | undefined;

  /** The first of two fields of one name counts, as in `journalctl --output=json` the first is the message. */
  function keep(name: FieldName | undefined, value: Buffer, omitted = 0): void {
    if (!name || entry.fields[name]) return;
    entry.fields[name] = value;
    if (name === 'MESSAGE') entry.omitted = omitted;
  }

  function finish(field: Overlong): void {
    keep(field.name, field.head, field.omitted);
    overlong = undefined;
  }

  /** Passes over the rest of an overlong field; answers where it ends in `data`, or `undefined` where it goes on. */
  function skip(field: Overlong, data: Buffer): number | undefined {
    if (field.left === undefined) {
      const end = data.indexOf(newline);
      field.omitted += end < 0 ? data.length : end;
      if (end < 0) return undefined;
      finish(field);
      return end + 1;
    }
    const step = Math.min(field.left, data.length);
    field.left -= step;
    // The line feed behind the data is counted in `left` and is no part of the value.
    field.omitted += step;
    if (field.left > 0) return undefined;
    field.omitted -= 1;
    finish(field);
    return step;
  }

  return (chunk) => {
    let data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let at = 0;
    if (overlong) {
      const end = skip(overlong, data);
      rest = Buffer.alloc(0);
      if (end === undefined) return;
      data = data.subarray(end);
    }
    while (at < data.length) {
      const end = data.indexOf(newline, at);
      if (end < 0) {
        if (data.length - at <= longestName + 1 + limit) break;
        overlong = textField(data.subarray(at));
        at = data.length;
        break;
      }
      if (end === at) {
        if (entry.fields.__CURSOR) emit(entry);
        entry = { fields: {}, omitted: 0 };
        at += 1;
        continue;
      }
      const split = data.indexOf(equals, at);
      if (split >= 0 && split < end) {
        const value = data.subarray(split + 1, Math.min(end, split + 1 + limit));
        keep(fieldName(data, at, split), value, end - split - 1 - value.length);
        at = end + 1;
        continue;
      }
      const start = end + 1 + lengthBytes;
      if (data.length < start) break;
      const length = Number(data.readBigUInt64LE(end + 1));
      const name = fieldName(data, at, end);
      if (length <= limit) {
        if (data.length < start + length + 1) break;
        keep(name, data.subarray(start, start + length));
        at = start + length + 1;
        continue;
      }
      if (data.length < start + limit) break;
      const field: Overlong = { name, head: data.subarray(start, start + limit), left: length - limit + 1, omitted: 0 };
      overlong = field;
      data = data.subarray(start + limit);
      at = 0;
      const past = skip(field, data);
      if (past === undefined) {
        at = data.length;
        break;
      }
      at = past;
    }
    // A copy, because the piece that it lies in may be large and belongs to the stream.
    rest = at < data.length ? Buffer.from(data.subarray(at)) : Buffer.alloc(0);
  };

  function textField(line: Buffer): Overlong {
    const split = line.indexOf(equals);
    const value = Buffer.from(line.subarray(split + 1, split + 1 + limit));
    return {
      name: split < 0 ? undefined : fieldName(line, 0, split),
      head: value,
      left: undefined,
      omitted: line.length - split - 1 - value.length,
    };
  }
}

function fieldName(data: Buffer, start: number, end: number): FieldName | undefined {
  return wanted.get(data.toString('latin1', start, end));
}
