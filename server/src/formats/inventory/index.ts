import type { Format } from '../format.ts';
import { type ParsedJson, readJson } from '../json/model.ts';
import { jsonRules } from '../json/rules/index.ts';

export const inventoryFormat: Format<ParsedJson> = {
  id: 'inventory',
  fileName: 'nix-agents.json',
  syntaxCode: 'json/syntax',
  parse: readJson,
  rules: jsonRules,
};
