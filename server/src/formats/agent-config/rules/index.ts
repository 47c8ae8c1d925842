import type { Rule } from '../../../rules/rule.ts';
import type { AgentConfig } from '../model.ts';
import { concurrentTasks } from './concurrent-tasks.ts';
import { encrypted } from './encrypted.ts';
import { ignoredValue } from './ignored-value.ts';
import { implicitTable } from './implicit-table.ts';
import { insecureUrl } from './insecure-url.ts';
import { missingBaseDirectory } from './missing-base-directory.ts';
import { renamedOption } from './renamed-option.ts';
import { syntax } from './syntax.ts';
import { unknownProperty } from './unknown-property.ts';

const inClear: readonly Rule<AgentConfig>[] = [
  syntax,
  missingBaseDirectory,
  ignoredValue,
  concurrentTasks,
  implicitTable,
  renamedOption,
  unknownProperty,
  insecureUrl,
];

export const agentConfigRules: readonly Rule<AgentConfig>[] = [
  encrypted,
  ...inClear.map((rule) => ({
    ...rule,
    check: (config: AgentConfig, context: Parameters<typeof rule.check>[1]) =>
      config.encrypted ? [] : rule.check(config, context),
  })),
];
