/**
 * Markdown: what each option of the agent's configuration means. The module of NixOS has them as `settings`.
 * @see https://docs.hercules-ci.com/hercules-ci-agent/agent-config
 */
export const configMeanings: Readonly<Record<string, string>> = {
  baseDirectory: 'The folder that the agent keeps its state in, such as `/var/lib/hercules-ci-agent`. **Required.**',
  staticSecretsDirectory: 'The folder that its secrets are looked for in. Default: `secrets` in `baseDirectory`.',
  workDirectory: 'The folder for sources and temporary files. Default: `work` in `baseDirectory`.',
  clusterJoinTokenPath: 'The cluster join token. Default: `cluster-join-token.key` in `staticSecretsDirectory`.',
  binaryCachesPath: 'The caches that it reads and writes. Default: `binary-caches.json` in `staticSecretsDirectory`.',
  secretsJsonPath: 'The secrets that it hands to effects. Default: `secrets.json` in `staticSecretsDirectory`.',
  concurrentTasks:
    'How many tasks run at once: a number from 1, or `"auto"`, which is the number of processors and at least 2. With 1, imports from derivations can wait for each other for ever.',
  apiBaseUrl: 'The address of Hercules CI. Default: `https://hercules-ci.com`.',
  nixUserIsTrusted:
    'Whether the user that it runs as is one of the `trusted-users` of Nix. Without it builds are slower. Default: `false`.',
  logLevel: 'The least severity that is logged. Default: `InfoS`.',
  nixVerbosity: 'How much Nix says. Default: `Talkative`.',
  labels: 'Values of your own that the page of the agent shows. Never secrets.',
  allowInsecureBuiltinFetchers: "Whether evaluation may fetch without a hash's protection. Default: `false`.",
  remotePlatformsWithSameFeatures:
    'Systems that remote builders build for with the same features as this machine, such as `["aarch64-linux"]`.',
  effectMountables:
    'Files and folders of this machine that effects may mount: by name `source`, `readOnly` and `condition`, all three required.',
  nixSettings: 'Settings of Nix for the agent alone. All values are strings, numbers and booleans too: `"8"`.',
};
