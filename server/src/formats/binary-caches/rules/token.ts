import { expiryOf, readClaims } from '../../../keys/jwt.ts';
import type { Fault, Rule } from '../../../rules/rule.ts';
import { type BinaryCaches, stringOf } from '../model.ts';
import { isPlaceholderToken } from '../placeholder.ts';

export const token: Rule<BinaryCaches> = {
  code: 'binary-caches/token',
  severity: 'warning',
  summary: 'An `authToken` is a Cachix token that is still valid, without blanks.',
  reason:
    'The agent writes the token into a netrc file, which a blank or a line break corrupts. A token that has expired, or is one of another service, fails when the first build pushes.',
  examples: [
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>\\n" } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
    },
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {"exp":1577836800}>>" } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {"exp":4102444800}>>" } }\n',
    },
  ],
  *check({ caches, editor }, { now }) {
    for (const cache of caches) {
      const node = cache.kind === 'CachixCache' ? stringOf(cache, 'authToken') : undefined;
      if (!node) continue;
      const claims = readClaims(node.value);
      if (!claims && isPlaceholderToken(node.value)) continue;
      const at = { start: node.start, end: node.end };
      const trimmed = node.value.trim();
      if (/\s/.test(node.value)) {
        const inner = /\s/.test(trimmed);
        yield {
          ...at,
          message: 'The token holds blanks or line breaks, which corrupt the netrc file that the agent writes.',
          fixes: [
            inner
              ? { title: 'Remove the blanks', edits: editor.replaceString(node, trimmed.replace(/\s+/g, '')) }
              : { title: 'Trim the token', safe: true, edits: editor.replaceString(node, trimmed) },
          ],
        };
      }
      if (trimmed === '') continue;
      const fault = kindFault(trimmed, claims, now);
      if (fault) yield { ...at, ...fault };
    }
  },
};

function kindFault(
  text: string,
  claims: Record<string, unknown> | undefined,
  now: number,
): Pick<Fault, 'message' | 'severity'> | undefined {
  if (/^(?:export\s+)?CACHIX_AGENT_TOKEN=/.test(text)) {
    return { message: 'This is the token of a Cachix Deploy agent: it can neither read nor write a cache.' };
  }
  if (!claims) {
    return {
      severity: 'info',
      message: 'This does not look like a Cachix token, which has three parts with dots between them.',
    };
  }
  if (typeof claims.sub === 'string' && claims.sub.startsWith('t$')) {
    return { message: 'This is a cluster join token of Hercules CI: a token of Cachix belongs here.' };
  }
  if (typeof claims.scopes === 'string' && /agent|activate|deploy/.test(claims.scopes)) {
    return { message: 'This may be a token of Cachix Deploy: a token of the cache belongs here.' };
  }
  const expiry = expiryOf(claims);
  if (expiry !== undefined && expiry <= now) {
    return {
      message: `This token expired on ${new Date(expiry).toISOString().slice(0, 10)}: create a new one at https://app.cachix.org.`,
    };
  }
  return undefined;
}
