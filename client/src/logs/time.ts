const units: Record<string, number> = { s: 1, min: 60, m: 60, h: 3600, d: 86_400 };

/**
 * A moment as people write it: `14:30`, `14:30:05`, `2026-11-23 14:30`, `90 s`, `2h` (ago).
 * @returns milliseconds since the epoch
 */
export function readTime(text: string, now: Date): number | undefined {
  const value = text.trim();
  const ago = /^-?(\d+(?:\.\d+)?)\s*(s|min|m|h|d)$/.exec(value);
  if (ago) return now.getTime() - Number(ago[1]) * 1000 * (units[ago[2] ?? 's'] ?? 1);
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(value);
  if (clock) {
    const [hours, minutes, seconds] = [Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0)];
    if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
    const result = new Date(now);
    result.setHours(hours, minutes, seconds, 0);
    // A time of day that is still to come is yesterday's.
    if (result.getTime() > now.getTime()) result.setDate(result.getDate() - 1);
    return result.getTime();
  }
  if (!/^\d{4}-\d{2}-\d{2}/.test(value)) return undefined;
  const parsed = new Date(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T00:00` : value.replace(' ', 'T')).getTime();
  return Number.isNaN(parsed) ? undefined : parsed;
}
