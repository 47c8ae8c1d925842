import type { PanelFrame } from '../../../../protocol/src/logPanel.ts';
import { element, setText } from './dom.ts';
import { count } from './format.ts';

/** Milliseconds between two announcements: a screen reader needs time to speak. */
const pause = 5000;

/** Tells those who do not see the rows how many came. */
export function createAnnouncer(): { element: HTMLElement; frame(frame: PanelFrame, before?: PanelFrame): void } {
  const root = element('div', { class: 'sr-only', role: 'status', 'aria-live': 'polite' });
  let lines = 0;
  let errors = 0;
  let waiting = false;

  return {
    element: root,
    frame(frame, before) {
      if (!before || before.view !== frame.view) return;
      lines += Math.max(0, frame.lines - before.lines);
      errors += Math.max(0, frame.levels.error - before.levels.error);
      if (lines === 0 || waiting) return;
      waiting = true;
      setTimeout(() => {
        waiting = false;
        setText(root, `${count(lines)} new lines${errors > 0 ? `, ${count(errors)} of them errors` : ''}`);
        lines = 0;
        errors = 0;
      }, pause);
    },
  };
}
