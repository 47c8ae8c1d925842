import type { KnownMessage } from './knownMessage.ts';

const head = '[2026-11-23 04:50:02][Agent][Warning][ci-1][PID 812][ThreadId 9]';
const module = '[hercules-ci-agent-0.10.8-x:Hercules.Agent hercules-ci-agent/Hercules/Agent.hs:112:7]';

/**
 * Messages of the Hercules CI agent. What a file of the workspace causes is found by the rules; these are its general sense,
 * and all that the files cannot say.
 * @see https://github.com/hercules-ci/hercules-ci-agent the strings in its source
 * @see https://docs.hercules-ci.com/hercules-ci/troubleshooting/
 */
export const herculesInsights: readonly KnownMessage[] = [
  {
    id: 'task-exception',
    pattern: /\b(?:Exceptional status in task|Exception in task)\b/,
    example: `${head.replace('Warning', 'Error')}[message:boom]${module} Exception in task`,
    explanation: 'A task ended by a technical error of the agent or its host, not because a build failed.',
    advice: 'Read the text behind "message:" in the same line, then restart the task in the dashboard.',
  },
  {
    id: 'no-caches',
    pattern: /You did not configure any caches\./,
    example: `${head}${module} You did not configure any caches. This is ok for trying out Hercules CI`,
    explanation:
      'binary-caches.json on the host has no cache that the agent can use, so agents cannot share what they build.',
    advice: 'Add a cache to binary-caches.json and deploy the agent.',
  },
  {
    id: 'unknown-cache-kind',
    pattern: /In file .* in entry .*: unknown kind/,
    example: `${head}${module} In file /var/lib/hercules-ci-agent/secrets/binary-caches.json in entry mycache: unknown kind AtticCache`,
    explanation: 'The agent passes over a cache whose kind it does not know.',
    advice: 'Use CachixCache or NixCache as its kind and deploy the agent.',
  },
  {
    id: 'binary-caches-missing',
    pattern: /The binary-caches\.json file does not exist\./,
    example: String.raw`hercules-ci-agent: FatalError {fatalErrorMessage = "The binary-caches.json file does not exist.\nAccording to the configuration, it should be in\n  /var/lib/hercules-ci-agent/secrets/binary-caches.json"}`,
    explanation: 'The host has no binary-caches.json, and the agent does not start without one.',
    advice: 'Deploy the agent with its binary-caches.json; {} is the least that is allowed.',
  },
  {
    id: 'agent-config-broken',
    pattern: /In JSON file "/,
    example:
      String.raw`hercules-ci-agent: FatalError {fatalErrorMessage = "In JSON file \"/etc/hercules-ci-agent/agent.json\": Error in $: not enough input"}`.replaceAll(
        '\\"',
        '"',
      ),
    explanation: "The agent's own configuration file is not valid JSON.",
    advice: 'Repair the configuration file that the line names and restart the agent.',
  },
  {
    id: 'binary-caches-broken',
    pattern: /FatalError \{fatalErrorMessage = "Error in \$/,
    example: String.raw`hercules-ci-agent: FatalError {fatalErrorMessage = "Error in $: key \"publicKeys\" not found"}`,
    explanation:
      'The agent cannot read binary-caches.json on the host. Its message names neither the file nor the cache.',
    advice: 'Check your binary-caches.json with "nix-agents check", repair it and deploy the agent.',
  },
  {
    id: 'base-directory-missing',
    pattern: /You need to specify "?\\?"?baseDirectory/,
    example: String.raw`hercules-ci-agent: FatalError {fatalErrorMessage = "You need to specify \"baseDirectory\" in your config"}`,
    explanation: "The agent's configuration does not say where it keeps its state.",
    advice: 'Set baseDirectory, on NixOS services.hercules-ci-agent.settings.baseDirectory.',
  },
  {
    id: 'too-few-tasks',
    pattern: /concurrentTasks must be at least 1/,
    example: 'hercules-ci-agent: FatalError {fatalErrorMessage = "concurrentTasks must be at least 1"}',
    explanation: 'concurrentTasks is less than 1, and the agent does not start with that.',
    advice: 'Set concurrentTasks to 2 or more, or to "auto".',
  },
  {
    id: 'blank-signing-key',
    pattern: /A signing key must not be empty/,
    example: 'hercules-ci-agent: FatalError {fatalErrorMessage = "A signing key must not be empty"}',
    explanation: 'A CachixCache in binary-caches.json has an empty string as its signing key.',
    advice: 'Delete the empty key or paste the real one, and deploy the agent.',
  },
  {
    id: 'negative-cache-ttl',
    pattern: /narinfo-cache-negative-ttl = 0/,
    example: "Please configure your system's Nix with:  narinfo-cache-negative-ttl = 0  ",
    explanation:
      'Nix on the host remembers for an hour that a cache lacked a path, so the agents miss what others have just built.',
    advice:
      'Set narinfo-cache-negative-ttl = 0 in nix.conf (nix.settings on NixOS) and restart nix-daemon and the agent.',
  },
  {
    id: 'not-a-trusted-user',
    pattern: /Your config does not indicate you have set up the user that runs the agent as a trusted-user/,
    example: `${head}${module} Your config does not indicate you have set up the user that runs the agent as a trusted-user on the system.`,
    explanation: 'The agent may not use its caches unless its user is one of the trusted-users of Nix.',
    advice:
      'Add hercules-ci-agent to nix.settings.trusted-users and set nixUserIsTrusted = true; single-user Nix needs neither.',
  },
  {
    id: 'old-session-used',
    pattern: /Failed to check whether session token matches cluster join token\. Using old session/,
    example: `${head}${module} Failed to check whether session token matches cluster join token. Using old session. Remove session.key if you need to force a session update. Exception: TokenError "JWT without periods?"`,
    explanation:
      'The cluster join token on the host is not a usable token, so the agent keeps its old session and its old account.',
    advice: 'Deploy a right cluster-join-token.key, remove secretState/session.key on the host, and restart the agent.',
  },
  {
    id: 'join-token-wrong',
    pattern: /JWT without periods\?|No sub field in cluster join token|Unrecognized token type/,
    example: 'hercules-ci-agent: TokenError "JWT without periods?"',
    explanation: 'cluster-join-token.key does not hold a cluster join token.',
    advice:
      'Generate a token in the dashboard (Agents, Generate token), write it to cluster-join-token.key and deploy the agent.',
  },
  {
    id: 'join-token-unreadable',
    pattern: /cluster-join-token\.key: .*(?:does not exist|permission denied)/i,
    example:
      'hercules-ci-agent: /var/lib/hercules-ci-agent/secrets/cluster-join-token.key: openBinaryFile: does not exist (No such file or directory)',
    explanation: 'The agent cannot read its cluster join token on the host.',
    advice: "Deploy the agent with its cluster-join-token.key; it must belong to the agent's user with mode 0600.",
  },
  {
    id: 'token-refused',
    pattern: /FailureResponse[\s\S]*statusCode = 401/,
    example:
      'hercules-ci-agent: FailureResponse (Request {requestPath = ...}) (Response {responseStatusCode = Status {statusCode = 401, statusMessage = "Unauthorized"}})',
    explanation: 'Hercules CI refuses the cluster join token: it is wrong or was revoked.',
    advice: 'Generate a new token in the dashboard, write it to cluster-join-token.key and deploy the agent.',
  },
  {
    id: 'unsupported-development-version',
    pattern: /development version of hercules-ci-agent that is not yet supported/,
    example:
      "It looks like you're running a development version of hercules-ci-agent that is not yet supported on hercules-ci.com.",
    explanation: 'The service does not know this version of the agent.',
    advice: 'Use the stable version of the agent.',
  },
  {
    id: 'socket-exception',
    pattern: /Recovering from exception in socket handler\. Reconnecting\./,
    example: `${head}[message:ConnectionTimeout]${module} Recovering from exception in socket handler. Reconnecting.`,
    explanation: 'The connection to Hercules CI broke, and the agent connects again by itself.',
    advice:
      'If it repeats, look at the network of the host: agent-socket.hercules-ci.com and bulk-socket.hercules-ci.com, port 443.',
  },
  {
    id: 'socket-closed',
    pattern: /Socket closed(?: prematurely)?\. Reconnecting\./,
    example: `${head.replace('Warning', 'Info')}${module} Socket closed prematurely. Reconnecting.`,
    explanation: 'The connection to Hercules CI was closed, and the agent connects again by itself.',
    advice: 'Nothing is to be done unless it repeats; then look at the network of the host.',
  },
  {
    id: 'retrying',
    pattern: /Retrying on exception: /,
    example: `${head}${module} Retrying on exception: HttpExceptionRequest Request { host = "cachix.org" }`,
    explanation: 'A request to Hercules CI or to a cache failed, and the agent tries again by itself.',
    advice: 'If it repeats, look at the network of the host and at the status page of the service that the line names.',
  },
  {
    id: 'cache-not-usable',
    pattern: /Cache not found \S+/,
    example: `${head.replace('Warning', 'Error')}${module} Cache not found mycache`,
    explanation: 'The agent offers this cache for pushing but has no signing key and no token for it.',
    advice: 'Add signingKeys or authToken to that cache in binary-caches.json, deploy the agent, and rebuild.',
  },
  {
    id: 'push-unauthorized',
    pattern: /Cachix push is unauthorized/,
    example: `${head.replace('Warning', 'Error')}${module} Cachix push is unauthorized: 401`,
    explanation: 'Cachix refuses the token of this cache: it has expired or may not write.',
    advice: 'Make a token that may write, set it as authToken in binary-caches.json and deploy the agent.',
  },
  {
    id: 'push-failed',
    pattern: /Error pushing to cachix: /,
    example: `${head.replace('Warning', 'Error')}${module} Error pushing to cachix: signature is invalid`,
    explanation: 'The agent could not push to its cache.',
    advice: 'Read the rest of the line: a signature that is refused means a signing key of another cache.',
  },
  {
    id: 'caches-differ',
    pattern: /Agent does not have a binary cache named .* in its configuration/,
    example: 'Agent does not have a binary cache named "x" in its configuration.',
    explanation: 'The agents of this account have different caches in their binary-caches.json.',
    advice: 'Deploy the same names of caches to all agents.',
  },
  {
    id: 'derivation-not-found',
    pattern: /Could not retrieve derivation .* from local store or binary caches/,
    example: 'Could not retrieve derivation /nix/store/abc-x.drv from local store or binary caches.',
    explanation: 'Another agent evaluated the derivation, and this one cannot get it from a cache.',
    advice: 'See that all agents have the same caches and that the agent is a trusted user of Nix, then rebuild.',
  },
  {
    id: 'secrets-unreadable',
    pattern: /Could not parse secrets file|Secret .* does not exist or access was denied/,
    example: 'Secret "deploy-key" does not exist or access was denied, so we cannot get a secret for deploy-key',
    explanation:
      'An effect asked for a secret that secrets.json on the host does not hold, or whose condition it does not meet.',
    advice: 'Check secrets.json and the conditions in it, and deploy the agent.',
  },
  {
    id: 'secrets-missing',
    pattern: /secrets\.json: (?:withBinaryFile|openBinaryFile): does not exist/,
    example:
      '/var/lib/hercules-ci-agent/secrets/secrets.json: withBinaryFile: does not exist (No such file or directory)',
    explanation: 'Effects need a secrets.json on the host.',
    advice: 'Deploy the agent with a secrets.json; {} is the least that is allowed.',
  },
  {
    id: 'worker-died',
    pattern: /Worker failed(?: with exit status)?: (?:ExitFailure )?\(?-\d+\)?/,
    example: 'Worker failed: ExitFailure (-9)',
    explanation:
      'A process of the agent was ended by a signal: -9 mostly means that the host ran out of memory, -6 a crash.',
    advice: 'Look for the memory of the host with "journalctl -k", lower concurrentTasks, and rebuild.',
  },
  {
    id: 'effect-as-root',
    pattern: /Refusing to host effect as root user/,
    example: 'Refusing to host effect as root user',
    explanation: 'Effects do not run where the agent runs as root.',
    advice: 'Run the agent as its own user, as the NixOS module does.',
  },
  {
    id: 'open-files-limit',
    pattern: /Could not increase resource limit/,
    example: `${head}${module} Could not increase resource limit`,
    explanation: 'The agent may not raise its limit of open files.',
    advice: 'Set LimitNOFILE in the unit of the agent.',
  },
  {
    id: 'mountable-not-configured',
    pattern: /a mountable with name .* has not been configured on agent|Mount over \/nix is not allowed/,
    example: 'a mountable with name hosts has not been configured on agent ci-1',
    explanation: 'An effect asks for a mount that the agent does not allow.',
    advice: 'Add it to services.hercules-ci-agent.settings.effectMountables; /nix cannot be one.',
  },
  {
    id: 'restart-held-back',
    pattern: /Not restarting agent because config is not valid at this time/,
    example: 'WARNING: Not restarting agent because config is not valid at this time.',
    explanation:
      'A secret file changed, but the agent refuses the configuration as it is now, so it keeps running with the old one.',
    advice: 'Check the files with "nix-agents check" and deploy the agent again.',
  },
  {
    id: 'restart-not-active',
    pattern: /Not restarting \S+ despite config file update, because it is not already active/,
    example: 'Not restarting hercules-ci-agent despite config file update, because it is not already active.',
    explanation:
      'A secret file changed while the agent was down or waited to be started again; that alone does not start it.',
    advice: 'Restart the agent.',
  },
];
