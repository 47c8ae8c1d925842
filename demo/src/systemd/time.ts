const seconds: Record<string, number> = {
  s: 1,
  sec: 1,
  m: 60,
  min: 60,
  h: 3600,
  hour: 3600,
  d: 86_400,
  day: 86_400,
  w: 604_800,
  week: 604_800,
};

/**
 * A time as systemd's programs take it, in microseconds since the epoch; undefined for what is none.
 * @see systemd.time(7)
 */
export function parseTime(text: string, now: number): number | undefined {
  if (text === 'now') {
    return now * 1000;
  }
  if (text === 'today' || text === 'yesterday') {
    const midnight = new Date(now).setHours(0, 0, 0, 0);
    return (midnight - (text === 'yesterday' ? 86_400_000 : 0)) * 1000;
  }
  const epoch = /^@(\d+)(?:\.(\d{1,6}))?$/.exec(text);
  if (epoch) {
    return Number(epoch[1]) * 1_000_000 + Number((epoch[2] ?? '').padEnd(6, '0'));
  }
  const relative = /^(?:-\s*(\d+)\s*([a-z]+)|(\d+)\s*([a-z]+)\s+ago)$/.exec(text);
  if (relative) {
    const unit = (relative[2] ?? relative[4] ?? '').replace(/(?<=.)s$/, '');
    const length = seconds[unit];
    return length === undefined ? undefined : (now - Number(relative[1] ?? relative[3]) * length * 1000) * 1000;
  }
  if (!/^\d{4}-\d\d-\d\d/.test(text)) {
    return undefined;
  }
  const date = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text} 00:00` : text.replace(/ UTC$/, 'Z'));
  return Number.isNaN(date) ? undefined : date * 1000;
}

/** A time as `systemctl show` prints it with TZ=UTC; empty for none. */
export function showTime(milliseconds: number | undefined): string {
  if (milliseconds === undefined) {
    return '';
  }
  const [weekday] = new Date(milliseconds).toUTCString().split(',');
  return `${weekday} ${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
