import { parseJson } from '../formats/json/parser.ts';
import { type ObjectValue, propertyOf, type Value } from '../tree/value.ts';

/** What a text says of its own format, where its name alone does not tell. */

export function looksLikeBinaryCaches(text: string): boolean {
  if (!/"(?:CachixCache|NixCache)"/.test(text)) return false;
  return valuesOf(parseJson(text).root).some((value) => {
    const kind = value.type === 'object' ? propertyOf(value, 'kind')?.value : undefined;
    return kind?.type === 'string' && (kind.value === 'CachixCache' || kind.value === 'NixCache');
  });
}

export function looksLikeSecrets(text: string): boolean {
  const { root } = parseJson(text);
  if (root?.type !== 'object') return false;
  return (
    root.properties.length === 0 || root.properties.some(({ value }) => value.type === 'object' && isSecret(value))
  );
}

function isSecret(value: ObjectValue): boolean {
  const kind = propertyOf(value, 'kind')?.value;
  if (kind?.type === 'string' && kind.value === 'Secret') return true;
  return propertyOf(value, 'data') !== undefined && propertyOf(value, 'condition') !== undefined;
}

const agentOptions = [
  'baseDirectory',
  'clusterJoinTokenPath',
  'binaryCachesPath',
  'staticSecretsDirectory',
  'concurrentTasks',
];

export function looksLikeAgentConfig(text: string, language: 'json' | 'toml'): boolean {
  if (language === 'toml') return new RegExp(`^\\s*(?:${agentOptions.join('|')})\\s*=`, 'm').test(text);
  const { root } = parseJson(text);
  return root?.type === 'object' && agentOptions.some((name) => propertyOf(root, name));
}

const agentsProperties = ['agents', 'agent', 'Agents', 'hosts', 'nodes'];

export function looksLikeDeploySpec(text: string): boolean {
  const { root } = parseJson(text);
  if (root?.type !== 'object') return false;
  return agentsProperties.some((name) => {
    const agents = propertyOf(root, name)?.value;
    if (agents?.type !== 'object') return false;
    if (agents.properties.length === 0) return true;
    return valuesOf(agents).some((value) => isPathLike(value) || valuesOf(value).some(isPathLike));
  });
}

function isPathLike(value: Value): boolean {
  return value.type === 'string' && (/^(?:$|[/~$])/.test(value.value) || value.value.includes('/nix/store/'));
}

export function looksLikeAgentNix(text: string): boolean {
  return /\bdeployment\s*[.=]|\b(?:hercules-ci-agents?|cachix-agent)\s*[.=]|\bservices\.(?:hercules-ci-agents?|cachix-agent)\b|"(?:CachixCache|NixCache)"|\bnetwork\s*(?:=|\.[\w"]+)/.test(
    text,
  );
}

function valuesOf(value: Value | undefined): Value[] {
  return value?.type === 'object' ? value.properties.map((property) => property.value) : [];
}
