import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from './testing/run.ts';

const ofAgent = ['compare', 'check-config', 'restart', 'stop', 'start'];
const commands = ['check', 'agents', 'status', 'deploy', ...ofAgent, 'logs', 'lsp'];

describe('the command line', () => {
  it('lists its commands', async () => {
    const { exit, stdout, stderr } = await run(['--help']);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command} +[A-Z]`, 'm'));
  });

  it.each(commands)('explains %s with examples', async (command) => {
    const { exit, stdout } = await run([command, '--help']);
    expect(exit).toBe(0);
    expect(stdout).toContain(`  nix-agents ${command}`);
    expect(stdout).toContain('Examples\n');
    expect(await run(['help', command])).toMatchObject({ exit, stdout });
    expect((await run([command, '-h', 'x', 'y', 'z'])).stdout).toBe(stdout);
  });

  it.each([[['--version']], [['check', '--version']]])('prints its version for %j', async (args) => {
    const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await run(args)).toEqual({ exit: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  it.each([
    [[], /^Write, deploy/],
    [['chek'], /^nix-agents: Unknown command chek\. Did you mean check\?\nUsage: nix-agents check\|/],
    [['--verison'], /Unknown option --verison/],
    [
      ['check', '--formt', 'x'],
      /^nix-agents: Unknown option --formt\. Did you mean --format\?\nUsage: nix-agents check /,
    ],
    [['check', '-x'], /Unknown option -x\.\nUsage/],
    [['check', '--format'], /Option --format needs a value: --format text\|json\|sarif\|github\.\nUsage/],
    [['check', '--format', 'xml'], /Unknown format "xml"\. It is one of text, json, sarif, github\.\nUsage/],
    [['check', '--fix=yes'], /Option --fix takes no value\.\nUsage/],
    [['check', '--rule', 'a/b=loud'], /--rule a\/b=loud: it is written CODE=LEVEL/],
    [['check', '-'], /needs --stdin-path NAME/],
    [['check', '--stdin-path', 'x'], /--stdin-path goes with the path -/],
    [['agents', 'agent'], /agents takes no argument "agent"/],
    [['deploy'], /deploy needs at least one AGENT/],
    [['stop'], /stop needs at least one AGENT/],
    [['stop', 'a', 'b'], /stop takes no argument "b"/],
    [['deploy', 'x', '--restart', 'soon'], /Unknown time of restart "soon"/],
    [['logs', 'x', '-n', 'many'], /--lines many/],
    [['logs', 'x', '--priority', 'loud'], /Unknown priority "loud"/],
    [['logs', 'x', '--grep', '('], /--grep: the regular expression/],
    [['lsp'], /lsp needs --stdio/],
    [['agents', '--workspace', '/no/such/folder'], /The workspace \/no\/such\/folder cannot be opened/],
  ])('refuses %j with 2 and one clear sentence', async (args, message) => {
    const { exit, stdout, stderr } = await run(args);
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
