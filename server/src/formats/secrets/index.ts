import type { Format } from '../format.ts';
import { jsonRules } from '../json/rules/index.ts';
import { secretFileRules } from '../secret-file/rules/index.ts';
import { readSecrets, type Secrets } from './model.ts';
import { secretsRules } from './rules/index.ts';

export const secretsFormat: Format<Secrets> = {
  id: 'secrets',
  fileName: 'secrets.json',
  syntaxCode: 'json/syntax',
  parse: readSecrets,
  rules: [...jsonRules, ...secretsRules, ...secretFileRules],
  hostErrors: /secrets file|kind field must be|Condition/,
};
