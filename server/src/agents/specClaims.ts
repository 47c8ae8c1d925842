import type { Document } from '../documents/document.ts';
import { propertyOf, type Value } from '../tree/value.ts';
import type { Claims } from './claim.ts';
import type { Workspace } from './workspace.ts';

/** What a deploy spec says: the agents of Cachix Deploy and their store paths. */
export function specClaims(document: Document, root: Value | undefined, workspace: Workspace): Claims {
  const agents = root?.type === 'object' ? propertyOf(root, 'agents')?.value : undefined;
  if (agents?.type !== 'object') return { agents: [], machines: [] };
  const claims = agents.properties.map((property) => {
    const name = property.key.value;
    const place = workspace.place(document, property.start);
    const storePath = property.value.type === 'string' ? property.value.value : '';
    return {
      origin: 'deploy-spec' as const,
      kind: 'cachix-deploy' as const,
      name,
      machine: name,
      place,
      fields: {
        spec: { value: workspace.relative(document.path), place },
        ...(storePath !== '' && { storePath: { value: storePath, place } }),
      },
      secrets: [],
    };
  });
  return { agents: claims, machines: [] };
}
