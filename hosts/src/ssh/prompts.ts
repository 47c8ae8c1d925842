export interface HostKeyQuestion {
  /** As a person names it, with the port where it is not 22. */
  host: string;
  /** `ssh-ed25519` … */
  keyType: string;
  /** `SHA256:…` as `ssh-keygen -l` prints it. */
  fingerprint: string;
  /** The file that the key is remembered in. */
  knownHosts: string;
}

/** Questions that connecting may ask. A rejected or undefined answer cancels the connection. */
export interface SshPrompts {
  newHostKey(question: HostKeyQuestion): Promise<'once' | 'remember' | 'refuse'>;
  passphrase(question: { host: string; keyFile: string; retry: boolean }): Promise<string | undefined>;
  password(question: { host: string; user: string; retry: boolean }): Promise<string | undefined>;
  challenge(question: {
    host: string;
    name: string;
    instructions: string;
    fields: { label: string; echo: boolean }[];
  }): Promise<string[] | undefined>;
  /** Something that the person should know and that needs no answer. */
  notice?(message: string): void;
}
