import { join } from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './connection.ts';
import { rulePagesIn } from './rulePages.ts';

// The bundle lies in dist/, the rules' pages beside it in docs/rules/.
serve(createConnection(ProposedFeatures.all), { rulePages: rulePagesIn(join(__dirname, '..', 'docs', 'rules')) });
