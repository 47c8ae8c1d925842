import { createPublicKey, verify } from 'node:crypto';
import { nameOf, publicKeyLength, readKey } from '../keys/key.ts';

/** What a binary cache says of a store path. */
export interface Narinfo {
  storePath: string;
  narHash: string;
  narSize: string;
  /** Names in the store, without its directory. */
  references: readonly string[];
  /** Each `name:base64`. */
  signatures: readonly string[];
  /** How the path follows from its content, where it does. */
  contentAddress?: string;
}

/**
 * @returns `undefined` where the text is none, such as the page of a login
 * @see https://nix.dev/manual/nix/2.28/protocols/binary-cache
 */
export function readNarinfo(text: string): Narinfo | undefined {
  const fields = new Map<string, string>();
  const signatures: string[] = [];
  for (const line of text.split('\n')) {
    const [, name, value] = /^(\w+): ?(.*?)\r?$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    if (name === 'Sig') signatures.push(value);
    else fields.set(name, value);
  }
  const [storePath, narHash, narSize] = [fields.get('StorePath'), fields.get('NarHash'), fields.get('NarSize')];
  if (!storePath || !narHash || !narSize) return undefined;
  const references = (fields.get('References') ?? '').split(' ').filter((name) => name !== '');
  const contentAddress = fields.get('CA');
  return { storePath, narHash, narSize, references, signatures, ...(contentAddress && { contentAddress }) };
}

/** The text that is signed. */
function fingerprint({ storePath, narHash, narSize, references }: Narinfo): string {
  const directory = storePath.slice(0, storePath.lastIndexOf('/') + 1);
  const sorted = [...references].sort((a, b) => (a < b ? -1 : 1)).map((name) => directory + name);
  return `1;${storePath};${narHash};${narSize};${sorted.join(',')}`;
}

/**
 * Whether Nix would take the path: one of its signatures is by one of `publicKeys`, each `name:base64`. What is
 * addressed by its content needs none.
 */
export function isTrusted(narinfo: Narinfo, publicKeys: readonly string[]): boolean {
  if (narinfo.contentAddress) return true;
  const signed = Buffer.from(fingerprint(narinfo));
  return narinfo.signatures.some((signature) => {
    const colon = signature.indexOf(':');
    const bytes = Buffer.from(signature.slice(colon + 1), 'base64');
    return publicKeys.some((text) => {
      const key = readKey(text);
      if (key.length !== publicKeyLength || nameOf(key) !== signature.slice(0, colon)) return false;
      const x = Buffer.from(text.slice(key.colon + 1, key.end), 'base64').toString('base64url');
      const imported = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
      return verify(null, signed, imported, bytes);
    });
  });
}
