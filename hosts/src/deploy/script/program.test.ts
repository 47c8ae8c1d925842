import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../../protocol/src/plan.ts';
import { factsScript } from './facts.ts';
import { keyOf, program, stagedConfigurationPath, stagedPath } from './program.ts';
import { attachScript, cancelScript, sendScript } from './send.ts';

const run = { id: '0123456789abcdef', key: 'hercules-ci-agent' };
const hostile = [
  "it's",
  '$(touch executed)',
  '`touch executed`',
  'a;touch executed',
  '-rf',
  '--',
  'ünï "x" \\',
  '*',
  'a b',
];

function planWith(destination: string): Plan {
  return {
    agent: 'hercules-ci:agent',
    name: 'agent',
    machine: 'root@host',
    service: { manager: 'systemd', name: 'hercules-ci-agent.service' },
    steps: ['verify', 'replace', 'finish'],
    files: [
      {
        ...{ name: 'x', source: '/x', sha256: 'b'.repeat(64), size: 1, destination, owner: 'root', group: 'root' },
        ...{ mode: 0o600, prepareIn: '/', change: 'replace' },
      },
    ],
    restart: { when: 'now', reason: '' },
    configurationCheck: { command: ['agent', '--config', destination, '--test-configuration'] },
    watchers: [destination],
    recovers: false,
    health: { message: destination, timeoutSeconds: 1 },
    facts: { bootId: destination, sha256: {} },
    notes: [],
  };
}

describe('the program that a host runs', () => {
  test.each(hostile)('carries the value %s unharmed', (value) => {
    const folder = mkdtempSync(join(tmpdir(), 'nix-agents-program-'));
    const text = program(planWith(`/${value}`), { ...run, configuration: '{}' }).replace(
      /dispatch "\$@"\n$/,
      'printf "%s\\n" "$healthy" "$boot"; each_file printf "%s|%s|%s|%s|%s|%s\\n"; all_watchers printf "%s\\n"; check_command printf "%s\\n"\n',
    );
    const ran = spawnSync('sh', ['-s'], { input: text, cwd: folder, encoding: 'utf8' });
    const left = readdirSync(folder);
    rmSync(folder, { recursive: true });
    expect(ran.stdout.split('\n')).toEqual([
      ...[`/${value}`, `/${value}`],
      `0|replace|/${value}|/.nix-agents.${run.id}|${'b'.repeat(64)}|absent`,
      ...[`/${value}`, 'agent', '--config', `/.nix-agents.${run.id}/agent.json`, '--test-configuration', ''],
    ]);
    expect(left).toEqual([]);
  });

  test.each([
    ['facts', factsScript],
    ['send', sendScript],
    ['attach', attachScript],
    ['cancel', cancelScript],
    ['program', program(planWith('/x'), run)],
  ])('is POSIX shell: %s', (_, script) => {
    expect(spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  test('has each step of a plan as a function, in order', () => {
    const plan = planWith('/x');
    const text = program(plan, run);
    expect(text).toContain('steps() { step verify && step replace && step finish; }');
    for (const step of plan.steps) expect(text).toContain(`do_${step}() {`);
  });

  test('names what it makes on the host', () => {
    const plan = planWith('/x');
    expect(stagedPath(plan, 0, run)).toBe(`/.nix-agents.${run.id}/new.0`);
    expect(stagedConfigurationPath(plan, run)).toBe(`/.nix-agents.${run.id}/agent.json`);
    expect(keyOf('hercules-ci-agent@x.y.service')).toBe('hercules-ci-agent-x-y');
  });
});
