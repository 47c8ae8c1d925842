import type { PanelFrame } from '../../../../protocol/src/logPanel.ts';
import type { Lane } from './lane.ts';

/** How many lines lanes hold, in all and by level, before any filter. */
export function countsOf(lanes: readonly Lane[]): Pick<PanelFrame, 'levels' | 'lines'> {
  const levels = { error: 0, warning: 0, info: 0, debug: 0 };
  let lines = 0;
  for (const { counts, length } of lanes) {
    levels.debug += counts[0] ?? 0;
    levels.info += (counts[1] ?? 0) + (counts[2] ?? 0);
    levels.warning += counts[3] ?? 0;
    for (let severity = 4; severity < 8; severity++) levels.error += counts[severity] ?? 0;
    lines += length;
  }
  return { levels, lines };
}

/** The units that lines of lanes come from, by name. */
export function unitsOf(lanes: readonly Lane[]): string[] {
  const units = new Set<string>();
  for (const { chunks } of lanes) for (const { palette } of chunks) for (const { unit } of palette) units.add(unit);
  return [...units].sort();
}
