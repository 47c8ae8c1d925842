import { systemMeaning, systems } from '../../facts/systems.ts';
import type { Shape } from '../../tree/shape.ts';

const storePath = '"/nix/store/$1"';

/**
 * What stands in a deploy spec.
 * @param agents names of the agents that the workspace knows
 */
export function deploySpecShape(agents: readonly string[]): Shape {
  return {
    members: [
      {
        name: 'agents',
        detail: 'store paths by agent',
        meaning: 'What each agent activates: a store path by the name of the agent, exactly as it is registered.',
        snippet: '{ $1 }',
        shape: () => ({
          members: agents.map((name) => ({
            name,
            detail: 'store path',
            meaning: `What the agent \`${name}\` activates.`,
            snippet: storePath,
          })),
          entries: [
            {
              label: 'Agent',
              meaning: 'An agent with the store path that it activates.',
              snippet: `"\${1:agent}": "/nix/store/$2"`,
            },
          ],
        }),
      },
      {
        name: 'rollbackScript',
        detail: 'store paths by system',
        meaning:
          'A script that is run after a deployment, by the system of the agent. When it fails, the deployment is rolled back.',
        snippet: '{ $1 }',
        shape: () => ({
          members: systems.map((name) => ({
            name,
            detail: 'store path',
            meaning: systemMeaning(name),
            snippet: storePath,
          })),
        }),
      },
    ],
  };
}
