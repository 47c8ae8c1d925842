import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createExportDecoder, type RawEntry } from './exportFormat.ts';

type Field = { name: string; value: Buffer; binary: boolean };

/** What systemd writes: a value with a control character or that is not UTF-8 by its length, all else as a line. */
function encode(entries: Field[][]): Buffer {
  return Buffer.concat(entries.flatMap((fields) => [...fields.map(encodeField), Buffer.from('\n')]));
}

function encodeField({ name, value, binary }: Field): Buffer {
  if (!binary) return Buffer.concat([Buffer.from(`${name}=`), value, Buffer.from('\n')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(value.length));
  return Buffer.concat([Buffer.from(`${name}\n`), length, value, Buffer.from('\n')]);
}

function decode(pieces: Buffer[], limit?: number): RawEntry[] {
  const entries: RawEntry[] = [];
  const push = createExportDecoder((entry) => entries.push(entry), limit);
  for (const piece of pieces) push(piece);
  return entries;
}

function cut(data: Buffer, sizes: number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    pieces.push(data.subarray(at, at + size));
    at += size;
  }
  pieces.push(data.subarray(at));
  return pieces;
}

const text = (name: string, value: string): Field => ({ name, value: Buffer.from(value), binary: false });
const bytes = (name: string, value: Buffer): Field => ({ name, value, binary: true });
const cursor = text('__CURSOR', 's=a;i=1');

describe('the export format', () => {
  it('gives the used fields of each entry and leaves the others out', () => {
    const [entry, ...others] = decode([
      encode([[cursor, text('_COMM', 'x'), text('MESSAGE', 'a=b'), text('PRIORITY', '6')]]),
    ]);
    expect(others).toEqual([]);
    expect(Object.keys(entry?.fields ?? {})).toEqual(['__CURSOR', 'MESSAGE', 'PRIORITY']);
    expect(entry?.fields.MESSAGE?.toString()).toBe('a=b');
  });

  it('reads messages of several lines, of bytes and of nothing', () => {
    const bad = Buffer.from([0xff, 0x0a, 0x0a, 0x00, 0x3d]);
    const entries = decode([
      encode([
        [cursor, bytes('MESSAGE', Buffer.from('one\n\ntwo=3\n'))],
        [cursor, bytes('MESSAGE', bad)],
        [cursor, text('MESSAGE', '')],
        [cursor],
      ]),
    ]);
    expect(entries.map((entry) => entry.fields.MESSAGE?.toString('latin1'))).toEqual([
      'one\n\ntwo=3\n',
      bad.toString('latin1'),
      '',
      undefined,
    ]);
  });

  it('keeps the first of two messages', () => {
    const [entry] = decode([encode([[cursor, text('MESSAGE', 'first'), text('MESSAGE', 'second')]])]);
    expect(entry?.fields.MESSAGE?.toString()).toBe('first');
  });

  it('gives the same whatever pieces the stream arrives in, and whatever is over the limit', () => {
    const value = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((array) => ({ value: Buffer.from(array), binary: true })),
      fc.string({ maxLength: 60 }).map((s) => ({ value: Buffer.from(s.replaceAll('\n', ' ')), binary: false })),
    );
    const entry = fc
      .array(fc.tuple(fc.constantFrom('MESSAGE', 'PRIORITY', 'UNIT', 'OTHER'), value), { maxLength: 4 })
      .map((fields) => [cursor, ...fields.map(([name, rest]) => ({ name, ...rest }))]);
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 5 }),
        fc.array(fc.nat(40)),
        fc.constantFrom(10, 1000),
        (entries, sizes, limit) => {
          const data = encode(entries);
          const whole = decode([data], limit);
          expect(whole).toHaveLength(entries.length);
          expect(decode(cut(data, sizes), limit)).toEqual(whole);
          expect(decode(cut(data, Array(data.length).fill(1)), limit)).toEqual(whole);
          for (const [index, fields] of entries.entries()) {
            const message = fields.find(({ name }) => name === 'MESSAGE')?.value;
            expect(whole[index]?.fields.MESSAGE).toEqual(message?.subarray(0, limit));
            expect(whole[index]?.omitted).toBe(Math.max(0, (message?.length ?? 0) - limit));
          }
        },
      ),
    );
  });

  it('holds no more than the limit of a line that has no end', () => {
    const entries: RawEntry[] = [];
    const push = createExportDecoder((entry) => entries.push(entry), 1024);
    push(Buffer.from('__CURSOR=c\nMESSAGE='));
    for (let piece = 0; piece < 1000; piece += 1) push(Buffer.alloc(1024, 0x61));
    push(Buffer.from('\n\n__CURSOR=d\nMESSAGE=next\n\n'));
    expect(entries.map(({ fields, omitted }) => [fields.MESSAGE?.length, omitted])).toEqual([
      [1024, 999 * 1024],
      [4, 0],
    ]);
  });
});
