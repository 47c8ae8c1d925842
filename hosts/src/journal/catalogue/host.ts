import type { KnownMessage } from './knownMessage.ts';

/**
 * Messages of Nix, the network and systemd that stand in an agent's journal.
 * @see https://github.com/NixOS/nix src/libstore/daemon.cc, src/libutil/signature/local-keys.cc
 * @see https://github.com/systemd/systemd src/core/service.c, src/core/unit.c
 */
export const hostInsights: readonly KnownMessage[] = [
  {
    id: 'malformed-key',
    pattern: /\b(?:public key is not valid|key is corrupt|secret key is not valid)\b/,
    example: 'error: public key is not valid',
    explanation: 'Nix cannot read one of the keys in binary-caches.json.',
    advice: 'Check your binary-caches.json with "nix-agents check", repair the key and deploy the agent.',
  },
  {
    id: 'nix-not-trusted',
    pattern:
      /ignoring untrusted substituter|ignoring the client-specified setting .* because it is a restricted setting/,
    example: "warning: ignoring untrusted substituter 'https://mycache.cachix.org', you are not a trusted user.",
    explanation: "Nix ignores the agent's caches because its user is not trusted.",
    advice: "Add the agent's user to nix.settings.trusted-users and restart nix-daemon and the agent.",
  },
  {
    id: 'path-cannot-be-created',
    pattern:
      /path '\/nix\/store\/[^']+' (?:does not exist and cannot be created|is required, but there is no substituter)/,
    example: "error: path '/nix/store/abc-x' does not exist and cannot be created",
    explanation: 'No cache that Nix may use has this path; most often because the agent is not a trusted user.',
    advice: "Add the agent's user to nix.settings.trusted-users, see that the cache has the path, and rebuild.",
  },
  {
    id: 'daemon-refuses',
    pattern: /cannot open connection to remote store 'daemon'/,
    example: "error: cannot open connection to remote store 'daemon': reading from file: Connection reset by peer",
    explanation: "The Nix daemon refuses the agent's user or does not run.",
    advice: 'Look at nix.settings.allowed-users and at "systemctl status nix-daemon" on the host.',
  },
  {
    id: 'untrusted-signature',
    pattern: /lacks a (?:valid )?signature|is not signed by any of the keys in 'trusted-public-keys'/,
    example: "error: cannot add path '/nix/store/abc-x' because it lacks a valid signature",
    explanation: 'A path from a cache is signed by a key that the host does not trust.',
    advice: "Add the cache's public key to publicKeys of that cache or to nix.settings.trusted-public-keys.",
  },
  {
    id: 'no-space',
    pattern: /No space left on device/i,
    example: 'error: writing to file: No space left on device',
    explanation: 'A disk of the host is full.',
    advice: 'Free space with nix-collect-garbage, and set nix.gc or min-free and max-free.',
  },
  {
    id: 'no-connection',
    pattern: /ConnectionError|getAddrInfo|Name or service not known|Temporary failure in name resolution/,
    example:
      'hercules-ci-agent: ConnectionError (HttpExceptionRequest Request {...} (ConnectionFailure Network.Socket.getAddrInfo))',
    explanation: 'The host cannot reach the service: its name is not resolved or a firewall holds the connection back.',
    advice: 'Look at DNS and at outgoing connections to port 443 on the host.',
  },
  {
    id: 'environment-file-missing',
    pattern: /Failed to load environment files: /,
    example: 'cachix-agent.service: Failed to load environment files: No such file or directory',
    explanation: 'The file with the token of the agent is not on the host, so systemd does not even start it.',
    advice: 'Deploy the agent with its token, or write the credentials file that its unit names.',
  },
  {
    id: 'environment-line-ignored',
    pattern: /Ignoring invalid environment assignment/,
    example:
      "cachix-agent.service: Ignoring invalid environment assignment 'export CACHIX_AGENT_TOKEN=[masked]': /etc/cachix-agent.token",
    explanation:
      'systemd does not read a line of the credentials file; with "export " before the name it is such a line.',
    advice: 'Remove "export " from the file, and replace the token, which may stand in the journal now.',
  },
  {
    id: 'configuration-test-failed',
    pattern: /Control process exited, code=exited, status=\d+/,
    example: 'hercules-ci-agent.service: Control process exited, code=exited, status=1/FAILURE',
    explanation:
      'The agent tests its configuration before it starts, and the test failed. The reason stands in the lines before.',
    advice: 'Repair what the lines before this one name and deploy the agent.',
  },
  {
    id: 'out-of-memory',
    pattern: /A process of this unit has been killed by the OOM killer|Failed with result 'oom-kill'/,
    example: "hercules-ci-agent.service: Failed with result 'oom-kill'.",
    explanation: 'The host ran out of memory, and the kernel ended a process of the agent.',
    advice: 'Lower concurrentTasks or give the host more memory.',
  },
  {
    id: 'killed',
    pattern: /Main process exited, code=killed, status=9\/KILL/,
    example: 'hercules-ci-agent.service: Main process exited, code=killed, status=9/KILL',
    explanation:
      'The agent was killed from outside: by the kernel for want of memory, or because it did not stop in time.',
    advice: 'Look for the reason with "journalctl -k" on the host.',
  },
  {
    id: 'restarting-in-a-loop',
    pattern: /Scheduled restart job, restart counter is at (?:[3-9]|\d{2,})\./,
    example: 'hercules-ci-agent.service: Scheduled restart job, restart counter is at 5.',
    explanation: 'The agent ends again and again, and systemd starts it again each time.',
    advice: "Read the agent's last lines before this one: they say why it ends.",
  },
];
