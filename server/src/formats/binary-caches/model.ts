import { type Key, publicKeyLength, readKey, signingKeyLength } from '../../keys/key.ts';
import type { Editor } from '../../tree/editor.ts';
import { type ObjectValue, type Property, propertyOf, type StringValue, type Value } from '../../tree/value.ts';
import { type CacheKind, isCacheKind } from './fields.ts';
import { isPlaceholder } from './placeholder.ts';

/** What a binary-caches.json says, read from JSON or from Nix: the rules see no difference. */
export interface BinaryCaches {
  root: Value | undefined;
  caches: readonly Cache[];
  editor: Editor;
  /** The values are ciphertext: only the rules that hold whatever they are speak. */
  encrypted: boolean;
}

/** One entry of the file. `object` is absent where the value is no object. */
export interface Cache {
  property: Property;
  name: string;
  object: ObjectValue | undefined;
  /** Absent where it is missing or unknown. */
  kind: CacheKind | undefined;
  publicKeys: readonly CacheKey[];
  signingKeys: readonly CacheKey[];
}

/** A string where a key belongs; `text` is without the blanks around it. */
export interface CacheKey extends Key {
  node: StringValue;
  /** What the file's author still has to fill in: no rule about its form applies. */
  placeholder: boolean;
  /** It has as many bytes as it should have. */
  right: boolean;
}

export function readBinaryCaches(root: Value | undefined, editor: Editor): BinaryCaches {
  const entries = root?.type === 'object' ? root.properties : [];
  const encrypted = entries.some(({ key, value }) => (key.value === 'sops' ? hasMac(value) : hasCiphertext(value)));
  const caches = entries.filter(({ key }) => !(encrypted && key.value === 'sops')).map(readCache);
  return { root, caches, editor, encrypted };
}

function hasMac(value: Value): boolean {
  return value.type === 'object' && value.properties.some(({ key }) => key.value === 'mac');
}

function hasCiphertext(cache: Value): boolean {
  if (cache.type !== 'object') return false;
  for (const { value } of cache.properties) {
    const first = value.type === 'array' ? value.items[0] : value;
    if (first?.type === 'string' && first.value.startsWith('ENC[')) return true;
  }
  return false;
}

function readCache(property: Property): Cache {
  const { key, value } = property;
  const cache: Cache = {
    property,
    name: key.value,
    object: undefined,
    kind: undefined,
    publicKeys: none,
    signingKeys: none,
  };
  if (value.type !== 'object') return cache;
  cache.object = value;
  const kind = propertyOf(value, 'kind')?.value;
  if (kind?.type === 'string' && isCacheKind(kind.value)) cache.kind = kind.value;
  cache.publicKeys = readKeys(propertyOf(value, 'publicKeys'), publicKeyLength);
  cache.signingKeys = readKeys(propertyOf(value, 'signingKeys'), signingKeyLength);
  return cache;
}

const none: readonly CacheKey[] = [];

function readKeys(property: Property | undefined, length: number): readonly CacheKey[] {
  if (property?.value.type !== 'array') return none;
  const keys: CacheKey[] = [];
  for (const node of property.value.items) {
    if (node.type !== 'string') continue;
    const whole = readCacheKey(node, node.value.trim(), length);
    // The agent joins public keys by blanks, so that one string may hold several; blanks in a signing key are skipped.
    if (whole.right || !/\s/.test(node.value)) keys.push(whole);
    else if (length === signingKeyLength) keys.push(readCacheKey(node, node.value.replace(/\s+/g, ''), length));
    else for (const text of node.value.trim().split(/\s+/)) keys.push(readCacheKey(node, text, length));
  }
  // An array that grew has room for many more: most have one key, and a large file has tens of thousands of arrays.
  return keys.slice();
}

function readCacheKey(node: StringValue, source: string, expected: number): CacheKey {
  const { text, colon, end, length } = readKey(source);
  const right = length === expected;
  return { text, colon, end, length, node, right, placeholder: !right && isPlaceholder(node.value) };
}

/** The property of a cache that the agent takes: the first of that name. */
export function fieldOf({ object }: Cache, name: string): Property | undefined {
  return object && propertyOf(object, name);
}

/** The string that a property of a cache holds, if it holds one. */
export function stringOf(cache: Cache, name: string): StringValue | undefined {
  const value = fieldOf(cache, name)?.value;
  return value?.type === 'string' ? value : undefined;
}
