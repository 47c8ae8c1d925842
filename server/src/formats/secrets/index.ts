import type { Format } from '../format.ts';
import { jsonRules } from '../json/rules/index.ts';
import { completeByShape, hoverByShape } from '../json/shapes.ts';
import { secretFileRules } from '../secret-file/rules/index.ts';
import { readSecrets, type Secrets } from './model.ts';
import { secretsRules } from './rules/index.ts';
import { secretsShape } from './shape.ts';

export const secretsFormat: Format<Secrets> = {
  id: 'secrets',
  fileName: 'secrets.json',
  syntaxCode: 'json/syntax',
  parse: readSecrets,
  completion: ({ root, encrypted }, offset, { document }) =>
    encrypted ? [] : completeByShape(secretsShape, root, document, offset),
  hover: ({ root }, offset, { document }) => hoverByShape(secretsShape, root, document, offset),
  rules: [...jsonRules, ...secretsRules, ...secretFileRules],
  hostErrors: /secrets file|kind field must be|Condition/,
};
