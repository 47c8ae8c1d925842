import { existsSync, readFileSync } from 'node:fs';
import { real } from './config.ts';

/** What `readTokenFile` gives: white space around it is gone, line breaks inside are spaces. */
export function readToken(path: string): string {
  return readFileSync(real(path), 'utf8').trim().replaceAll('\n', ' ');
}

/**
 * The warning that the agent logs when its session and its join token cannot be compared.
 * @see hercules-ci-agent 0.10.8, Hercules/Agent/Token.hs
 */
export function sessionWarning(sessionKeyPath: string, joinToken: string): string | undefined {
  if (!existsSync(sessionKeyPath) || ['', 'x'].includes(readFileSync(sessionKeyPath, 'utf8').trim())) {
    return undefined;
  }
  const fault = joinTokenFault(joinToken);
  return (
    fault &&
    `Failed to check whether session token matches cluster join token. Using old session. Remove session.key if you need to force a session update. Exception: ${fault}`
  );
}

function joinTokenFault(token: string): string | undefined {
  const payload = token.split('.')[1];
  if (payload === undefined) {
    return 'TokenError "JWT without periods?"';
  }
  let subject: unknown;
  try {
    subject = (JSON.parse(Buffer.from(payload, 'base64').toString('utf8')) as { sub?: unknown }).sub;
  } catch {
    return 'TokenError "No sub field in cluster join token"';
  }
  if (typeof subject !== 'string') {
    return 'TokenError "No sub field in cluster join token"';
  }
  return subject.startsWith('t$') ? undefined : 'FatalError {fatalErrorMessage = "Unrecognized token type"}';
}
