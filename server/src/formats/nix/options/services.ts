import { configFields, type FieldType } from '../../agent-config/fields.ts';
import { configMeanings } from '../../agent-config/meanings.ts';
import { type Option, option, text, toggle } from './option.ts';

const snippets: Readonly<Record<FieldType['type'], string>> = {
  string: text,
  tasks: `\${1:"auto"}`,
  boolean: toggle,
  word: text,
  strings: '[ "$1" ]',
  object: '{ $1 }',
  'strings by name': '{ $1 = "$2"; }',
  mountables: '{ $1 }',
};

/** @see https://docs.hercules-ci.com/hercules-ci-agent/agent-config */
const settings = (service: string): Option[] =>
  configFields.map(({ name, value }) =>
    option(
      `${service}.settings.${name}`,
      { ...typeNames, word: value.type === 'word' ? `one of ${value.words.join(', ')}` : '' }[value.type],
      value.type === 'word' ? `"\${1|${value.words.join(',')}|}"` : snippets[value.type],
      configMeanings[name] ?? '',
    ),
  );

const typeNames: Readonly<Record<FieldType['type'], string>> = {
  string: 'string',
  tasks: 'number or "auto"',
  boolean: 'boolean',
  word: '',
  strings: 'list of strings',
  object: 'values by name',
  'strings by name': 'strings by name',
  mountables: 'mountables by name',
};

const hercules = 'services.hercules-ci-agent';
const several = 'services.hercules-ci-agents.*';

/** The agents' own options in the modules of NixOS, nix-darwin and Home Manager. */
export const serviceOptions: readonly Option[] = [
  option(`${hercules}.enable`, 'boolean', toggle, 'Whether an agent of Hercules CI runs on the machine.', 'false'),
  option(`${hercules}.package`, 'package', 'pkgs.hercules-ci-agent', 'The package that it runs.'),
  option(`${hercules}.settings`, 'set', '{\n\t$1\n}', 'What stands in the configuration file of the agent.'),
  ...settings(hercules),
  option(
    several,
    'agent',
    `{\n\tenable = true;\n\tsettings = { $2 };\n}`,
    'One of several agents of Hercules CI on the machine, for the module `multi-agent-service`.',
  ),
  option(`${several}.enable`, 'boolean', toggle, 'Whether this agent runs.'),
  ...settings(several),
  option(
    'services.cachix-agent.enable',
    'boolean',
    toggle,
    'Whether an agent of Cachix Deploy runs on the machine.',
    'false',
  ),
  option(
    'services.cachix-agent.name',
    'string',
    text,
    'The name that it is registered and deployed to by; letters, digits, `.`, `_` and `-` are safe.',
    'networking.hostName',
  ),
  option(
    'services.cachix-agent.verbose',
    'boolean',
    toggle,
    'Whether its log tells why a deployment failed. NixOS and Home Manager.',
    'false',
  ),
  option(
    'services.cachix-agent.profile',
    'string or null',
    `"\${1:system}"`,
    'The Nix profile that it activates. NixOS and Home Manager.',
    'null, which is `system`',
  ),
  option(
    'services.cachix-agent.host',
    'string or null',
    text,
    'The address of Cachix, where it is not the usual one. NixOS.',
    'null',
  ),
  option('services.cachix-agent.package', 'package', 'pkgs.cachix', 'The package that it runs.'),
  option(
    'services.cachix-agent.credentialsFile',
    'path',
    `"\${1:/etc/cachix-agent.token}"`,
    'The file on the machine with `CACHIX_AGENT_TOKEN=…`. Written in quotes: a path literal would put it into the Nix store.',
    '"/etc/cachix-agent.token"',
  ),
  option(
    'services.cachix-agent.logFile',
    'path or null',
    text,
    'Where it logs to. nix-darwin.',
    '"/var/log/cachix-agent.log"',
  ),
];
