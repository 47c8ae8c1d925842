// Three files deployed to a lab guest against the usual script (scp three times, then ssh for owner, mode and restart), waiting for health left out.
import { spawn } from 'node:child_process';
import '../lib/typescript.mjs';

export const name = "an agent's three files deployed, against scp and ssh";
export const aim = 'a ratio of at most 0.35';

const runs = 5;
const names = ['cluster-join-token.key', 'binary-caches.json', 'secrets.json'];

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

function succeed(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('close', (exit) => (exit === 0 ? resolve() : reject(new Error(`${command} ended with status ${exit}.`))));
  });
}

/** What people write: each line a connection of its own. */
async function script(guest, { user, secrets, unit }, folder) {
  const options = ['-q', '-F', guest.sshConfigFile];
  for (const file of names) await succeed('scp', [...options, `${folder}/${file}`, `guest:${secrets}/${file}`]);
  const remote = `cd ${secrets} && chown ${user}:${user} ${names.join(' ')} && chmod 0600 ${names.join(' ')} && systemctl restart ${unit}`;
  await succeed('ssh', [...options, 'guest', remote]);
}

export async function run() {
  const { bootGuest } = await import('../../test/lab/guest.ts');
  const { agentPaths } = await import('../../test/lab/agentUnits.ts');
  const { createWorkspace } = await import('../../test/lab/deployment.ts');
  const { createHostPool } = await import('../../hosts/src/ssh/pool.ts');
  const { binaryCaches, joinToken } = await import('../../demo/src/keys.ts');
  const guest = await bootGuest();
  const workspace = await createWorkspace(guest);
  try {
    const seconds = { ours: [], theirs: [] };
    for (let round = 0; round <= runs; round++) {
      const secrets = JSON.stringify({ [`round${round}`]: { kind: 'Secret', data: {} } });
      await workspace.write({ token: joinToken(), caches: binaryCaches('mycache'), secrets });
      // A new connection each time, as ssh makes one.
      const pool = createHostPool({ configFile: guest.sshConfigFile });
      let begun = performance.now();
      const report = await workspace.deploy({}, { pool });
      const ours = performance.now() - begun - report.steps.find(({ step }) => step === 'health').ms;
      pool.dispose();
      if (report.result !== 'deployed') throw new Error(report.summary);
      begun = performance.now();
      await script(guest, agentPaths(''), workspace.agent.workspace);
      const theirs = performance.now() - begun;
      // The first round fills the host's caches.
      if (round === 0) continue;
      seconds.ours.push(ours / 1000);
      seconds.theirs.push(theirs / 1000);
    }
    const [our, their] = [median(seconds.ours), median(seconds.theirs)];
    const detail = `${our.toFixed(2)} s, the agent's own check included; the script: ${their.toFixed(2)} s; medians of ${runs} turns`;
    return { value: our / their, met: our / their <= 0.35, detail };
  } finally {
    await workspace.dispose();
    await guest.stop();
  }
}
