import type { CompletionItem } from 'vscode-languageserver-types';
import type { CheckContext } from '../../rules/rule.ts';
import { propertyOf } from '../../tree/value.ts';
import { jsonPosition, type Proposal, propertyItems, valueItems } from '../json/completion.ts';
import { type CacheKind, cacheFields, type Field, fieldsOf, isCacheKind } from './fields.ts';
import type { BinaryCaches } from './model.ts';
import { completeStoreUri } from './storeUris.ts';

const kindProposals: Record<CacheKind, string> = {
  CachixCache: 'A cache on Cachix.',
  NixCache: 'Any store that Nix can write to: S3, HTTP, SSH, a folder.',
};

const cacheProposals: readonly Proposal[] = [
  {
    label: 'Cachix cache',
    kind: 'snippet',
    detail: 'a cache on Cachix',
    documentation: kindProposals.CachixCache,
    snippet: `"\${1:mycache}": {\n\t"kind": "CachixCache",\n\t"publicKeys": ["$2"],\n\t"authToken": "$3"\n}`,
  },
  {
    label: 'Nix cache',
    kind: 'snippet',
    detail: 'a store that Nix can write to',
    documentation: kindProposals.NixCache,
    snippet: `"\${1:mystore}": {\n\t"kind": "NixCache",\n\t"storeURI": "\${2:s3://bucket?region=eu-west-1}",\n\t"publicKeys": ["$3"],\n\t"signingKeys": ["$4"]\n}`,
  },
];

/** Caches in the file, properties in a cache, and kinds. */
export function completeBinaryCaches(
  { root, encrypted }: BinaryCaches,
  offset: number,
  { document }: CheckContext,
): CompletionItem[] {
  if (encrypted) return [];
  const { text, lines } = document;
  const position = jsonPosition(root, text, offset);
  const depth = position.objects.length;
  const innermost = position.objects.at(-1);
  if (depth === 1 && position.part !== 'value') return propertyItems(text, lines, offset, position, cacheProposals);
  if (depth !== 2 || !innermost) return [];
  if (position.part === 'value') {
    if (innermost.property?.key.value === 'storeURI') {
      return completeStoreUri(position.value?.type === 'string' ? position.value : undefined, document, offset);
    }
    return innermost.property?.key.value === 'kind' ? valueItems(text, lines, offset, position, kindValues()) : [];
  }
  const kind = propertyOf(innermost.object, 'kind')?.value;
  const known = kind?.type === 'string' && isCacheKind(kind.value) ? kind.value : undefined;
  const present = new Set(
    innermost.object.properties.filter((property) => property !== innermost.property).map(({ key }) => key.value),
  );
  const fields = fieldsOf(known).filter(({ name }) => !present.has(name));
  return propertyItems(text, lines, offset, position, fields.map(proposalOf));
}

function kindValues(): Proposal[] {
  return Object.entries(kindProposals).map(([label, documentation]) => ({
    label,
    kind: 'value',
    documentation,
    snippet: JSON.stringify(label),
  }));
}

function proposalOf(field: Field): Proposal {
  const values: Record<string, string> = { kind: `"\${1|CachixCache,NixCache|}"`, storeURI: '"$1"' };
  const value = values[field.name] ?? (field.type === 'strings' ? '["$1"]' : '"$1"');
  return {
    label: field.name,
    kind: 'property',
    detail: detailOf(field),
    documentation: field.meaning,
    snippet: `"${field.name}": ${value}`,
  };
}

/** Which kinds have a field, and whether they need it. */
function detailOf(field: Field): string {
  const kinds = Object.entries(cacheFields).filter(([, fields]) => fields.some(({ name }) => name === field.name));
  const only = kinds.length === 1 ? `, ${kinds[0]?.[0]} only` : '';
  return `${field.type === 'strings' ? 'array of strings' : 'string'}${only}${field.secret ? ', secret' : ''}`;
}
