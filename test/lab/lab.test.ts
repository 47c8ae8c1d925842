import { afterAll, beforeAll, expect, test } from 'vitest';
import { bootGuest, type Guest } from './guest.ts';

let guest: Guest;
beforeAll(async () => {
  const t = Date.now();
  guest = await bootGuest();
  console.log('boot ms', Date.now() - t);
});
afterAll(() => guest?.stop());

test('boots', async () => {
  console.log(
    await guest.sh(
      'systemctl is-system-running; systemctl --failed; systemctl status hercules-ci-agent hercules-ci-agent-restart-files.path; journalctl -u hercules-ci-agent -o cat; systemd-analyze; systemd-analyze blame | head',
    ),
  );
  expect(await guest.sh('systemctl is-active hercules-ci-agent')).toBe('active\n');
});
