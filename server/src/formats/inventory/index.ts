import { dirname, resolve } from 'node:path';
import type { Format } from '../format.ts';
import { jsonRules } from '../json/rules/index.ts';
import { linksOfInventory, namesOfInventory } from './links.ts';
import { type Inventory, readInventory, secretFiles } from './model.ts';
import { inventoryRules } from './rules/index.ts';

export const inventoryFormat: Format<Inventory> = {
  id: 'inventory',
  fileName: 'nix-agents.json',
  syntaxCode: 'json/syntax',
  parse: readInventory,
  rules: [...jsonRules, ...inventoryRules],
  names: namesOfInventory,
  links: linksOfInventory,
  asksFor: ({ entries }, path) =>
    entries
      .flatMap(secretFiles)
      .flatMap(({ value }) => (value.type === 'string' ? [resolve(dirname(path), value.value)] : [])),
};
