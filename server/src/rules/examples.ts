import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';

const marks = /<<(public|signing|jwt) (.*?)>>/gs;

/** Puts keys and tokens into an example: the same for the same name, and good for nothing but examples. */
export function fillExample(text: string): string {
  return text.replace(marks, (_, kind: string, what: string) => {
    if (kind === 'public') return `${what}:${keyPair(what).publicKey.toString('base64')}`;
    if (kind === 'signing') return keyPair(what).signingKey.toString('base64');
    return exampleToken(what);
  });
}

/** An example as a person reads it: secrets are left out. */
export function showExample(text: string): string {
  const shown: Record<string, string> = { signing: '(a signing key)', jwt: '(a token)' };
  return text.replace(marks, (all, kind: string) => shown[kind] ?? fillExample(all));
}

function keyPair(name: string): { publicKey: Buffer; signingKey: Buffer } {
  const seed = createHash('sha256').update(`an example: ${name}`).digest();
  const privateKey = createPrivateKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', d: seed.toString('base64url'), x: seed.toString('base64url') },
  });
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { publicKey, signingKey: Buffer.concat([seed, publicKey]) };
}

function exampleToken(payload: string): string {
  const part = (text: string): string => Buffer.from(text).toString('base64url');
  return `${part('{"alg":"HS256"}')}.${part(payload)}.${part('an example has no signature')}`;
}
