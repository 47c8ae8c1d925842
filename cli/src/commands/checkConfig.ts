import { checkConfiguration } from '../../../hosts/src/host/configuration.ts';
import { agentCommand, saidLines } from '../agents/agentCommand.ts';

export const checkConfigCommand = agentCommand({
  name: 'check-config',
  summary: 'Let an agent check its own configuration and files on its host',
  examples: [{ does: 'what the agent itself says of its files', command: 'nix-agents check-config agent' }],
  ask: checkConfiguration,
  isGood: ({ valid }) => valid,
  details: ({ output }, style) => saidLines(output, style),
});
