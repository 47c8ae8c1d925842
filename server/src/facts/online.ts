/** What the caches of the workspace said of a store path. The lists are names of caches. */
export type PathAnswer =
  | { state: 'trusted' }
  /** Some have it, but none with a signature by a public key of the workspace. */
  | { state: 'untrusted'; caches: readonly string[] }
  /** None of `asked` has it; `silent` could not be asked. */
  | { state: 'missing'; asked: readonly string[]; silent: readonly string[] };

/** What Cachix said of a cache to those who came with its token. */
export type CredentialsAnswer =
  | { state: 'known'; permission: string; publicKeys: readonly string[] }
  | { state: 'refused' }
  | { state: 'unknown' };

/**
 * What a person asked for on command. An answer is found by the values that it was about, so that it is gone as soon as
 * one of them is another.
 */
export interface OnlineFacts {
  path(storePath: string): PathAnswer | undefined;
  /** `token` as it is written; `undefined` where there is none. */
  credentials(cache: string, token: string | undefined): CredentialsAnswer | undefined;
}
