import { nixString } from '../../../nix/editor.ts';
import { definitions } from '../../../nix/modules.ts';
import type { Fault, Rule } from '../../../rules/rule.ts';
import { isPlaceholder } from '../../binary-caches/placeholder.ts';
import type { NixFile } from '../model.ts';
import { insertBeside, valueSpan } from '../places.ts';

export const targetHost: Rule<NixFile> = {
  code: 'nix/target-host',
  severity: 'error',
  summary: '`deployment.targetHost` is an address, and nothing else.',
  reason:
    'NixOps and the other tools hand it to SSH as it is. An empty one, an address of the web or a user before an `@` cannot be reached; the user has an option of its own.',
  examples: [
    {
      bad: '{\n  agent = {\n    deployment.targetHost = "";\n  };\n}\n',
      good: '{\n  agent = {\n    deployment.targetHost = "203.0.113.10";\n  };\n}\n',
    },
    {
      bad: '{\n  agent = {\n    deployment.targetHost = "admin@203.0.113.10";\n  };\n}\n',
      good: '{\n  agent = {\n    deployment.targetHost = "203.0.113.10";\n    deployment.targetUser = "admin";\n  };\n}\n',
    },
    {
      bad: '{ agent = { deployment.targetHost = "ssh://203.0.113.10"; }; }\n',
      good: '{ agent = { deployment.targetHost = "203.0.113.10"; }; }\n',
    },
  ],
  *check({ modules }) {
    for (const { module } of modules) {
      const users = definitions(module, 'deployment', 'targetUser');
      for (const definition of definitions(module, 'deployment', 'targetHost')) {
        const { value } = definition;
        if (value.type !== 'string') continue;
        const at = valueSpan(definition);
        const text = value.value.trim();
        const [, user, host] = /^([^@\s/:]+)@([^@\s/]+)$/.exec(text) ?? [];
        const url = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?([^/:]+)/i.exec(text)?.[1];
        if (text === '') {
          yield { ...at, message: 'The address is empty: write the IP address or host name of the machine.' };
        } else if (user !== undefined && host !== undefined) {
          const edits = [
            { ...at, text: nixString(host) },
            ...(users.length === 0 ? insertBeside(definition, 'targetUser', nixString(user)) : []),
          ];
          yield {
            ...at,
            severity: 'warning',
            message: 'The user does not belong into the address: deployment.targetUser says it.',
            fixes: users.length === 0 ? [{ title: `Set targetUser to "${user}"`, edits }] : [],
          } satisfies Fault;
        } else if (url !== undefined) {
          yield {
            ...at,
            severity: 'warning',
            message: 'This is an address of the web: SSH needs the host name or IP address alone.',
            fixes: [{ title: `Write "${url}"`, edits: [{ ...at, text: nixString(url) }] }],
          } satisfies Fault;
        } else if (isPlaceholder(text)) {
          yield {
            ...at,
            severity: 'warning',
            message: 'This is a placeholder: the address of the machine belongs here.',
          };
        }
      }
    }
  },
};
