import { readClaims } from '../../keys/jwt.ts';
import type { Format } from '../format.ts';
import { secretFileRules } from '../secret-file/rules/index.ts';
import { hintOfToken } from '../secret-text/hints.ts';
import { completeAgentToken, hoverAgentToken } from './completion.ts';
import { type AgentToken, readAgentToken } from './model.ts';
import { agentTokenRules } from './rules/index.ts';

export const agentTokenFormat: Format<AgentToken> = {
  id: 'agent-token',
  fileName: 'cachix-agent.token',
  syntaxCode: 'agent-token/format',
  parse: readAgentToken,
  rules: [...agentTokenRules, ...secretFileRules],
  completion: (model, offset, { document }) => completeAgentToken(model, offset, document),
  hover: (model, offset, { document }) => hoverAgentToken(model, offset, document),
  hints: ({ lines }, _, { now }) =>
    lines.flatMap(({ end, value: { text } }) => hintOfToken(readClaims(text), end, now)),
  hostErrors: /CACHIX_AGENT_TOKEN/,
};
