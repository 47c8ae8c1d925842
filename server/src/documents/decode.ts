import { isUtf8 } from 'node:buffer';

/** Why a file's bytes are not a text that the agents can read. */
export interface Flaw {
  kind: 'encoding' | 'encrypted';
  message: string;
}

export interface Decoded {
  text: string;
  flaw?: Flaw;
}

const gitCrypt = Buffer.from('\0GITCRYPT\0');
const ageHeaders = ['age-encryption.org/v1', '-----BEGIN AGE ENCRYPTED FILE-----'].map((header) => Buffer.from(header));

/** Reads bytes as the agents do, as UTF-8; a byte-order mark stays in the text. Never throws. */
export function decode(bytes: Buffer): Decoded {
  if (startsWith(bytes, gitCrypt)) return encrypted('git-crypt');
  if (ageHeaders.some((header) => startsWith(bytes, header))) return encrypted('age');
  if (startsWith(bytes, Buffer.from([0xff, 0xfe]))) return utf16(bytes.toString('utf16le'));
  if (startsWith(bytes, Buffer.from([0xfe, 0xff]))) return utf16(swapped(bytes).toString('utf16le'));
  const text = bytes.toString('utf8');
  if (isUtf8(bytes)) return { text };
  const at = firstInvalid(bytes, text);
  const line = countLines(bytes.subarray(0, at)) + 1;
  const message = `The file is not UTF-8 text: byte ${at + 1}, in line ${line}, cannot be read. Save it as UTF-8.`;
  return { text, flaw: { kind: 'encoding', message } };
}

function encrypted(tool: string): Decoded {
  const message = `The file is encrypted with ${tool}: it is checked once it is decrypted.`;
  return { text: '', flaw: { kind: 'encrypted', message } };
}

function utf16(text: string): Decoded {
  const message = 'The file is UTF-16 text, which the agents cannot read. Save it as UTF-8.';
  return { text, flaw: { kind: 'encoding', message } };
}

function startsWith(bytes: Buffer, head: Buffer): boolean {
  return bytes.subarray(0, head.length).equals(head);
}

function swapped(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16();
}

/** The first byte that is no part of a character: there the text, encoded again, differs. */
function firstInvalid(bytes: Buffer, text: string): number {
  const again = Buffer.from(text);
  let at = 0;
  while (at < bytes.length && bytes[at] === again[at]) at++;
  return at;
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
  return lines;
}
