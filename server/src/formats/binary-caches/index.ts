import { namesOfCaches } from '../../names/caches.ts';
import type { Span } from '../../text/span.ts';
import type { Format } from '../format.ts';
import { jsonEditor } from '../json/editor.ts';
import { type JsonModel, readJson } from '../json/model.ts';
import { jsonRules } from '../json/rules/index.ts';
import type { SecretModel } from '../secret-file/model.ts';
import { secretFileRules } from '../secret-file/rules/index.ts';
import { completeBinaryCaches } from './completion.ts';
import { hintsOfBinaryCaches } from './hints.ts';
import { hoverBinaryCaches } from './hover.ts';
import { type BinaryCaches, fieldOf, readBinaryCaches, stringOf } from './model.ts';
import { isPlaceholder } from './placeholder.ts';
import { binaryCachesRules } from './rules/index.ts';

import { symbolsOfBinaryCaches } from './symbols.ts';

export type BinaryCachesFile = BinaryCaches & JsonModel & SecretModel;

export const binaryCachesFormat: Format<BinaryCachesFile> = {
  id: 'binary-caches',
  fileName: 'binary-caches.json',
  syntaxCode: 'json/syntax',
  parse(text) {
    const { json, root } = readJson(text);
    const caches = readBinaryCaches(root, jsonEditor(text));
    const secret = firstSecret(caches);
    return { ...caches, json, ...(secret ? { secret } : {}) };
  },
  hostErrors:
    /^Error in \$|^Unexpected .*, expecting|A signing key must not be empty|unknown kind|did not configure any caches|Cache not found|key is (?:not valid|corrupt)/,
  completion: completeBinaryCaches,
  hover: hoverBinaryCaches,
  symbols: symbolsOfBinaryCaches,
  hints: hintsOfBinaryCaches,
  names: (file, { text }) => namesOfCaches(file, text),
  rules: [...jsonRules, ...binaryCachesRules, ...secretFileRules],
};

function firstSecret({ caches, encrypted }: BinaryCaches): Span | undefined {
  if (encrypted) return undefined;
  for (const cache of caches) {
    const keys = fieldOf(cache, 'signingKeys');
    if (keys && cache.signingKeys.some(({ text, placeholder }) => text !== '' && !placeholder)) return keys.key;
    const token = stringOf(cache, 'authToken');
    if (token && !isPlaceholder(token.value)) return fieldOf(cache, 'authToken')?.key;
  }
  return undefined;
}
