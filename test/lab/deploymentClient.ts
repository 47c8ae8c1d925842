// A deployment in a process of its own, so that a test can kill it: `node client.cjs CONFIG`, CONFIG being JSON. It prints the step that it is at.
import { deploy } from '../../hosts/src/deploy/session.ts';
import { createHostPool } from '../../hosts/src/ssh/pool.ts';
import type { Agent } from '../../protocol/src/agents.ts';

const { agent, configFile, atStep, healthSeconds } = JSON.parse(process.argv[2]!) as {
  agent: Agent;
  configFile: string;
  atStep: string;
  healthSeconds: number;
};
deploy(
  agent,
  { restart: 'idle', healthSeconds },
  {
    pool: createHostPool({ configFile }),
    knowledge: {
      agents: async () => [agent],
      check: async () => ({ state: 'unclaimed', unsaved: false }),
      locate: async () => [],
    },
    confirm: async () => true,
    onStep: ({ step, state }) => process.stdout.write(`${step} ${state}\n`),
    atStep,
  },
).catch((error: unknown) => {
  process.exitCode = 1;
  console.error(error);
});
