import { expect, it } from 'vitest';
import { withoutFileText } from './trace.ts';

it('traces messages without the text of files', () => {
  const secret = 'signing\\"key\\n';
  const message = `Params: {"textDocument": {"uri": "file:///w/binary-caches.json", "text": "${secret}"}, "contentChanges": [{"text":"${secret}"}]}`;
  const traced = withoutFileText(message);
  expect(traced).not.toContain('signing');
  expect(traced).toContain('file:///w/binary-caches.json');
});
