/** Members of messages to and from the language server that carry text of a file, which may hold secrets. */
const fileText = /"(text|newText|insertText|contents|value)":\s*"(?:[^"\\]|\\.)*"/g;

/** A traced message without the text of files. */
export function withoutFileText(message: string): string {
  return message.replace(fileText, '"$1": "…"');
}
