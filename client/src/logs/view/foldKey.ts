/** The agent's own brackets: time, name space, severity, host, process, thread. */
const brackets = /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\](\[[^\]]*\])(\[[^\]]*\])\[[^\]]*\]\[PID \d+\]\[ThreadId \d+\]/;

/** Equal for lines that say the same but for when, which process and how long they wait. */
export function foldKey(message: string): string {
  return message
    .slice(0, 400)
    .replace(brackets, '$1$2')
    .replace(/\d+(?:\.\d+)?/g, '#');
}
