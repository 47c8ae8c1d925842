import { stepTitles } from '../../../hosts/src/deploy/steps.ts';
import type { DeployReport, DeployStep, StepState } from '../../../protocol/src/plan.ts';
import { saidLines } from '../agents/agentCommand.ts';
import { harmless, type Style, type Terminal } from '../terminal.ts';
import { findingsText } from './plan.ts';

/** Where the progress of a deployment goes. */
export interface Progress {
  step(step: DeployStep): void;
  end(report: DeployReport): Promise<void>;
}

/** One JSON object a line. */
export function jsonProgress(terminal: Terminal): Progress {
  // One after the other, whatever the receiver's pace is.
  let written: Promise<void> = Promise.resolve();
  const line = (value: unknown) => {
    written = written.then(() => terminal.write(`${JSON.stringify(value)}\n`));
    return written;
  };
  return {
    step: ({ agent, step, state, detail, ms }) => void line({ agent, step, state, detail, ms }),
    end: (report) => line({ agent: report.agent, result: report.result, report }),
  };
}

/** The steps on standard error as they end, the report on standard output. */
export function textProgress(terminal: Terminal): Progress {
  return {
    step: (step) => {
      if (step.state !== 'running') terminal.note(stepText(step, terminal.err));
    },
    end: (report) => terminal.write(reportText(report, terminal.out)),
  };
}

function stepText({ step, state, detail, ms }: DeployStep, style: Style): string {
  const time = ms === undefined ? '' : style.dim(` ${ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`}`);
  return `  ${markOf(state, style)} ${stepTitles[step] ?? step}${time}${detail ? `  ${harmless(detail)}` : ''}`;
}

function markOf(state: StepState, style: Style): string {
  switch (state) {
    case 'running':
      return '…';
    case 'done':
      return style.green('✓');
    case 'failed':
      return style.red('✗');
    case 'skipped':
      return style.dim('-');
    case 'undone':
      return style.yellow('↶');
  }
}

function reportText({ agent, result, summary, next, journal, findings = [] }: DeployReport, style: Style): string {
  const good = ['deployed', 'unchanged', 'planned'].includes(result);
  const name = good ? style.green(result) : style.red(result);
  return `${style.bold(harmless(agent))}: ${name}. ${harmless(summary)}\n${findingsText(findings, style)}${saidLines(journal, style)}${next ? `  ${harmless(next)}\n` : ''}`;
}
