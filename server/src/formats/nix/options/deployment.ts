import { type Option, option, text, toggle } from './option.ts';

const fileNames = 'cluster-join-token.key,binary-caches.json,secrets.json,cachix-agent.token';

/**
 * What NixOps asks of a machine.
 * @see https://github.com/NixOS/nixops/blob/master/nix/options.nix
 * @see https://github.com/NixOS/nixops/blob/master/nix/keys.nix
 */
export const deploymentOptions: readonly Option[] = [
  option(
    'deployment.targetHost',
    'string',
    text,
    'Where the machine is: an address or a host name.',
    'networking.hostName',
  ),
  option(
    'deployment.targetPort',
    'number',
    `\${1:22}`,
    'The port of its SSH server.',
    'the first of services.openssh.ports',
  ),
  option('deployment.targetUser', 'string', `"\${1:root}"`, 'Who logs in. NixOps 2 and colmena.', '"root"'),
  option(
    'deployment.targetEnv',
    'string',
    `"\${1:none}"`,
    'What provides the machine; `none` is one that runs NixOS already.',
    '"none"',
  ),
  option(
    'deployment.sshOptions',
    'list of strings',
    '[ "$1" ]',
    'Options that are given to ssh. NixOps 2 and colmena.',
    '[ ]',
  ),
  option(
    'deployment.privilegeEscalationCommand',
    'list of strings',
    `[ "\${1:sudo}" "\${2:-H}" "\${3:--}" ]`,
    'The command by which a user other than root becomes root. NixOps 2 and colmena.',
    '[ "sudo" "-H" "--" ]',
  ),
  option(
    'deployment.provisionSSHKey',
    'boolean',
    toggle,
    'Whether NixOps makes a key of its own for the machine. NixOps 2.',
    'true',
  ),
  option(
    'deployment.alwaysActivate',
    'boolean',
    toggle,
    'Whether a system is activated again that did not change.',
    'true',
  ),
  option('deployment.owners', 'list of strings', '[ "$1" ]', 'Who is told of the machine.', '[ ]'),
  option(
    'deployment.hasFastConnection',
    'boolean',
    toggle,
    'Whether paths are copied from here rather than fetched by the machine.',
    'false',
  ),
  option(
    'deployment.keys.*',
    'key',
    `{\n\tkeyFile = \${2:./file};\n\tuser = "\${3:root}";\n\tdestDir = "\${4:/run/keys}";\n}`,
    `A secret file that is sent to the machine and never gets into the Nix store. Its name is one of your own, such as \`${fileNames.split(',')[0]}\`.`,
  ),
  option(
    'deployment.keys.*.keyFile',
    'path',
    `\${1:./file}`,
    'The local file that holds the key. A relative path is relative to this file.',
  ),
  option(
    'deployment.keys.*.keyCommand',
    'list of strings',
    '[ "$1" ]',
    'A command that is run here and prints the key. NixOps 2 and colmena.',
  ),
  option(
    'deployment.keys.*.text',
    'string',
    text,
    'The key itself, in clear in this file: `keyFile` keeps it out of version control.',
  ),
  option(
    'deployment.keys.*.name',
    'string',
    text,
    'Its file name on the machine. NixOps 2 and colmena.',
    "the key's name",
  ),
  option(
    'deployment.keys.*.destDir',
    'path',
    `"\${1:/run/keys}"`,
    'Its folder on the machine. `/run/keys` is empty after a restart.',
    '"/run/keys"',
  ),
  option('deployment.keys.*.user', 'string', `"\${1:root}"`, 'Whom the file belongs to on the machine.', '"root"'),
  option('deployment.keys.*.group', 'string', `"\${1:root}"`, 'The group of the file on the machine.', '"root"'),
  option(
    'deployment.keys.*.permissions',
    'string',
    `"\${1:0600}"`,
    'The mode of the file, as chmod takes it.',
    '"0600"',
  ),
  option(
    'deployment.keys.*.uploadAt',
    'word',
    `"\${1|pre-activation,post-activation|}"`,
    'Whether it is sent before or after the system is activated. colmena.',
    '"pre-activation"',
  ),
];
