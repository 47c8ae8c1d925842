import type { Editor } from '../../tree/editor.ts';
import { type ObjectValue, type Property, propertyOf, type StringValue, type Value } from '../../tree/value.ts';
import { jsonEditor } from '../json/editor.ts';
import { type JsonModel, readJson } from '../json/model.ts';

/** A `nix-agents.json`: where the agents are, as far as other files do not say it. */
export interface Inventory extends JsonModel {
  root: Value | undefined;
  /** The root, where it is an object. */
  object?: ObjectValue;
  agents?: Property;
  entries: readonly InventoryEntry[];
  /** What is deployed where no other file says it. */
  storePaths: readonly StringValue[];
  editor: Editor;
}

export interface InventoryEntry {
  name: string;
  property: Property;
  /** Absent where its value is no object. */
  object?: ObjectValue;
}

export function readInventory(text: string): Inventory {
  const { json, root } = readJson(text);
  const object = root?.type === 'object' ? root : undefined;
  const agents = object && propertyOf(object, 'agents');
  const properties = agents?.value.type === 'object' ? agents.value.properties : [];
  const entries = properties.map((property) => ({
    name: property.key.value,
    property,
    ...(property.value.type === 'object' && { object: property.value }),
  }));
  const storePaths = entries.flatMap((entry) => {
    const path = entry.object && propertyOf(entry.object, 'storePath')?.value;
    return path?.type === 'string' ? [path] : [];
  });
  return {
    json,
    root,
    ...(object && { object }),
    ...(agents && { agents }),
    entries,
    storePaths,
    editor: jsonEditor(text),
  };
}

/** The local files that an agent's secrets are. */
export function secretFiles({ object }: InventoryEntry): Property[] {
  const secrets = object && propertyOf(object, 'secrets')?.value;
  return secrets?.type === 'object' ? secrets.properties : [];
}
