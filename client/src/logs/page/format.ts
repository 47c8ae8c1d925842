const pad = (value: number, digits = 2) => String(value).padStart(digits, '0');

/** Local time of day with milliseconds. */
export function timeOfDay(micros: number): string {
  const date = new Date(micros / 1000);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
}

const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/** For a tooltip. */
export function fullTime(micros: number): string {
  return full.format(micros / 1000);
}

const dayAndTime = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const timeOnly = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** A moment as short as today allows. */
export function moment(millis: number): string {
  const today = new Date().toDateString() === new Date(millis).toDateString();
  return (today ? timeOnly : dayAndTime).format(millis);
}

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

/** How long ago, in the coarsest unit that says something. */
export function ago(millis: number, now: number): string {
  const seconds = Math.round((millis - now) / 1000);
  if (seconds > -60) return relative.format(Math.min(seconds, 0), 'second');
  if (seconds > -3600) return relative.format(Math.round(seconds / 60), 'minute');
  if (seconds > -86_400) return relative.format(Math.round(seconds / 3600), 'hour');
  return relative.format(Math.round(seconds / 86_400), 'day');
}

const whole = new Intl.NumberFormat();

export function count(value: number): string {
  return whole.format(value);
}

const short = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });

/** A number in a narrow place. */
export function shortCount(value: number): string {
  return value < 1000 ? whole.format(value) : short.format(value);
}
