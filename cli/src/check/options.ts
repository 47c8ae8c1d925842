import type { RuleLevel } from '../../../server/src/service.ts';
import { UsageError } from '../exit.ts';

const levels: readonly RuleLevel[] = ['off', 'hint', 'info', 'warning', 'error'];
export const formats = ['text', 'json', 'sarif', 'github'] as const;
export type CheckFormat = (typeof formats)[number];

/** @throws UsageError */
export function formatOf(value: string | undefined): CheckFormat {
  const format = formats.find((candidate) => candidate === (value ?? 'text'));
  if (!format) throw new UsageError(`Unknown format "${value}". It is one of ${formats.join(', ')}.`);
  return format;
}

/** Levels by code, of options written `CODE=LEVEL`. @throws UsageError */
export function ruleLevels(values: readonly string[]): Record<string, RuleLevel> {
  return Object.fromEntries(values.map(ruleLevel));
}

function ruleLevel(value: string): [string, RuleLevel] {
  const [, code, name] = /^([a-z-]+\/[a-z-]+)=(.*)$/.exec(value) ?? [];
  const level = levels.find((candidate) => candidate === name);
  if (!code || !level) {
    throw new UsageError(`--rule ${value}: it is written CODE=LEVEL, with a level out of ${levels.join(', ')}.`);
  }
  return [code, level];
}
