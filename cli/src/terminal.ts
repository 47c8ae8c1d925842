import type { WriteStream } from 'node:tty';

/** Where a command writes to and whom it may ask. */
export interface Terminal {
  /** Results. Resolves when the receiver has taken them. */
  write(text: string): Promise<void>;
  /** All else. */
  note(text: string): void;
  /** Styles for standard output, and for standard error. */
  out: Style;
  err: Style;
  /** Columns of standard output; `undefined` where it is no terminal. */
  columns: number | undefined;
  /** Whether a person can be asked: standard input and standard error are a terminal. */
  interactive: boolean;
}

export interface Style {
  readonly colour: boolean;
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  blue(text: string): string;
  cyan(text: string): string;
}

/** The process's own streams. */
export function processTerminal(env: NodeJS.ProcessEnv = process.env): Terminal {
  const { stdin, stdout, stderr } = process;
  return {
    write: (text) => written(stdout, text),
    note: (text) => void stderr.write(`${text}\n`),
    out: styleOf(hasColour(stdout, env)),
    err: styleOf(hasColour(stderr, env)),
    columns: stdout.isTTY ? stdout.columns : undefined,
    interactive: Boolean(stdin.isTTY && stderr.isTTY),
  };
}

function written(stream: WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (stream.write(text)) resolve();
    // A receiver that has gone is told by the stream's own event.
    else stream.once('drain', resolve).once('close', resolve);
  });
}

/** @see https://no-color.org and https://force-color.org */
function hasColour(stream: WriteStream, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return Boolean(stream.isTTY) && env.TERM !== 'dumb';
}

export function styleOf(colour: boolean): Style {
  const sgr = (on: number, off: number) => (text: string) => (colour ? `\x1b[${on}m${text}\x1b[${off}m` : text);
  return {
    colour,
    bold: sgr(1, 22),
    dim: sgr(2, 22),
    red: sgr(31, 39),
    yellow: sgr(33, 39),
    green: sgr(32, 39),
    blue: sgr(34, 39),
    cyan: sgr(36, 39),
  };
}

/** Escape sequences, and control characters other than tab and line feed. */
const controls =
  /\x1b(?:\[[0-9;:?<=>]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])|[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
const colours = /^\x1b\[[0-9;:]*m$/;

/**
 * Text from a file or a host as it may be written to a terminal: no escape sequence of it reaches the terminal, but for
 * colours where these are wanted.
 */
export function harmless(text: string, colour = false): string {
  let coloured = false;
  const out = text.replace(controls, (control) => {
    if (control.length === 1) return pictured(control);
    if (!colour || !colours.test(control)) return '';
    coloured = true;
    return control;
  });
  return coloured ? `${out}\x1b[0m` : out;
}

function pictured(control: string): string {
  const code = control.charCodeAt(0);
  if (code === 0x7f) return '\u2421';
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd';
}
