import type { Editor } from '../../tree/editor.ts';
import { isEncryptedTree } from '../../tree/encrypted.ts';
import { type ObjectValue, type Property, propertyOf, type StringValue, type Value } from '../../tree/value.ts';
import { jsonEditor } from '../json/editor.ts';
import { type JsonModel, readJson } from '../json/model.ts';

/**
 * A deploy spec as `cachix deploy activate` reads it.
 * @see https://docs.cachix.org/deploy/reference
 */
export interface DeploySpec extends JsonModel {
  root: Value | undefined;
  /** The root, where it is an object. */
  object?: ObjectValue;
  agents?: Property;
  rollbackScript?: Property;
  /** What is deployed: the paths of the agents. */
  agentPaths: readonly PathEntry[];
  /** The scripts that are run after a deployment, by system. */
  scriptPaths: readonly PathEntry[];
  /** All of them; none where they are encrypted. */
  storePaths: readonly StringValue[];
  editor: Editor;
  encrypted: boolean;
}

export interface PathEntry {
  name: string;
  property: Property;
  node: StringValue;
}

export function readDeploySpec(text: string): DeploySpec {
  const { json, root } = readJson(text);
  const object = root?.type === 'object' ? root : undefined;
  const agents = object && propertyOf(object, 'agents');
  const rollbackScript = object && propertyOf(object, 'rollbackScript');
  const agentPaths = pathsOf(agents);
  const scriptPaths = pathsOf(rollbackScript);
  const encrypted = isEncryptedTree(root);
  return {
    json,
    root,
    ...(object && { object }),
    ...(agents && { agents }),
    ...(rollbackScript && { rollbackScript }),
    agentPaths,
    scriptPaths,
    storePaths: encrypted ? [] : [...agentPaths, ...scriptPaths].map(({ node }) => node),
    editor: jsonEditor(text),
    encrypted,
  };
}

function pathsOf(property: Property | undefined): PathEntry[] {
  if (property?.value.type !== 'object') return [];
  return property.value.properties.flatMap((entry) =>
    entry.value.type === 'string' ? [{ name: entry.key.value, property: entry, node: entry.value }] : [],
  );
}

export function allPaths({ agentPaths, scriptPaths }: DeploySpec): PathEntry[] {
  return [...agentPaths, ...scriptPaths];
}
