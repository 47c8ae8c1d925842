import type { Fault, Rule } from '../../../rules/rule.ts';
import type { Editor } from '../../../tree/editor.ts';
import type { Condition } from '../condition.ts';
import { soundConditions } from '../conditions.ts';
import type { Secrets } from '../model.ts';

export const neverGranted: Rule<Secrets> = {
  code: 'secrets/never-granted',
  severity: 'warning',
  summary: 'A condition can be met.',
  reason:
    'The names of branches, repositories and owners are compared as they are: `refs/heads/main` is no branch, `owner/repo` no repository. What can never be met is a secret that no effect gets.',
  examples: [
    {
      bad: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": { "and": [{ "isOwner": "mycompany" }, { "isBranch": "refs/heads/main" }] } } }\n',
      good: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": { "and": [{ "isOwner": "mycompany" }, { "isBranch": "main" }] } } }\n',
    },
    {
      bad: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": { "isRepo": "mycompany/infra" } } }\n',
      good: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": { "isRepo": "infra" } } }\n',
    },
    {
      bad: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": false } }\n',
      good: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": { "and": [{ "isOwner": "mycompany" }, { "isRepo": "infra" }, "isDefaultBranch"] } } }\n',
    },
  ],
  *check(secrets) {
    for (const { condition } of soundConditions(secrets)) yield* faultsOf(condition, secrets.editor);
  },
};

function* faultsOf(condition: Condition, editor: Editor): Generator<Fault> {
  const at = { start: condition.node.start, end: condition.node.end };
  switch (condition.type) {
    case 'never':
      yield { ...at, message: 'false is never met: nobody is granted the secret.' };
      return;
    case 'or':
      if (condition.conditions.length === 0) yield { ...at, message: 'An empty "or" is never met.' };
      for (const inner of condition.conditions) yield* faultsOf(inner, editor);
      return;
    case 'and': {
      const message = contradiction(condition.conditions);
      if (message) yield { ...at, message };
      for (const inner of condition.conditions) yield* faultsOf(inner, editor);
      return;
    }
    case 'isBranch':
      yield* prefixFault(condition, /^(?:refs\/heads\/|origin\/)/, 'a branch is named without it', editor);
      return;
    case 'isRepo':
      yield* prefixFault(condition, /^.*\//, 'a repository is named without its owner', editor);
      return;
    default:
  }
}

function* prefixFault(
  condition: Extract<Condition, { value: string }>,
  pattern: RegExp,
  why: string,
  editor: Editor,
): Generator<Fault> {
  const prefix = pattern.exec(condition.value)?.[0];
  const { text } = condition;
  if (!prefix || text.type !== 'string') return;
  const meant = condition.value.slice(prefix.length);
  yield {
    start: text.start,
    end: text.end,
    message: `"${prefix}" makes this never match: ${why}.`,
    fixes: meant === '' ? [] : [{ title: `Write "${meant}"`, edits: editor.replaceString(text, meant) }],
  };
}

/** Why no effect can meet all of them. */
function contradiction(conditions: readonly Condition[]): string | undefined {
  for (const [name, what] of [
    ['isBranch', 'branches'],
    ['isRepo', 'repositories'],
    ['isOwner', 'owners'],
  ] as const) {
    const values = new Set(conditions.flatMap((one) => (one.type === name ? [one.value] : [])));
    if (values.size > 1) return `This asks for two ${what} at once, which is never met: use "or".`;
  }
  const types = new Set(conditions.map(({ type }) => type));
  return types.has('isTag') && (types.has('isBranch') || types.has('isDefaultBranch'))
    ? 'This asks for a tag and a branch at once, which is never met: use "or".'
    : undefined;
}
