import { createContext, Script } from 'node:vm';
import type { LogFilter, LogLevel } from '../../../../protocol/src/logPanel.ts';
import { type Chunk, severities } from '../tail/chunk.ts';

/** From where to where, in UTF-16 units. */
export type Span = readonly [start: number, end: number];

/** Finds a filter's text in lines. */
export interface Matcher {
  /** One flag a line of the chunk from `from` on; absent where everything matches. */
  chunk(chunk: Chunk, from: number): Uint8Array | undefined;
  /** Where a text matches. */
  spans(text: string): Span[];
}

const levelOf: readonly LogLevel[] = severities.map((severity) =>
  severity === 'debug'
    ? 'debug'
    : severity === 'info' || severity === 'notice'
      ? 'info'
      : severity === 'warning'
        ? 'warning'
        : 'error',
);

export function levelOfSeverity(severity: number): LogLevel {
  return levelOf[severity] ?? 'info';
}

/** Which severities a filter lets through, one flag each. */
export function visibleSeverities(filter: Pick<LogFilter, 'hiddenLevels'>): Uint8Array {
  return Uint8Array.from(levelOf, (level) => (filter.hiddenLevels.includes(level) ? 0 : 1));
}

export const noFilter: LogFilter = {
  text: '',
  regex: false,
  matchCase: false,
  hide: true,
  context: 0,
  hiddenLevels: [],
  hiddenSources: [],
};

const escapeSequence = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])/g;

/** A text without its terminal escapes. */
export function withoutEscapes(text: string): string {
  return text.includes('\x1b') ? text.replace(escapeSequence, '') : text;
}

/**
 * @throws SyntaxError with a sentence for a person when the expression cannot be read
 */
export function createMatcher(filter: Pick<LogFilter, 'text' | 'regex' | 'matchCase'>): Matcher {
  if (filter.text === '') return { chunk: () => undefined, spans: () => [] };
  return filter.regex ? expressionMatcher(filter.text, filter.matchCase) : textMatcher(filter.text, filter.matchCase);
}

function textMatcher(text: string, matchCase: boolean): Matcher {
  const fold = matchCase ? (value: string) => value : (value: string) => value.toLowerCase();
  const needle = fold(text);
  return {
    chunk(chunk, from) {
      const flags = new Uint8Array(chunk.count - from);
      // Where bytes and characters are counted alike, one search over the whole chunk finds the lines.
      if (!chunk.ascii || chunk.escapes) {
        for (let index = from; index < chunk.count; index++) {
          if (fold(withoutEscapes(chunk.message(index))).includes(needle)) flags[index - from] = 1;
        }
        return flags;
      }
      const base = chunk.start(from);
      const all = fold(chunk.textFrom(from));
      let index = from;
      let position = all.indexOf(needle);
      while (position !== -1 && index < chunk.count) {
        while (index < chunk.count && chunk.start(index + 1) - base <= position) index++;
        if (index === chunk.count) break;
        const end = chunk.start(index + 1) - base;
        if (position + needle.length <= end) {
          flags[index - from] = 1;
          position = all.indexOf(needle, end);
        } else {
          position = all.indexOf(needle, position + 1);
        }
      }
      return flags;
    },
    spans(value) {
      const found: Span[] = [];
      const folded = fold(value);
      // Lower case may be longer than upper case: then the places would not fit the text.
      if (folded.length !== value.length) return found;
      for (let at = folded.indexOf(needle); at !== -1; at = folded.indexOf(needle, at + needle.length)) {
        found.push([at, at + needle.length]);
      }
      return found;
    },
  };
}

/** Longer lines are searched up to here by an expression. */
const expressionLimit = 100_000;
/** Milliseconds that an expression may take for the lines of one chunk. */
const expressionPatience = 400;
const runTest = new Script('test()');
const sandbox: { test?: () => void } = createContext({});

/** An expression took too long on a line: a nested repetition can take for ever. */
export class SlowExpression extends Error {}

function expressionMatcher(source: string, matchCase: boolean): Matcher {
  let expression: RegExp;
  try {
    expression = new RegExp(source, matchCase ? 'u' : 'iu');
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^Invalid regular expression: .*\/\w*: /, '') : '';
    throw new SyntaxError(`This is not a regular expression: ${reason}.`);
  }
  const every = new RegExp(expression.source, `${expression.flags}g`);

  /** Only a script of its own can be stopped within an expression. */
  function bounded(work: () => void): void {
    try {
      sandbox.test = work;
      runTest.runInContext(sandbox, { timeout: expressionPatience });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      throw new SlowExpression('This regular expression takes too long. Write it without nested repetitions.');
    }
  }

  return {
    chunk(chunk, from) {
      const flags = new Uint8Array(chunk.count - from);
      bounded(() => {
        for (let index = from; index < chunk.count; index++) {
          const message = withoutEscapes(chunk.message(index));
          if (expression.test(message.length > expressionLimit ? message.slice(0, expressionLimit) : message)) {
            flags[index - from] = 1;
          }
        }
      });
      return flags;
    },
    spans(value) {
      const found: Span[] = [];
      bounded(() => {
        for (const match of value.slice(0, expressionLimit).matchAll(every)) {
          if (match[0] !== '') found.push([match.index, match.index + match[0].length]);
        }
      });
      return found;
    },
  };
}
