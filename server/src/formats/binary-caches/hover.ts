import type { Hover } from 'vscode-languageserver-types';
import { expiryOf, readClaims } from '../../keys/jwt.ts';
import { nameOf, publicKeyLength, signingKeyLength } from '../../keys/key.ts';
import type { CheckContext } from '../../rules/rule.ts';
import type { Span } from '../../text/span.ts';
import { positionIn } from '../../tree/position.ts';
import { fieldsOf } from './fields.ts';
import type { BinaryCaches, Cache, CacheKey } from './model.ts';

/** What a property means, and what a key or a token is; never its value. */
export function hoverBinaryCaches(
  { root, caches, encrypted }: BinaryCaches,
  offset: number,
  { document, now }: CheckContext,
): Hover | undefined {
  const position = positionIn(root, offset);
  const [outer, inner] = position.objects;
  const cache = caches.find(({ property }) => property === outer?.property);
  if (!cache || !outer?.property) return undefined;
  const show = (span: Span, value: string): Hover => ({
    contents: { kind: 'markdown', value },
    range: document.lines.range(span),
  });

  if (!inner) return position.part === 'key' ? show(outer.property.key, cacheText(cache)) : undefined;
  const property = inner.property;
  const field = fieldsOf(cache.kind).find(({ name }) => name === property?.key.value);
  if (!property || !field) return undefined;
  const secret = field.secret ? '\n\n**Secret**: whoever has it can write to the cache.' : '';
  if (position.part === 'key') return show(property.key, field.meaning + secret);
  if (encrypted || position.value?.type !== 'string') return undefined;
  const node = position.value;
  if (field.name === 'authToken') return show(node, tokenText(node.value, now));
  const keys = [...cache.publicKeys, ...cache.signingKeys].filter((key) => key.node === node);
  if (keys.length > 0) return show(node, keys.map((key) => keyText(key, field.name === 'signingKeys')).join('\n\n'));
  return show(node, field.meaning);
}

function cacheText({ name, kind }: Cache): string {
  if (kind === 'CachixCache') return `The Cachix cache at https://${name}.cachix.org.`;
  return kind === 'NixCache' ? 'A store that Nix can write to.' : 'A cache. Its `kind` is missing or unknown.';
}

function keyText(key: CacheKey, signing: boolean): string {
  const what = signing ? 'signing key' : 'public key';
  if (key.placeholder || key.text === '') return `A placeholder: here belongs a ${what}.`;
  const known = nameOf(key);
  const name = known ? ` named \`${known}\`` : ' without a name';
  if (key.length < 0) return `A ${what}${name} that is not base64.`;
  const length = signing ? signingKeyLength : publicKeyLength;
  const right = key.length === length ? '' : `; it should have ${length}`;
  return `A ${what}${name}, ${key.length} bytes${right}.${signing ? ' **Secret.**' : ''}`;
}

function tokenText(token: string, now: number): string {
  const claims = readClaims(token);
  if (!claims) return 'A token that is not in the form of a JSON Web Token. **Secret.**';
  const expiry = expiryOf(claims);
  if (expiry === undefined) return 'A token that says no expiry. **Secret.**';
  const day = new Date(expiry).toISOString().slice(0, 10);
  return `A token that ${expiry <= now ? 'expired' : 'expires'} on ${day}. **Secret.**`;
}
