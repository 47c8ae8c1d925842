import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Paths of the stand-in agent inside a guest. `name` is empty for the one instance of `services.hercules-ci-agent`. */
export function agentPaths(name: string) {
  const suffix = name === '' ? '' : `-${name}`;
  const base = `/var/lib/hercules-ci-agent${suffix}`;
  return {
    user: name === '' ? 'hercules-ci-agent' : `hci-${name}`,
    unit: `hercules-ci-agent${suffix}.service`,
    pathUnit: `hercules-ci-agent${suffix}-restart-files.path`,
    restarter: `hercules-ci-agent-restarter${suffix}.service`,
    base,
    secrets: `${base}/secrets`,
    joinToken: `${base}/secrets/cluster-join-token.key`,
    binaryCaches: `${base}/secrets/binary-caches.json`,
    config: `/nix/store/n6w8p1fz3x0c5k2rqhv9sbadj4my7gil-hercules-ci-agent${suffix}.json`,
    /** Where the stand-in is told how to behave. */
    control: `/run/lab/agent${suffix}`,
  };
}

export const agentProgram =
  '/nix/store/2lq6s8zk1d9v0rnhfa3xwy5pbcg7jm4i-hercules-ci-agent-0.10.8/bin/hercules-ci-agent';

/** The stand-in as one script for the guest's own Node. */
export async function agentScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../../demo/src/agent/main.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    target: 'node18',
    format: 'cjs',
    write: false,
    banner: { js: '#!/usr/bin/node\n// STAND-IN for hercules-ci-agent, made by the lab.' },
  });
  return outputFiles[0]!.text;
}

/**
 * The units as the NixOS modules make them, by file name.
 * @see hercules-ci-agent, internal/nix/nixos/{default,multi}.nix
 */
export function agentUnits(name: string): Record<string, string> {
  const { user, unit, pathUnit, restarter, base, joinToken, binaryCaches, config } = agentPaths(name);
  const suffix = name === '' ? '' : `-${name}`;
  const command = `${agentProgram} --config ${config}`;
  return {
    [unit]: `[Unit]
After=network-online.target
StartLimitBurst=30000000
Wants=network-online.target

[Service]
ExecStart=${command}
ExecStartPre=${command} --test-configuration
LimitSTACK=268435456
OOMPolicy=continue
PrivateTmp=true
ProtectHome=true
Restart=on-failure
RestartSec=120
StateDirectory=${base.slice('/var/lib/'.length)}
StateDirectoryMode=0700
UMask=0077
User=${user}

[Install]
WantedBy=multi-user.target
`,
    [pathUnit]: `[Path]
PathChanged=${joinToken}
PathChanged=${binaryCaches}
Unit=hercules-ci-agent${suffix}-restarter.service

[Install]
WantedBy=${unit}
`,
    [restarter]: `[Service]
Type=oneshot
ExecStart=/nix/store/7v3kz0yq8bmdn1x9gwhr5i2cp6fsja4l-unit-script-hercules-ci-agent-restarter${suffix}-start
`,
  };
}

/** What the restarter's unit runs. */
export function restarterScript(name: string): { path: string; text: string } {
  const suffix = name === '' ? '' : `-${name}`;
  const { unit, config } = agentPaths(name);
  return {
    path: `/nix/store/7v3kz0yq8bmdn1x9gwhr5i2cp6fsja4l-unit-script-hercules-ci-agent-restarter${suffix}-start`,
    text: `#!/bin/sh -e
sleep 10
if systemctl is-active --quiet ${unit}; then
  if ${agentProgram} --config ${config} --test-configuration; then
    systemctl restart ${unit}
  else
    echo 1>&2 "WARNING: Not restarting agent because config is not valid at this time."
  fi
else
  echo 1>&2 "Not restarting hercules-ci-agent${suffix} despite config file update, because it is not already active."
fi
`,
  };
}
