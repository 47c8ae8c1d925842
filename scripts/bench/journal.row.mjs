// Journal lines a second from a lab guest to decoded entries, against `ssh guest journalctl -o json | wc -l` on the same lines.
import { spawn } from 'node:child_process';
import '../lib/typescript.mjs';

export const name = 'journal lines from a guest to decoded entries, against ssh with journalctl -o json';
export const aim = 'a ratio of more than 1';

const lines = 100_000;
const runs = 5;
const unit = 'writer.service';

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

function countOverSsh(guest) {
  return new Promise((resolve, reject) => {
    const remote = `journalctl -u ${unit} -o json --no-pager`;
    const pipeline = `ssh -F '${guest.sshConfigFile}' guest '${remote}' | wc -l`;
    const child = spawn('sh', ['-c', pipeline], { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.on('error', reject);
    child.on('close', () => resolve(Number(out)));
  });
}

export async function run() {
  const [{ bootGuest }, { createHostPool }, { journalOf }] = await Promise.all([
    import('../../test/lab/guest.ts'),
    import('../../hosts/src/ssh/pool.ts'),
    import('../../hosts/src/journal/follow.ts'),
  ]);
  const guest = await bootGuest();
  try {
    const message = 'x'.repeat(100);
    await guest.sh(
      `systemd-run --quiet --wait --collect --unit=${unit} sh -c 'seq -f "line %.0f ${message}" ${lines}'; journalctl --sync`,
    );
    const agent = {
      id: 'hercules-ci:writer',
      kind: 'hercules-ci',
      host: 'guest',
      service: { manager: 'systemd', name: unit },
    };
    /** A new connection each time, as ssh makes one. */
    const ours = async () => {
      const pool = createHostPool({ configFile: guest.sshConfigFile });
      let count = 0;
      const request = { follow: false, lines: Number.POSITIVE_INFINITY };
      for await (const event of journalOf(agent, request, { pool, signal: new AbortController().signal })) {
        if (event.kind === 'entries') count += event.entries.length;
      }
      pool.dispose();
      return count;
    };
    const rates = { ours: [], theirs: [] };
    for (let round = 0; round <= runs; round++) {
      for (const [side, read] of [
        ['theirs', () => countOverSsh(guest)],
        ['ours', ours],
      ]) {
        const begun = performance.now();
        const count = await read();
        const seconds = (performance.now() - begun) / 1000;
        if (count < lines) throw new Error(`Only ${count} of ${lines} lines came.`);
        // The first round fills the host's caches.
        if (round > 0) rates[side].push(count / seconds);
      }
    }
    const [our, their] = [median(rates.ours), median(rates.theirs)];
    const detail = `${Math.round(our)} entries a second; ssh and journalctl -o json: ${Math.round(their)} lines a second; medians of ${runs} turns of ${lines} lines`;
    return { value: our / their, met: our / their > 1, detail };
  } finally {
    await guest.stop();
  }
}
