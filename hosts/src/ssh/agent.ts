import ssh2, { type BaseAgent, type ParsedKey } from 'ssh2';
import type { Settings } from './settings.ts';

/** An SSH agent and the keys that it has. */
export interface AgentKeys {
  path: string;
  keys: ParsedKey[];
  sign(key: ParsedKey, data: Buffer, hash?: string): Promise<Buffer>;
}

/** Where the agent of a destination listens; undefined where there is none. */
export function agentPathOf(settings: Settings): string | undefined {
  if (settings.identityAgent === 'none') return undefined;
  const path = settings.identityAgent ?? process.env.SSH_AUTH_SOCK;
  if (path) return path;
  return process.platform === 'win32' ? '\\\\.\\pipe\\openssh-ssh-agent' : undefined;
}

/** @throws Error where the agent does not answer */
export async function askAgent(path: string): Promise<AgentKeys> {
  const agent: BaseAgent = ssh2.createAgent(path);
  const keys = await new Promise<ParsedKey[]>((resolve, reject) => {
    agent.getIdentities((error, found) => {
      if (error) reject(error);
      else resolve(((found ?? []) as ParsedKey[]).filter((key) => typeof key.getPublicSSH === 'function'));
    });
  });
  return {
    path,
    keys,
    sign: (key, data, hash) =>
      new Promise((resolve, reject) => {
        agent.sign(key, data, hash ? { hash: hash as 'sha256' } : {}, (error, signature) => {
          if (error || !signature) reject(error ?? new Error('no signature'));
          else resolve(signature);
        });
      }),
  };
}
