import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Behaviour } from '../agent/control.ts';
import type { Journal } from '../systemd/journal.ts';
import { createPathUnit } from '../systemd/pathUnit.ts';
import { createService } from '../systemd/service.ts';
import { isActive, type Unit, type Units } from '../systemd/unit.ts';
import type { Places } from './paths.ts';
import { agentUser } from './standIns.ts';

const unit = 'hercules-ci-agent.service';

export interface AgentContext {
  places: Places;
  units: Units;
  journal: Journal;
  hostname: string;
  env: Record<string, string>;
  /** The stand-in agent, bundled for Node. */
  script: string;
  /** What is on the host at first. */
  files: { joinToken: string; binaryCaches: string };
}

/** Installs the stand-in agent under units as the NixOS module makes them. */
export function installAgent(context: AgentContext): Unit {
  const { places, units, journal, hostname, env } = context;
  // Inside, everything goes by where it really is; what leaves the host has its temporary folder taken away.
  const base = places.real('/var/lib/hercules-ci-agent');
  const joinToken = `${base}/secrets/cluster-join-token.key`;
  const binaryCaches = `${base}/secrets/binary-caches.json`;
  const config = places.real('/nix/store/n6w8p1fz3x0c5k2rqhv9sbadj4my7gil-hercules-ci-agent.json');
  const program = places.real(
    '/nix/store/2lq6s8zk1d9v0rnhfa3xwy5pbcg7jm4i-hercules-ci-agent-0.10.8/bin/hercules-ci-agent',
  );
  const control = places.real('/run/demonstration');
  const put = (path: string, text: string, mode: number) => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, text);
    chmodSync(path, mode);
  };
  put(program, `#!/bin/sh\n# STAND-IN\nexec '${process.execPath}' '${context.script}' "$@"\n`, 0o755);
  const settings = { baseDirectory: base, concurrentTasks: 2, standInControl: control };
  put(config, `${JSON.stringify(settings, null, 2)}\n`, 0o444);
  put(joinToken, context.files.joinToken, 0o600);
  put(binaryCaches, context.files.binaryCaches, 0o600);
  const behaviour: Behaviour = { online: 600, taskEvery: 9000 };
  put(`${control}/behaviour.json`, JSON.stringify(behaviour), 0o644);

  const command = [program, '--config', config];
  const test = [...command, '--test-configuration'];
  const agent = createService(
    {
      name: unit,
      description: unit,
      command,
      startPre: test,
      restartAfter: 120_000,
      properties: {
        User: agentUser,
        Group: '',
        UMask: '0077',
        DynamicUser: 'no',
        Environment: '',
        Restart: 'on-failure',
      },
      env,
    },
    journal,
    hostname,
  );
  const restarter = createService(
    {
      name: 'hercules-ci-agent-restarter.service',
      description: 'hercules-ci-agent-restarter.service',
      command: ['sh', '-c', restarterScript(test.join(' '))],
      oneshot: true,
      env,
    },
    journal,
    hostname,
  );
  const watcher = createPathUnit({
    name: 'hercules-ci-agent-restart-files.path',
    starts: restarter,
    paths: [joinToken, binaryCaches],
  });
  const withWatcher: Unit = {
    ...agent,
    async start() {
      const started = await agent.start();
      if (isActive(agent)) {
        await watcher.start();
      }
      return started;
    },
  };
  for (const one of [withWatcher, restarter, watcher]) {
    units.set(one.name, one);
  }
  return withWatcher;
}

function restarterScript(test: string): string {
  return `sleep 10
if systemctl is-active --quiet ${unit}; then
  if ${test}; then
    systemctl restart ${unit}
  else
    echo 1>&2 "WARNING: Not restarting agent because config is not valid at this time."
  fi
else
  echo 1>&2 "Not restarting hercules-ci-agent despite config file update, because it is not already active."
fi`;
}
