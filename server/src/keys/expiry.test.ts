import { expect, it } from 'vitest';
import { expiryText } from './expiry.ts';

const day = 86_400_000;

it.each([
  [12 * day + 5, 'expires in 12 days'],
  [day, 'expires in 1 day'],
  [day - 1, 'expires in 23 hours'],
  [90_000, 'expires in 1 minute'],
  [5, 'expires in less than a minute'],
  [0, 'expired less than a minute ago'],
  [-3 * day, 'expired 3 days ago'],
])('tells what is %i ms away', (distance, text) => {
  expect(expiryText(1_000_000_000_000 + distance, 1_000_000_000_000)).toBe(text);
});
