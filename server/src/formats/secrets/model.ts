import type { Span } from '../../text/span.ts';
import type { Editor } from '../../tree/editor.ts';
import { isEncryptedTree } from '../../tree/encrypted.ts';
import { type ObjectValue, type Property, propertyOf, type Value } from '../../tree/value.ts';
import { jsonEditor } from '../json/editor.ts';
import { type JsonModel, readJson } from '../json/model.ts';
import type { SecretModel } from '../secret-file/model.ts';

/** What a secrets.json says: the secrets of effects, and who may have them. */
export interface Secrets extends JsonModel, SecretModel {
  root: Value | undefined;
  entries: readonly SecretEntry[];
  editor: Editor;
  encrypted: boolean;
}

export interface SecretEntry {
  name: string;
  property: Property;
  object: ObjectValue;
}

export function readSecrets(text: string): Secrets {
  const { json, root } = readJson(text);
  const encrypted = isEncryptedTree(root);
  const properties = root?.type === 'object' ? root.properties : [];
  const entries = properties.flatMap((property) =>
    property.value.type === 'object' && !(encrypted && property.key.value === 'sops')
      ? [{ name: property.key.value, property, object: property.value }]
      : [],
  );
  const secret = encrypted ? undefined : firstSecret(entries);
  return { json, root, entries, editor: jsonEditor(text), encrypted, ...(secret && { secret }) };
}

/** The first `data` that holds something. */
function firstSecret(entries: readonly SecretEntry[]): Span | undefined {
  const data = entries.flatMap(({ object }) => propertyOf(object, 'data') ?? []);
  return data.find(({ value }) => value.type !== 'object' || value.properties.length > 0)?.key;
}
