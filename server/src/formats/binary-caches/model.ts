import { type Key, publicKeyLength, readKey, signingKeyLength } from '../../keys/key.ts';
import type { Editor } from '../../tree/editor.ts';
import type { ObjectValue, Property, StringValue, Value } from '../../tree/value.ts';
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
  object?: ObjectValue;
  /** Absent where it is missing or unknown. */
  kind?: CacheKind;
  /** The first property of each name, which is the one that the agent takes. */
  properties: ReadonlyMap<string, Property>;
  publicKeys: readonly CacheKey[];
  signingKeys: readonly CacheKey[];
}

/** A string where a key belongs. */
export interface CacheKey {
  node: StringValue;
  /** Without the blanks around it. */
  text: string;
  /** What the file's author still has to fill in: no rule about its form applies. */
  placeholder: boolean;
  key: Key;
  /** The key's bytes, where there are as many as there should be. */
  bytes?: Buffer;
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
  return cache.properties.some(({ value }) => {
    const first = value.type === 'array' ? value.items[0] : value;
    return first?.type === 'string' && first.value.startsWith('ENC[');
  });
}

function readCache(property: Property): Cache {
  const name = property.key.value;
  const { value } = property;
  const properties = new Map<string, Property>();
  if (value.type !== 'object') return { property, name, properties, publicKeys: [], signingKeys: [] };
  for (const inner of value.properties) if (!properties.has(inner.key.value)) properties.set(inner.key.value, inner);
  const kind = properties.get('kind')?.value;
  return {
    property,
    name,
    object: value,
    ...(kind?.type === 'string' && isCacheKind(kind.value) ? { kind: kind.value } : {}),
    properties,
    publicKeys: readKeys(properties.get('publicKeys'), publicKeyLength),
    signingKeys: readKeys(properties.get('signingKeys'), signingKeyLength),
  };
}

function readKeys(property: Property | undefined, length: number): CacheKey[] {
  return stringsOf(property?.value).flatMap((node) => {
    // The agent joins public keys by blanks, so that one string may hold several; blanks in a signing key are skipped.
    const texts = length === publicKeyLength ? node.value.trim().split(/\s+/) : [node.value.replace(/\s+/g, '')];
    return texts.map((text) => {
      const key = readKey(text);
      const right = key.bytes?.length === length;
      return {
        node,
        text,
        key,
        placeholder: !right && isPlaceholder(node.value),
        ...(right ? { bytes: key.bytes } : {}),
      };
    });
  });
}

/** The elements of an array that are strings. */
export function stringsOf(value: Value | undefined): StringValue[] {
  return value?.type === 'array' ? value.items.filter((item) => item.type === 'string') : [];
}

/** The string that a property of a cache holds, if it holds one. */
export function stringOf(cache: Cache, name: string): StringValue | undefined {
  const value = cache.properties.get(name)?.value;
  return value?.type === 'string' ? value : undefined;
}
