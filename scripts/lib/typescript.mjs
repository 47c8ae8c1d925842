// Lets a script import the project's TypeScript as it stands: `import './lib/typescript.mjs'` before `await import('….ts')`.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
