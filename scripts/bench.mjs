// Runs the rows of scripts/bench/ one after the other, or those whose names begin with the arguments, and prints what each measured beside its aim.
// A row is a module that exports `name`, `aim` (a sentence), and `run()`, which resolves with
// `{ value: number, met: boolean, detail: string }`. Adding a row is adding a file.
import { readdir } from 'node:fs/promises';

const folder = new URL('./bench/', import.meta.url);
const asked = process.argv.slice(2);
const files = (await readdir(folder)).filter((file) => file.endsWith('.row.mjs')).sort();
let failed = 0;
for (const file of files) {
  const row = await import(new URL(file, folder).href);
  if (asked.length > 0 && !asked.some((name) => file.startsWith(name))) continue;
  try {
    const { value, met, detail } = await row.run();
    console.log(`${met ? 'met   ' : 'missed'}  ${row.name}: ${value.toFixed(2)} (aim: ${row.aim})\n        ${detail}`);
  } catch (error) {
    failed++;
    console.log(`failed  ${row.name}: ${error instanceof Error ? error.message : error}`);
  }
}
// A missed aim is told and no failure: machines differ. A row that does not run is one.
process.exitCode = failed > 0 ? 1 : 0;
