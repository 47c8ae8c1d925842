import type { Fault, Rule } from '../../../rules/rule.ts';
import type { Editor } from '../../../tree/editor.ts';
import { type Property, propertyOf, type Value } from '../../../tree/value.ts';
import { describe, typeMismatch } from '../aeson.ts';
import type { DeploySpec } from '../model.ts';

export const wrongType: Rule<DeploySpec> = {
  code: 'deploy-spec/wrong-type',
  severity: 'error',
  summary: '`agents` and `rollbackScript` are objects of strings.',
  reason:
    '`cachix deploy activate` refuses anything else, and knows no options of a single agent. `null` is allowed for `rollbackScript` alone.',
  examples: [
    {
      bad: '{ "agents": { "web": { "deploy": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" } } }\n',
      good: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" } }\n',
    },
    {
      bad: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" }, "rollbackScript": "/nix/store/zyxwvsrqpnmlkjihgfdcba9876543210-check" }\n',
      good: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" }, "rollbackScript": { "x86_64-linux": "/nix/store/zyxwvsrqpnmlkjihgfdcba9876543210-check" } }\n',
    },
  ],
  *check({ agents, rollbackScript, editor }) {
    if (agents) yield* mismatches('agents', agents, editor);
    if (rollbackScript && rollbackScript.value.type !== 'null') {
      yield* mismatches('rollbackScript', rollbackScript, editor);
    }
  },
};

function* mismatches(name: string, { value }: Property, editor: Editor): Generator<Fault> {
  if (value.type === 'unknown') return;
  if (value.type !== 'object') {
    const wrapped = name === 'rollbackScript' && value.type === 'string' ? { 'x86_64-linux': value.value } : undefined;
    yield {
      start: value.start,
      end: value.end,
      message: `"${name}" must be an object, not ${describe(value)}.`,
      hostError: typeMismatch(`.${name}`, 'HashMap ~Text', 'Object', value),
      fixes: wrapped ? [{ title: 'Say that it is for x86_64-linux', edits: editor.replaceValue(value, wrapped) }] : [],
    };
    return;
  }
  for (const { key, value: item } of value.properties) {
    if (item.type === 'string' || item.type === 'unknown') continue;
    const path = wrappedPath(item);
    yield {
      start: item.start,
      end: item.type === 'object' ? item.start + 1 : item.end,
      message: `"${key.value}" in "${name}" must be a store path, not ${describe(item)}.`,
      hostError: typeMismatch(`.${name}.${key.value}`, 'Text', 'String', item),
      fixes:
        path === undefined
          ? []
          : [{ title: 'Take the path out of the object', edits: editor.replaceValue(item, path) }],
    };
  }
}

function wrappedPath(value: Value): string | undefined {
  if (value.type !== 'object') return undefined;
  const path = (propertyOf(value, 'deploy') ?? propertyOf(value, 'path'))?.value;
  return path?.type === 'string' ? path.value : undefined;
}
