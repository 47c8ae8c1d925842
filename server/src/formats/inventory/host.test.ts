import { expect, test } from 'vitest';
import { parseDocument } from '../../documents/document.ts';
import { noFacts } from '../../facts/facts.ts';
import { checkDocument } from '../../rules/check.ts';
import { inventoryFormat } from './index.ts';

function errorsOf(agent: object): string[] {
  const text = JSON.stringify({ agents: { web: agent } });
  const document = parseDocument('/workspace/nix-agents.json', inventoryFormat, text);
  const context = { document, documents: [document], facts: noFacts, now: 0 };
  const findings = checkDocument(inventoryFormat, context).filter(({ severity }) => severity === 'error');
  expect(JSON.stringify(findings.map(({ message }) => message))).not.toContain('horse');
  return findings.map(({ code }) => code);
}

test.each(['web', 'web.example.org', 'build_1', '203.0.113.10', '::1', 'fe80::1%eth0', 'bücher.example'])(
  '%s is a host',
  (host) => {
    expect(errorsOf({ host })).toEqual([]);
  },
);

test.each(['u@h', 'ssh://h:22', 'ssh://u@h:22', '[::1]:22', '[::1]', 'h:22', 'a b', ' h', '-oProxyCommand=x', 'h/x'])(
  '%s is no host',
  (host) => {
    expect(errorsOf({ host })).toEqual(['inventory/wrong-type']);
  },
);

test.each(['root:horse@h', 'ssh://root:horse@h', 'root:a@horse@h', 'u@x:horse@h:22', ':horse@h'])(
  'the password of %s is a secret',
  (host) => {
    expect(errorsOf({ host })).toEqual(['inventory/secret-value']);
  },
);

test.each([
  ['hercules-ci-agent', []],
  ['agent@web.service', []],
  ['org.nixos.hercules-ci-agent', []],
  ['x; rm -rf /', ['inventory/wrong-type']],
  ['--user', ['inventory/wrong-type']],
])('unit %s', (unit, expected) => {
  expect(errorsOf({ host: 'h', unit })).toEqual(expected);
});
