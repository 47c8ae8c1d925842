import type { Format } from '../format.ts';
import { jsonRules } from '../json/rules/index.ts';
import { type AgentConfig, readAgentConfig } from './model.ts';
import { agentConfigRules } from './rules/index.ts';

export const agentConfigFormat: Format<AgentConfig> = {
  id: 'agent-config',
  fileName: 'hercules-ci-agent.json',
  syntaxCode: 'agent-config/syntax',
  parse: readAgentConfig,
  rules: [...jsonRules, ...agentConfigRules],
  hostErrors: /baseDirectory|concurrentTasks|In JSON file/,
};
