import type { KnownMessage } from './knownMessage.ts';

const error =
  '[2026-11-23 04:50:02][agent.agent][Error][web-1][PID 423][ThreadId 11][cachix-1.11.1-x:Cachix.Deploy.Agent src/Cachix/Deploy/Agent.hs:157:7]';

/**
 * Messages of the Cachix Deploy agent.
 * @see https://github.com/cachix/cachix the strings in its source
 */
export const cachixInsights: readonly KnownMessage[] = [
  {
    id: 'cachix-handshake-refused',
    pattern: /Retrying in \S+ seconds? due to an exception: .*Handshake/,
    example: `${error} Retrying in 1 seconds due to an exception: HandshakeException (ConnectionException 401)`,
    explanation:
      'Cachix Deploy refuses the connection; with a token that is wrong, revoked or of another workspace it looks like this.',
    advice:
      'Generate an agent token in the workspace, write it to the credentials file on the host and restart the agent.',
  },
  {
    id: 'cachix-retrying',
    pattern: /Retrying in \S+ seconds? due to an exception/,
    example: `${error} Retrying in 1 seconds due to an exception: WebsocketPongTimeout`,
    explanation: 'The agent lost Cachix Deploy and tries again, without an end.',
    advice: 'If it repeats, look at the network of the host: it must reach cachix.org on port 443.',
  },
  {
    id: 'cachix-already-running',
    pattern: /The agent \S+ is already running\./,
    example: `${error} The agent web-1 is already running.`,
    explanation: 'Another process on this host already runs as the same agent.',
    advice: 'Stop the other one, or give this agent a name of its own.',
  },
  {
    id: 'cachix-no-home',
    pattern: /Could not find the user’s home directory/,
    example: `${error} Could not find the user’s home directory. Make sure to set the $HOME variable.`,
    explanation: 'The agent was started without HOME.',
    advice: 'Set HOME in the unit of the agent.',
  },
  {
    id: 'cachix-foreign-home',
    pattern: /The current user \(.*\) does not own the home directory/,
    example: `${error} The current user (root) does not own the home directory (/Users/x)`,
    explanation: "The agent runs as one user with another user's HOME.",
    advice: 'Start it with sudo -H, or set HOME in its unit.',
  },
  {
    id: 'cachix-token-missing',
    pattern: /CACHIX_AGENT_TOKEN: getEnv: does not exist/,
    example: 'CACHIX_AGENT_TOKEN: getEnv: does not exist (no environment variable)',
    explanation: 'The agent has no token: its credentials file does not set CACHIX_AGENT_TOKEN.',
    advice:
      'Write CACHIX_AGENT_TOKEN=… to the credentials file (on nix-darwin with "export" before it) and restart the agent.',
  },
  {
    id: 'cachix-exception',
    pattern: /The agent encountered an exception:/,
    example: `${error} The agent encountered an exception:`,
    explanation: 'The agent ended by an error that stands in the next lines.',
    advice: 'Read the next lines.',
  },
  {
    id: 'cachix-deployment-failed',
    pattern: /Deploying #\d+ failed\./,
    example: `${error.replace('Error', 'Info')} Deploying #12 failed.`,
    explanation: 'A deployment failed on this host; without "verbose" the agent does not say why here.',
    advice: 'Open the log of the deployment in Cachix Deploy, and set services.cachix-agent.verbose = true.',
  },
  {
    id: 'cachix-activation-failed',
    pattern: /Failed to activate the deployment\. /,
    example: 'Failed to activate the deployment. Failed to run /nix/store/x/bin/switch-to-configuration ExitFailure 4',
    explanation:
      'Activating the new system failed. Unless the agent says that it rolls back, the new profile stays set and nothing is undone.',
    advice: 'Look at the failed units with "systemctl --failed" on the host, and deploy the previous path if need be.',
  },
  {
    id: 'cachix-rolling-back',
    pattern: /Deployment failed, rolling back \.\.\./,
    example: 'Deployment failed, rolling back ...',
    explanation:
      'After activating, the agent lost Cachix Deploy or the rollback script failed, so it goes back to the previous path.',
    advice: 'Look at what the deployment changed in the network, and at the output of the rollback script.',
  },
  {
    id: 'cachix-no-rollback',
    pattern: /Skipping rollback as this is the first deployment\./,
    example: 'Skipping rollback as this is the first deployment.',
    explanation: 'The deployment failed and there is no previous path to go back to.',
    advice:
      'Repair the deployment and deploy again; for Home Manager see that the agent has the profile "home-manager".',
  },
  {
    id: 'cachix-rollback-script',
    pattern: /Cannot run rollback script: /,
    example: 'Cannot run rollback script: /nix/store/x-check: permission denied',
    explanation: 'The rollback script is not an executable file, so that a good deployment is taken for a failed one.',
    advice: 'Make it with pkgs.writeShellScript, not writeShellScriptBin, and deploy again.',
  },
];
