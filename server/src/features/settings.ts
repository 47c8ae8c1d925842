import type { RuleLevel } from '../rules/check.ts';

const levels: readonly string[] = ['off', 'hint', 'info', 'warning', 'error'];

/** Reads `nixAgents.rules`; what a person wrote wrong in it is passed over. */
export function ruleLevelsOf(value: unknown): Record<string, RuleLevel> {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).filter(([, level]) => levels.includes(level));
  return Object.fromEntries(entries) as Record<string, RuleLevel>;
}
