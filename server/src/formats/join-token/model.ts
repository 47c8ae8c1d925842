import { isPlaceholder } from '../binary-caches/placeholder.ts';
import { readSecretText, type SecretText } from '../secret-text/model.ts';

/** A cluster join token as the agent reads it: without the blanks around it, line breaks in it as blanks. */
export interface JoinToken extends SecretText {
  token: string;
  placeholder: boolean;
  /** What the token says of itself, where that can be read. */
  claims?: Record<string, unknown>;
}

export function readJoinToken(text: string): JoinToken {
  const token = text.trim().replace(/\s/g, ' ');
  const claims = claimsOf(token);
  const placeholder = token !== '' && !claims && (isPlaceholder(token) || /token/i.test(token));
  return { ...readSecretText(text, token !== '' && !placeholder), token, placeholder, ...(claims && { claims }) };
}

/** The agent looks at the second part alone, and decodes it leniently. */
function claimsOf(token: string): Record<string, unknown> | undefined {
  const payload = token.split('.')[1];
  if (!payload) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return typeof claims === 'object' && claims !== null ? { ...claims } : undefined;
  } catch {
    return undefined;
  }
}
