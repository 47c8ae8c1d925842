import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

/** Run by VS Code in its extension host; every `*.test.js` beside this file is a suite. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, reporter: 'spec', color: false });
  for (const name of readdirSync(__dirname)) {
    if (name.endsWith('.test.js')) mocha.addFile(join(__dirname, name));
  }
  const results = { passed: 0, failed: 0, skipped: 0 };
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failures) =>
      failures ? reject(new Error(`${failures} tests failed in the extension host.`)) : resolve(),
    );
    runner.on('pass', () => results.passed++);
    runner.on('fail', () => results.failed++);
    runner.on('pending', () => results.skipped++);
    runner.on('end', () => {
      const file = process.env.NIX_AGENTS_TEST_RESULTS;
      if (file) writeFileSync(file, JSON.stringify(results));
    });
  });
}
