import { test } from 'vitest';
import { createLines } from './lines.ts';
import { openHouse } from './panelPage.ts';

const start = Date.UTC(2026, 10, 23, 4) * 1000;
const e = (message: string, at: number, more = {}) => ({
  cursor: `s=a;i=${at}`,
  timeMicros: String(start + at),
  unit: 'hercules-ci-agent.service',
  pid: 4242,
  severity: 'info' as const,
  message,
  bootId: 'b',
  ...more,
});
test('try', async () => {
  const house = await openHouse();
  const p = await house.open({ height: 420 });
  const head = (sev: string, ns = 'Agent') =>
    `[2026-11-23 04:00:01][${ns}][${sev}][build-1][PID 4242][ThreadId 5][main:Hercules.Agent Hercules/Agent.hs:120:7] `;
  const failing = [
    e('Starting Hercules CI agent...', 1e6, { unit: 'init.scope', pid: 1 }),
    e('hercules-ci-agent: FatalError {fatalErrorMessage = "Error in $: key \\"publicKeys\\" not found"}', 2e6, {
      severity: 'error',
    }),
    e('hercules-ci-agent.service: Control process exited, code=exited, status=1/FAILURE', 2.1e6, {
      pid: 1,
      severity: 'notice',
    }),
    e("hercules-ci-agent.service: Failed with result 'exit-code'.", 2.2e6, { severity: 'warning', pid: 1 }),
    e('Scheduled restart job, restart counter is at 1.', 3e6, { pid: 1 }),
    e('Scheduled restart job, restart counter is at 2.', 4e6, { pid: 1 }),
    e('Scheduled restart job, restart counter is at 3.', 5e6, { pid: 1 }),
    e('Started Hercules CI agent.', 60e6, { pid: 1 }),
    e(
      head('Warning', 'Agent.Init') +
        'You did not configure any caches. This is ok for trying out Hercules CI, but a cache _is_ required for multi-agent operation and to work well across garbage collection. For more information about binary-caches.json, see https://docs.hercules-ci.com/hercules-ci/reference/binary-caches-json/',
      61e6,
      { severity: 'warning' },
    ),
    e(head('Info') + 'Agent online.', 62e6),
    e(head('Info') + 'Starting task', 63e6),
    e(head('Debug') + 'Substituting /nix/store/0c6gz6r1lk4ccd6h0d8bcqp1kzkz9a2v-hello-2.12.1', 64e6, {
      severity: 'debug',
    }),
    e(head('Info') + '\x1b[32;1mbuilding\x1b[0m \x1b[35mhello\x1b[0m', 64.5e6),
    e(head('Info') + 'Completed task successfully', 65e6),
  ];
  p.model.annotations = {
    hint: (l) =>
      l.message.includes('publicKeys')
        ? { text: 'The cache mycompany has no publicKeys.', place: 'binary-caches.json:3' }
        : l.message.includes('any caches')
          ? { text: 'binary-caches.json on the host has no cache that the agent can use.' }
          : undefined,
    detail: (l) =>
      l.message.includes('publicKeys')
        ? {
            pending: false,
            message: 'Error in $: key "publicKeys" not found',
            fields: [
              { name: 'Time', value: '2026-11-23T04:00:02.000000 UTC' },
              { name: 'Unit', value: 'hercules-ci-agent.service, process 4242' },
              { name: 'Severity', value: 'error' },
            ],
            explanations: [
              {
                state: 'present',
                message: 'The cache "mycompany" has no publicKeys; the agent will not start.',
                advice: 'The agent stops because of binary-caches.json:3. Correct it, then deploy.',
                place: 'binary-caches.json:3',
                actions: [
                  { id: 'fix0', title: 'Insert "publicKeys"', icon: 'lightbulb-autofix', primary: true },
                  { id: 'open', title: 'Go to binary-caches.json:3', icon: 'go-to-file' },
                ],
              },
            ],
            actions: [{ id: 'copy', title: 'Copy Line', icon: 'copy' }],
          }
        : undefined,
  };
  p.tail.append('hercules-ci:agent', failing);
  p.agents[0]!.lastEntry = Date.now() * 1000;
  p.panel.changed();
  p.panel.grown();
  await p.page.waitForTimeout(700);
  console.log(
    await p.page.evaluate(() => {
      const r = document.querySelector('.rows')!;
      const s = document.querySelector<HTMLElement>('.space')!;
      const l = document.querySelector<HTMLElement>('.layer')!;
      return {
        st: r.scrollTop,
        sh: r.scrollHeight,
        ch: r.clientHeight,
        sp: s.style.height,
        tr: l.style.transform,
        lh: l.getBoundingClientRect().height,
        rows: [...document.querySelectorAll('.row[data-row]')].map((x) => x.getBoundingClientRect().height),
      };
    }),
  );
  for (const t of ['dark', 'light', 'high-contrast', 'high-contrast-light'] as const) {
    await p.setTheme(t);
    await p.page.waitForTimeout(100);
    await p.page.screenshot({ path: `/tmp/nix-agents-logs-shots/detail-${t}.png` });
  }
  await p.setTheme('dark');
  p.panel.setDisplay({ ...p.panel.display, wrap: true });
  await p.page.getByRole('button', { name: 'View options' }).click();
  await p.page.waitForTimeout(300);
  await p.page.screenshot({ path: `/tmp/nix-agents-logs-shots/options.png` });
  await p.close();
  const q = await house.open({ agents: ['hercules-ci:agent', 'hercules-ci:staging/builder', 'cachix-deploy:web'] });
  q.tail.append('hercules-ci:agent', createLines(start).next(3000));
  q.tail.append('hercules-ci:staging/builder', createLines(start, undefined, 3).next(3000));
  q.tail.append('cachix-deploy:web', createLines(start, 'cachix-agent.service', 7).next(3000));
  q.agents[2]!.state = 'reconnecting';
  q.agents[2]!.reason = 'The connection to root@203.0.113.10 was lost.';
  q.agents[2]!.retryAt = Date.now() + 4000;
  q.panel.changed();
  q.panel.grown();
  q.panel.setFilter({ ...q.panel.filter, text: 'task', hide: true });
  await q.page.waitForTimeout(600);
  await q.page.locator('.rows').hover();
  await q.page.mouse.wheel(0, -400);
  await q.page.waitForTimeout(200);
  q.tail.append('hercules-ci:agent', createLines(start + 10e9).next(300));
  q.panel.grown();
  await q.page.waitForTimeout(300);
  for (const t of ['dark', 'light'] as const) {
    await q.setTheme(t);
    await q.page.waitForTimeout(100);
    await q.page.screenshot({ path: `/tmp/nix-agents-logs-shots/several-${t}.png` });
  }
  await q.page.setViewportSize({ width: 420, height: 300 });
  await q.page.waitForTimeout(200);
  await q.page.screenshot({ path: `/tmp/nix-agents-logs-shots/narrow.png` });
  await q.close();
  await house.close();
});
