import { expect, test } from 'vitest';
import { commandOf, readFacts } from './facts.ts';

const sum = 'a'.repeat(64);
const printed = [
  'boot 3cec3494',
  'systemd yes',
  'transient yes',
  'unit LoadState=loaded',
  'unit Environment=A=1 B=2',
  'unit EnvironmentFiles=/etc/a (ignore_errors=no)',
  'unit EnvironmentFiles=/etc/b (ignore_errors=yes)',
  'user hercules-ci-agent',
  'group keys',
  'config-path /nix/store/x.json',
  `config ${Buffer.from('{"a": "ü"}\n').toString('base64')}`,
  `file file ${sum} root keys 640 12 500\t/a b/x\t/c d/x\t/c d`,
  'file missing - - - - - 500\t/y\t/y\t/',
  'watcher Unit=r.service',
  'watcher Paths=/a b/x (PathChanged)',
  'watcher Paths=/y (PathExists)',
  'watcher Id=w.path',
  'watcher ActiveState=active',
  'watcher ',
  'watcher Id=v.path',
  'watcher ActiveState=failed',
  'running nix-agents-deploy-x.service',
  'interrupted /var/lib/nix-agents/x.0',
  `original ${sum}\t/a b/x`,
  'original absent\t/y',
  'tasks 3',
  'end ok',
  '',
];

test('reads what a host tells', () => {
  const facts = readFacts(printed.join('\n'))!;
  expect(facts).toMatchObject({
    ...{ bootId: '3cec3494', systemd: true, transientUnits: true, user: 'hercules-ci-agent', group: 'keys', tasks: 3 },
    unit: { LoadState: 'loaded', Environment: 'A=1 B=2' },
    config: '{"a": "ü"}\n',
    running: 'nix-agents-deploy-x.service',
    interrupted: ['/var/lib/nix-agents/x.0'],
    watchers: [
      { unit: 'w.path', starts: 'r.service', paths: ['/a b/x', '/y'], active: true },
      { unit: 'v.path', starts: '', paths: [], active: false },
    ],
  });
  expect(facts.unit.EnvironmentFiles?.split('\n')).toHaveLength(2);
  expect(facts.places.get('/a b/x')).toEqual({
    ...{ path: '/a b/x', resolved: '/c d/x', folder: '/c d', kind: 'file', sha256: sum },
    ...{ owner: 'root', group: 'keys', mode: 0o640, size: 12, freeKiB: 500 },
  });
  expect(facts.places.get('/y')).toEqual({ path: '/y', resolved: '/y', folder: '/', kind: 'missing', freeKiB: 500 });
  expect([...facts.originals]).toEqual([
    ['/a b/x', sum],
    ['/y', null],
  ]);
});

test('takes no answer that breaks off for one', () => {
  expect(readFacts(printed.slice(0, -2).join('\n'))).toBeUndefined();
  expect(readFacts('')).toBeUndefined();
});

test('finds the command of a unit', () => {
  const shown = '{ path=/x/agent ; argv[]=/x/agent --config /y.json ; ignore_errors=no ; start_time=[n/a] }';
  expect(commandOf(shown)).toEqual(['/x/agent', '--config', '/y.json']);
  expect(commandOf(undefined)).toEqual([]);
});
