import type { Format } from '../format.ts';
import { jsonRules } from '../json/rules/index.ts';
import { hoverByShape } from '../json/shapes.ts';
import { completeAgentConfig } from './completion.ts';
import { type AgentConfig, readAgentConfig } from './model.ts';
import { agentConfigRules } from './rules/index.ts';
import { configShape } from './shape.ts';
import { foldsOfToml, selectionsOfToml } from './tomlRanges.ts';

export const agentConfigFormat: Format<AgentConfig> = {
  id: 'agent-config',
  fileName: 'hercules-ci-agent.json',
  syntaxCode: 'agent-config/syntax',
  parse: readAgentConfig,
  completion: (model, offset, { document }) => completeAgentConfig(model, offset, document),
  hover: ({ root }, offset, { document }) => hoverByShape(configShape, root, document, offset),
  folds: ({ toml }, document) => (toml ? foldsOfToml(toml, document) : null),
  selections: ({ toml }, offset) => (toml ? selectionsOfToml(toml, offset) : null),
  rules: [...jsonRules, ...agentConfigRules],
  hostErrors: /baseDirectory|concurrentTasks|In JSON file/,
};
