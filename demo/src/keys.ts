import { generateKeyPairSync, randomUUID } from 'node:crypto';

const base64url = (text: string): string => Buffer.from(text).toString('base64url');

/** A key pair in the forms of Cachix: a named public key, and a bare signing key (seed, then public half). */
export function cachixKeys(cache: string): { publicKey: string; signingKey: string } {
  // As DER and not by exporting a key object as JWK, in which Node 20 can hang for ever when it collects garbage just then.
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });
  const half = publicKey.subarray(-32);
  return {
    publicKey: `${cache}.cachix.org-1:${half.toString('base64')}`,
    signingKey: Buffer.concat([privateKey.subarray(-32), half]).toString('base64'),
  };
}

/** A binary-caches.json without a fault, with fresh keys. */
export function binaryCaches(...names: string[]): string {
  const caches = names.map((name) => {
    const { publicKey, signingKey } = cachixKeys(name);
    return [name, { kind: 'CachixCache', publicKeys: [publicKey], signingKeys: [signingKey] }];
  });
  return `${JSON.stringify(Object.fromEntries(caches), null, 2)}\n`;
}

/** A cluster join token in the right form; nobody ever issued it. */
export function joinToken(): string {
  return [
    base64url('{"alg":"HS256"}'),
    base64url(JSON.stringify({ sub: `t$${randomUUID()}` })),
    base64url(randomUUID()),
  ].join('.');
}
