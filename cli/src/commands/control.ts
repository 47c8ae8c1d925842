import { type ControlAction, control } from '../../../hosts/src/host/control.ts';
import { agentCommand, saidLines } from '../agents/agentCommand.ts';
import type { Command } from '../command.ts';
import { harmless } from '../terminal.ts';

const summaries: Record<ControlAction, string> = {
  restart: 'Restart an agent and wait until it is online',
  stop: 'Stop an agent',
  start: 'Start an agent and wait until it is online',
};

function controlCommand(action: ControlAction): Command {
  return agentCommand({
    name: action,
    summary: summaries[action],
    examples: [{ does: `${action} an agent`, command: `nix-agents ${action} agent` }],
    ask: (agent, options) => control(agent, action, options),
    isGood: ({ done }) => done,
    details: ({ journal, next }, style) => `${saidLines(journal, style)}${next ? `  ${harmless(next)}\n` : ''}`,
  });
}

export const restartCommand = controlCommand('restart');
export const stopCommand = controlCommand('stop');
export const startCommand = controlCommand('start');
