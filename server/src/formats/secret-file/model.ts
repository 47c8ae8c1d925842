import type { Span } from '../../text/span.ts';

/** The part of a model that the secret-file rules look at. */
export interface SecretModel {
  /** Where the first secret in clear stands: the name of its property, or the file's beginning. Absent where there is none. */
  secret?: Span;
}
