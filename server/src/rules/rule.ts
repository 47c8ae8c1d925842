import type { FixEffect, Severity } from '../../../protocol/src/findings.ts';
import type { Document } from '../documents/document.ts';
import type { Facts, FileFacts } from '../facts/facts.ts';
import type { CredentialsAnswer, PathAnswer } from '../facts/online.ts';
import type { Edit } from '../text/edit.ts';
import type { Span } from '../text/span.ts';

/** What a rule proposes against a fault. */
export interface ProposedFix {
  /** An imperative sentence without a full stop. */
  title: string;
  /** May be applied unasked. */
  safe?: boolean;
  edits: Edit[];
  effect?: FixEffect;
}

/** One place where a rule is broken. No member ever holds a secret's value. */
export interface Fault extends Span {
  message: string;
  /** Where it differs from the rule's own. */
  severity?: Severity;
  fixes?: ProposedFix[];
  /** What the agent on the host prints because of it, without the wrapping of its exception. */
  hostError?: string;
}

/** What a check may look at besides its model. Nothing here touches a file, a process or the network. */
export interface CheckContext {
  document: Document;
  facts: Facts;
  /** All documents of the workspace, this one included, for rules across files. */
  documents: readonly Document[];
  /** Milliseconds since the epoch. */
  now: number;
}

/**
 * A broken text and the same mended, run as tests and shown on the rule's page. In a text `<<public NAME>>` stands for a
 * public key of that name, `<<signing NAME>>` for the bare signing key that belongs to it, `<<jwt PAYLOAD>>` for a token.
 */
export interface Example {
  bad: string;
  good: string;
  /** File name, where the format's usual one does not show the fault. */
  name?: string;
  /** What is known of paths beside the file (relative to its folder, `.` is the file itself) while it is bad. */
  facts?: Record<string, FileFacts>;
  /** The same while it is good; where left out, nothing is known. */
  goodFacts?: Record<string, FileFacts>;
  /** What caches answered about it while it is bad: by store path, and by the name of a cache. */
  online?: { paths?: Record<string, PathAnswer>; credentials?: Record<string, CredentialsAnswer> };
  /** Other files of the folder, by name. */
  others?: Record<string, string>;
}

/**
 * One mistake that the project knows: one file each. `Model` is the part of a format's model that the rule needs, so
 * that one rule serves every format that has this part.
 */
export interface Rule<Model = unknown> {
  /** `<format>/<rule>`, kebab-case, stable for ever. */
  code: `${string}/${string}`;
  severity: Severity;
  /** One sentence: what the rule forbids. */
  summary: string;
  /** Markdown: why it matters, what the agent does. */
  reason: string;
  examples: readonly Example[];
  /** Synchronous: touches neither files, nor processes, nor the network. */
  check(model: Model, context: CheckContext): Iterable<Fault>;
}
