export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** Counts lines and UTF-16 units from 0, as the language server protocol does. */
export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

export interface TextEdit {
  range: Range;
  newText: string;
}

/** What a fix does besides editing the text it was found in. */
export type FixEffect =
  | { kind: 'chmod'; path: string; mode: number }
  | { kind: 'git-ignore'; path: string }
  | { kind: 'git-untrack'; path: string }
  /** Makes a file that only its owner can read and that git ignores. It never replaces one. */
  | { kind: 'create-secret'; path: string; text: string };

export interface Fix {
  title: string;
  /** May be applied unasked: `check --fix`, `source.fixAll.nixAgents`. */
  safe: boolean;
  edits: TextEdit[];
  effect?: FixEffect;
}

/** A fault in a file. No member ever holds a secret's value. */
export interface Finding {
  /** `<format>/<rule>`, such as `binary-caches/missing-property`. */
  code: string;
  severity: Severity;
  message: string;
  range: Range;
  fixes: Fix[];
  /** The message that the agent on the host prints because of it, without the wrapping of the agent's exception. */
  hostError?: string;
}

/** A finding with its file's absolute path. */
export interface FileFinding {
  path: string;
  finding: Finding;
}
