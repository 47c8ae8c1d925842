/** What is loaded on the first use of a host: ssh2 alone is larger than the rest of the extension. */
export { compare } from '../../hosts/src/deploy/compare.ts';
export { deployedFiles } from '../../hosts/src/deploy/deployedFiles.ts';
export { deploy } from '../../hosts/src/deploy/session.ts';
export { checkConfiguration } from '../../hosts/src/host/configuration.ts';
export { control } from '../../hosts/src/host/control.ts';
export { statusOf } from '../../hosts/src/host/status.ts';
export { journalOf } from '../../hosts/src/journal/follow.ts';
export { insightOf } from '../../hosts/src/journal/insights.ts';
export { olderEntries } from '../../hosts/src/journal/older.ts';
export { createHostPool } from '../../hosts/src/ssh/pool.ts';
