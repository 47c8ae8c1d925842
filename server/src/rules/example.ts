import { join, resolve } from 'node:path';
import type { Finding } from '../../../protocol/src/findings.ts';
import { classify } from '../documents/classify.ts';
import { type Document, parseDocument } from '../documents/document.ts';
import type { OnlineFacts } from '../facts/online.ts';
import type { Format } from '../formats/format.ts';
import { formatOf, formats } from '../formats/index.ts';
import { checkDocument } from './check.ts';
import { fillExample } from './examples.ts';
import type { Example, Rule } from './rule.ts';

/** A rule with the format whose files its examples are. */
export interface RegisteredRule {
  rule: Rule;
  format: Format;
}

/** Every rule once, sorted by code; one that several formats share comes with the one that its examples name. */
export function registeredRules(): RegisteredRule[] {
  const rules = new Map<string, RegisteredRule>();
  for (const format of formats) {
    for (const rule of format.rules) {
      const own = rule.examples.some(({ name }) =>
        name === undefined ? rule.code.startsWith(`${format.id}/`) : exampleFormat(name) === format,
      );
      if (own || !rules.has(rule.code)) rules.set(rule.code, { rule, format });
    }
  }
  return [...rules.values()].sort((a, b) => (a.rule.code < b.rule.code ? -1 : 1));
}

function exampleFormat(name: string): Format | undefined {
  return formatOf(classify(name, '{}'));
}

const folder = join('/', 'workspace');

/** What is known beside the texts. */
export type Circumstances = Pick<Example, 'facts' | 'online'>;

/** What all rules say of a text in the circumstances of an example. */
export function checkExample(
  { rule, format }: RegisteredRule,
  example: Example,
  text: string,
  { facts, online }: Circumstances = {},
): Finding[] {
  const name = example.name ?? format.fileName;
  const path = join(folder, name);
  const document = parseDocument(path, format, text);
  const others = Object.entries(example.others ?? {}).map(([other, content]) =>
    otherDocument(rule, other, fillExample(content)),
  );
  return checkDocument(format, {
    document,
    documents: [document, ...others],
    now: Date.UTC(2026, 0, 1),
    facts: {
      agents: [],
      ...(online && { online: answersOf(online) }),
      of: (asked) =>
        Object.entries(facts ?? {}).find(
          ([relative]) => asked === resolve(folder, relative === '.' ? name : relative),
        )?.[1] ?? {},
    },
  });
}

/** Answers with the keys that stand in the example's texts by their names. */
function answersOf({ paths, credentials }: NonNullable<Example['online']>): OnlineFacts {
  const filled: typeof credentials = JSON.parse(fillExample(JSON.stringify(credentials ?? {})));
  return { path: (asked) => paths?.[asked], credentials: (cache) => filled?.[cache] };
}

function otherDocument({ code }: Rule, name: string, text: string): Document {
  const path = join(folder, name);
  const format = formatOf(classify(path, text));
  if (!format) throw new Error(`An example of ${code} has a file ${name} that no format claims.`);
  return parseDocument(path, format, text);
}
