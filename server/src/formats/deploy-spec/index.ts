import { dirname, resolve } from 'node:path';
import { isResultLink } from '../../store/path.ts';
import type { Format } from '../format.ts';
import { jsonRules } from '../json/rules/index.ts';
import { completeByShape, hoverByShape } from '../json/shapes.ts';
import { allPaths, type DeploySpec, readDeploySpec } from './model.ts';
import { deploySpecRules } from './rules/index.ts';
import { deploySpecShape } from './shape.ts';

export const deploySpecFormat: Format<DeploySpec> = {
  id: 'deploy-spec',
  fileName: 'cachix-deploy.json',
  syntaxCode: 'json/syntax',
  parse: readDeploySpec,
  rules: [...jsonRules, ...deploySpecRules],
  deploys: ({ storePaths }) => storePaths,
  completion: ({ root }, offset, { document, facts }) => {
    const names = facts.agents.filter(({ kind }) => kind === 'cachix-deploy').map(({ name }) => name);
    return completeByShape(deploySpecShape([...new Set(names)]), root, document, offset);
  },
  hover: ({ root }, offset, { document }) => hoverByShape(deploySpecShape([]), root, document, offset),
  names: ({ agentPaths }, { path }) =>
    agentPaths.map(({ name, property: { key } }) => ({
      of: 'agent',
      name,
      defines: false,
      within: [dirname(path), path],
      start: key.start,
      end: key.end,
    })),
  asksFor: (spec, path) =>
    allPaths(spec).flatMap(({ node: { value } }) => {
      if (value.startsWith('/nix/store/')) return [value];
      return isResultLink(value) ? [resolve(dirname(path), value)] : [];
    }),
};
