import type { JournalEntry } from '../../../protocol/src/journal.ts';
import { deploymentLine } from './deployment.ts';
import type { RawEntry } from './exportFormat.ts';
import { maskSecrets } from './mask.ts';
import { severityOf } from './severity.ts';

/** The entry as it is shown: its message as text with the secrets masked. */
export function entryOf(raw: RawEntry, units: ReadonlySet<string>): JournalEntry {
  const { fields } = raw;
  const text = fields.MESSAGE ? decode(fields.MESSAGE) : '';
  const printed = maskSecrets(raw.omitted > 0 ? `${text}… (${raw.omitted} more bytes are left out)` : text);
  const unit = unitOf(fields, units);
  const { message, severity } = deploymentLine(unit, printed) ?? {
    message: printed,
    severity: severityOf(printed, fields.PRIORITY?.toString('latin1')),
  };
  const pid = fields._PID ? Number(fields._PID.toString('latin1')) : undefined;
  return {
    cursor: latin1(fields.__CURSOR),
    timeMicros: latin1(fields.__REALTIME_TIMESTAMP),
    unit,
    ...(pid === undefined || Number.isNaN(pid) ? {} : { pid }),
    severity,
    message,
    bootId: latin1(fields._BOOT_ID),
  };
}

/** What systemd itself says about a unit comes from another one (`init.scope`), and names the unit in a field. */
function unitOf(fields: RawEntry['fields'], units: ReadonlySet<string>): string {
  const own = latin1(fields._SYSTEMD_USER_UNIT ?? fields._SYSTEMD_UNIT);
  if (units.has(own)) return own;
  const subject = fields.UNIT ?? fields.USER_UNIT ?? fields.OBJECT_SYSTEMD_UNIT ?? fields.COREDUMP_UNIT;
  return subject ? subject.toString('utf8') : own;
}

function latin1(value: Buffer | undefined): string {
  return value ? value.toString('latin1') : '';
}

/** What is not UTF-8 becomes U+FFFD; a line feed at the end is no part of the message. */
function decode(value: Buffer): string {
  const text = value.toString('utf8');
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}
