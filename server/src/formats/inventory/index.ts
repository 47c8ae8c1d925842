import { dirname, resolve } from 'node:path';
import type { Format } from '../format.ts';
import { jsonRules } from '../json/rules/index.ts';
import { completeByShape, hoverByShape } from '../json/shapes.ts';
import { fileOfInventory, linksOfInventory, namesOfInventory } from './links.ts';
import { type Inventory, readInventory, secretFiles } from './model.ts';
import { inventoryRules } from './rules/index.ts';
import { inventoryShape } from './shape.ts';

export const inventoryFormat: Format<Inventory> = {
  id: 'inventory',
  fileName: 'nix-agents.json',
  syntaxCode: 'json/syntax',
  parse: readInventory,
  rules: [...jsonRules, ...inventoryRules],
  deploys: ({ storePaths }) => storePaths,
  completion: ({ root }, offset, { document }) => completeByShape(inventoryShape, root, document, offset),
  hover: ({ root }, offset, { document }) => hoverByShape(inventoryShape, root, document, offset),
  fileAt: fileOfInventory,
  names: namesOfInventory,
  links: linksOfInventory,
  asksFor: ({ entries }, path) =>
    entries
      .flatMap(secretFiles)
      .flatMap(({ value }) => (value.type === 'string' ? [resolve(dirname(path), value.value)] : [])),
};
