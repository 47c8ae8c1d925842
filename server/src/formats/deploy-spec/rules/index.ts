import type { Rule } from '../../../rules/rule.ts';
import type { DeploySpec } from '../model.ts';
import { agentName } from './agent-name.ts';
import { derivation } from './derivation.ts';
import { emptyAgents } from './empty-agents.ts';
import { encrypted } from './encrypted.ts';
import { hostMismatch } from './host-mismatch.ts';
import { missingAgents } from './missing-agents.ts';
import { notASystem } from './not-a-system.ts';
import { notAnObject } from './not-an-object.ts';
import { notInCache } from './not-in-cache.ts';
import { rollbackScript } from './rollback-script.ts';
import { rollbackSystem } from './rollback-system.ts';
import { samePath } from './same-path.ts';
import { storePath } from './store-path.ts';
import { subPath } from './sub-path.ts';
import { unknownAgent } from './unknown-agent.ts';
import { unknownProperty } from './unknown-property.ts';
import { wrongTool } from './wrong-tool.ts';
import { wrongType } from './wrong-type.ts';

const inClear: readonly Rule<DeploySpec>[] = [
  notAnObject,
  missingAgents,
  emptyAgents,
  wrongType,
  unknownProperty,
  agentName,
  storePath,
  subPath,
  derivation,
  wrongTool,
  notASystem,
  hostMismatch,
  samePath,
  rollbackSystem,
  rollbackScript,
  unknownAgent,
  notInCache,
];

export const deploySpecRules: readonly Rule<DeploySpec>[] = [
  encrypted,
  ...inClear.map((rule) => ({
    ...rule,
    check: (spec: DeploySpec, context: Parameters<typeof rule.check>[1]) =>
      spec.encrypted ? [] : rule.check(spec, context),
  })),
];
