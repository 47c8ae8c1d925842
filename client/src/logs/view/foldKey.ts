/** The agent's own brackets: time, name space, severity, host, process, thread. */
const brackets = /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\](\[[^\]]*\])(\[[^\]]*\])\[[^\]]*\]\[PID \d+\]\[ThreadId \d+\]/;
/** Numbers that count the repeats themselves: how long is waited, and for the how manieth time. */
const counters = /\b(in|after|is at|attempt|counter) \d+(?:\.\d+)?/gi;

/** Equal for lines that say the same but for when, in which thread, and how often before. */
export function foldKey(message: string): string {
  return message.replace(brackets, '$1$2').replace(counters, '$1 #');
}
