import { readFile, stat } from 'node:fs/promises';
import ssh2, { type ParsedKey } from 'ssh2';
import { typeOfBlob } from './knownHosts.ts';

/** What a file of `IdentityFile` holds. */
export type KeyFile =
  | { is: 'absent' }
  /** Why it cannot be used, as the rest of a sentence that begins with the file's name. */
  | { is: 'unusable'; why: string; type?: string }
  | { is: 'key'; key: ParsedKey }
  /** `public` is absent where only the passphrase shows it. */
  | { is: 'encrypted'; text: string; public?: Buffer }
  /** Only the public half is here: the agent may have the other. */
  | { is: 'public'; public: Buffer };

export async function readKeyFile(file: string): Promise<KeyFile> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') return { is: 'unusable', why: `cannot be read (${code})` };
    const half = await readPublicKey(`${file}.pub`);
    return half ? { is: 'public', public: half } : { is: 'absent' };
  }
  const half = publicKeyOf(text);
  if (half) return { is: 'public', public: half };
  if (process.platform !== 'win32') {
    const { mode, uid } = await stat(file);
    if ((mode & 0o077) !== 0 && uid === process.getuid?.()) {
      const octal = (mode & 0o777).toString(8).padStart(4, '0');
      return { is: 'unusable', why: `readable by others (mode ${octal}), so not used: chmod 600 it` };
    }
  }
  const parsed = parse(text);
  if (!(parsed instanceof Error)) return { is: 'key', key: parsed };
  const known = publicHalfOf(text) ?? (await readPublicKey(`${file}.pub`));
  if (!/no passphrase given|encrypted/i.test(parsed.message)) {
    return { is: 'unusable', why: unreadable(parsed), ...(known ? { type: typeOfBlob(known) } : {}) };
  }
  return { is: 'encrypted', text, ...(known ? { public: known } : {}) };
}

/** The key under a passphrase; `wrong` where it is not the right one. */
export function decrypt(text: string, passphrase: string): ParsedKey | 'wrong' | { why: string } {
  const parsed = parse(text, passphrase);
  if (!(parsed instanceof Error)) return parsed;
  if (/bad passphrase|integrity check|bad decrypt|BAD_DECRYPT|wrong final block/i.test(parsed.message)) return 'wrong';
  return { why: unreadable(parsed) };
}

function unreadable(error: Error): string {
  if (/initialization vector|cipher/i.test(error.message)) {
    return 'encrypted with a cipher that cannot be read here: load it into the agent with ssh-add';
  }
  return `not a private key that can be read here (${error.message})`;
}

function parse(text: string, passphrase?: string): ParsedKey | Error {
  try {
    const parsed = ssh2.utils.parseKey(text, passphrase) as ParsedKey | ParsedKey[] | Error;
    return Array.isArray(parsed) ? (parsed[0] ?? new Error('no key')) : parsed;
  } catch (error) {
    return error as Error;
  }
}

async function readPublicKey(file: string): Promise<Buffer | undefined> {
  try {
    return publicKeyOf(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The first public key of a file as `ssh-keygen` writes it. */
function publicKeyOf(text: string): Buffer | undefined {
  const [type, key] = text.trim().split(/\s+/, 2);
  const blob = Buffer.from(key ?? '', 'base64');
  return type && typeOfBlob(blob) === type ? blob : undefined;
}

/**
 * The public half of an encrypted key, which OpenSSH's format has in clear.
 * @see https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
 */
function publicHalfOf(text: string): Buffer | undefined {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]+)-----END/.exec(text)?.[1];
  if (!body) return undefined;
  const bytes = Buffer.from(body, 'base64');
  let at = 'openssh-key-v1\0'.length;
  const string = () => {
    const end = at + 4 + bytes.readUInt32BE(at);
    const value = bytes.subarray(at + 4, end);
    at = end;
    return value;
  };
  try {
    string();
    string();
    string();
    at += 4;
    const half = string();
    return typeOfBlob(half) ? half : undefined;
  } catch {
    return undefined;
  }
}
