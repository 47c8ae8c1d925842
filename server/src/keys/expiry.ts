const steps = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/**
 * When something expires or has expired, in its largest unit: `expires in 12 days`.
 * @param expiry milliseconds since the epoch, as is `now`
 */
export function expiryText(expiry: number, now: number): string {
  const distance = Math.abs(expiry - now);
  const [unit, length] = steps.find(([, step]) => distance >= step) ?? steps[2];
  const count = Math.floor(distance / length);
  const words = count === 0 ? 'less than a minute' : `${count} ${unit}${count === 1 ? '' : 's'}`;
  return expiry <= now ? `expired ${words} ago` : `expires in ${words}`;
}
