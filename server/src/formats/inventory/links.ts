import { dirname, resolve } from 'node:path';
import type { Document } from '../../documents/document.ts';
import type { NamedPlace } from '../../names/name.ts';
import { type Property, propertyOf, type StringValue } from '../../tree/value.ts';
import type { FileLink, WrittenPath } from '../format.ts';
import { type Inventory, type InventoryEntry, secretFiles } from './model.ts';
import { secretIn } from './secret.ts';

/** The deploy specs and the secret files of agents. */
export function linksOfInventory({ entries }: Inventory, { path }: Document): FileLink[] {
  return entries
    .flatMap((entry) => [specOf(entry), ...secretFiles(entry)])
    .flatMap((property) => {
      const node = property && fileOf(property);
      return node ? [{ start: node.start + 1, end: node.end - 1, target: resolve(dirname(path), node.value) }] : [];
    });
}

/** The path of a local file that is being written: a deploy spec's or a secret's. */
export function fileOfInventory({ entries }: Inventory, offset: number, { text }: Document): WrittenPath | undefined {
  const property = entries
    .flatMap((entry) => [specOf(entry), ...secretFiles(entry)])
    .find((candidate) => candidate && candidate.value.start < offset && offset <= candidate.value.end);
  const value = property?.value;
  if (value?.type !== 'string') return undefined;
  const closed = text[value.end - 1] === '"' && value.end - 1 > value.start;
  if (closed && offset === value.end) return undefined;
  return { start: value.start + 1, end: closed ? value.end - 1 : offset };
}

/** An agent's name also means that in the deploy spec that it names, wherever that is. */
export function namesOfInventory({ entries }: Inventory, { path }: Document): NamedPlace[] {
  const folder = dirname(path);
  return entries.map((entry) => {
    const { start, end } = entry.property.key;
    const property = specOf(entry);
    const spec = property && fileOf(property);
    const within = spec ? [folder, resolve(folder, spec.value)] : [folder];
    return { of: 'agent', name: entry.name, defines: true, within, start, end };
  });
}

const specOf = ({ object }: InventoryEntry): Property | undefined => object && propertyOf(object, 'spec');

function fileOf({ key, value }: Property): StringValue | undefined {
  // A secret that was written in the place of its file's name must not travel as an address.
  return value.type === 'string' && value.value !== '' && !secretIn(key.value, value.value) ? value : undefined;
}
