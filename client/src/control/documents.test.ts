import { expect, it } from 'vitest';
import { reader } from '../testing.ts';
import { comparisonDocument, configurationDocument } from './documents.ts';

it('shows how every file stands to the one on the host', () => {
  const comparison = {
    agent: 'hercules-ci:agent',
    machine: 'root@203.0.113.10',
    same: false,
    summary: '1 file of 1 is not as here.',
    files: [{ name: 'b', source: 'binary-caches.json', destination: '/var/b.json', drift: 'differs' as const }],
  };
  expect(comparisonDocument('Comparison of agent', comparison, reader.l10n)).toContain(
    '| <code>binary-caches.json</code> | <code>/var/b.json</code> | differs |',
  );
});

it('shows what the agent said of its configuration, in a block that its words cannot close', () => {
  const report = { agent: 'a', machine: 'm', valid: false, summary: 'Refused.', output: ['```', '# not a heading'] };
  expect(configurationDocument('Check of agent', report)).toContain('````text\n```\n# not a heading\n````');
});
