import type { Editor } from '../../tree/editor.ts';
import { isEncryptedTree } from '../../tree/encrypted.ts';
import type { ObjectValue, Property, Value } from '../../tree/value.ts';
import { jsonEditor } from '../json/editor.ts';
import { type JsonModel, readJson } from '../json/model.ts';
import { parseToml, type TomlTree, tomlEditor } from './toml.ts';

/** The configuration of Hercules CI's agent, JSON or TOML: the agent goes by the name of the file. */
export interface AgentConfig extends JsonModel {
  toml?: TomlTree;
  root: Value | undefined;
  /** The root, where it is an object. */
  object?: ObjectValue;
  /** The first property of each name, which is the one that the agent takes. */
  properties: ReadonlyMap<string, Property>;
  editor: Editor;
  encrypted: boolean;
}

export function readAgentConfig(text: string, path: string): AgentConfig {
  if (path.endsWith('.json')) {
    const { json, root } = readJson(text);
    return { json, ...readTree(root), editor: jsonEditor(text) };
  }
  const toml = parseToml(text);
  return { toml, ...readTree(toml.root), editor: tomlEditor(text) };
}

function readTree(root: Value | undefined): Omit<AgentConfig, 'editor'> {
  const object = root?.type === 'object' ? root : undefined;
  const properties = new Map<string, Property>();
  for (const property of object?.properties ?? []) {
    if (!properties.has(property.key.value)) properties.set(property.key.value, property);
  }
  return { root, ...(object && { object }), properties, encrypted: isEncryptedTree(root) };
}
