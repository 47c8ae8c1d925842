export type FieldType =
  | { type: 'string' }
  | { type: 'tasks' }
  | { type: 'boolean' }
  | { type: 'word'; words: readonly string[] }
  | { type: 'strings' }
  | { type: 'object' }
  | { type: 'strings by name' }
  | { type: 'mountables' };

/** An option of the agent's configuration file. */
export interface Field {
  name: string;
  value: FieldType;
  /** What the agent takes instead of a value that it cannot read. */
  fallback: string;
}

/** katip's severities, as Haskell shows them. */
const logLevels = ['DebugS', 'InfoS', 'NoticeS', 'WarningS', 'ErrorS', 'CriticalS', 'AlertS', 'EmergencyS'];
const nixVerbosities = ['Error', 'Warn', 'Notice', 'Info', 'Talkative', 'Chatty', 'Debug', 'Vomit'];

const path = (name: string, fallback: string): Field => ({ name, value: { type: 'string' }, fallback });

/**
 * What the agent reads of its configuration.
 * @see https://docs.hercules-ci.com/hercules-ci-agent/agent-config
 */
export const configFields: readonly Field[] = [
  path('baseDirectory', 'nothing, and does not start'),
  path('staticSecretsDirectory', 'the folder "secrets" of baseDirectory'),
  path('workDirectory', 'the folder "work" of baseDirectory'),
  path('clusterJoinTokenPath', '"cluster-join-token.key" in staticSecretsDirectory'),
  path('binaryCachesPath', '"binary-caches.json" in staticSecretsDirectory'),
  path('secretsJsonPath', '"secrets.json" in staticSecretsDirectory'),
  { name: 'concurrentTasks', value: { type: 'tasks' }, fallback: '"auto"' },
  path('apiBaseUrl', 'https://hercules-ci.com'),
  { name: 'nixUserIsTrusted', value: { type: 'boolean' }, fallback: 'false' },
  { name: 'logLevel', value: { type: 'word', words: logLevels }, fallback: '"InfoS"' },
  { name: 'nixVerbosity', value: { type: 'word', words: nixVerbosities }, fallback: '"Talkative"' },
  { name: 'labels', value: { type: 'object' }, fallback: 'no labels' },
  { name: 'allowInsecureBuiltinFetchers', value: { type: 'boolean' }, fallback: 'false' },
  { name: 'remotePlatformsWithSameFeatures', value: { type: 'strings' }, fallback: 'none' },
  { name: 'effectMountables', value: { type: 'mountables' }, fallback: 'no mountables at all' },
  { name: 'nixSettings', value: { type: 'strings by name' }, fallback: 'no settings at all' },
];
