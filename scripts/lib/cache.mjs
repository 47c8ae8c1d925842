// Where things that are made once and kept between clones live: the browser workbench, the lab's image.
import { homedir } from 'node:os';
import { join } from 'node:path';

export const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'nix-agents');
