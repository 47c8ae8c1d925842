import { describe, expect, it } from 'vitest';
import type { Agent } from '../../../protocol/src/agents.ts';
import { agentsNamed } from './resolve.ts';

function agent(kind: Agent['kind'], group: string, name: string): Agent {
  const id = `${kind}:${group ? `${group}/` : ''}${name}`;
  return { id, kind, group, name, workspace: '/w', secrets: [], definedAt: [], provenance: {} };
}
const agents = [
  agent('cachix-deploy', '', 'agent'),
  agent('hercules-ci', '', 'agent'),
  agent('hercules-ci', 'production', 'web'),
  agent('hercules-ci', 'staging', 'agent'),
  agent('hercules-ci', 'sites/staging', 'db'),
];

describe('an agent on the command line', () => {
  it.each([
    ['web', 'hercules-ci:production/web'],
    ['production/web', 'hercules-ci:production/web'],
    ['hercules-ci:agent', 'hercules-ci:agent'],
    ['cachix-deploy:agent', 'cachix-deploy:agent'],
    ['staging/agent', 'hercules-ci:staging/agent'],
    ['staging/db', 'hercules-ci:sites/staging/db'],
    ['hercules-ci:db', 'hercules-ci:sites/staging/db'],
  ])('is by %s', (name, id) => {
    expect(agentsNamed([name], agents).map((found) => found.id)).toEqual([id]);
  });

  it('is refused and listed where several are meant', () => {
    expect(() => agentsNamed(['agent'], agents)).toThrow(
      '"agent" means 3 agents. Give more of the id:\n  cachix-deploy:agent\n  hercules-ci:agent\n  hercules-ci:staging/agent',
    );
  });

  it.each(['eb', 'ging/db', '', '/', 'production/', 'hercules-ci:'])('is not by a part such as %j', (name) => {
    expect(() => agentsNamed([name], agents)).toThrow('There is no agent');
  });

  it('is proposed where a name is misspelt, or said to be none', () => {
    expect(() => agentsNamed(['wbe'], agents)).toThrow('There is no agent "wbe". Did you mean web?');
    expect(() => agentsNamed(['web'], [])).toThrow('the workspace defines none');
  });

  it('comes once, in the order given; all come where none is given', () => {
    expect(agentsNamed(['staging/db', 'web', 'production/web'], agents).map(({ name }) => name)).toEqual(['db', 'web']);
    expect(agentsNamed([], agents)).toEqual(agents);
  });
});
