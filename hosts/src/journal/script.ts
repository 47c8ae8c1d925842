import type { Service } from '../../../protocol/src/agents.ts';
import { exportFields } from './exportFormat.ts';

/** Exit statuses of the scripts below, out of the range that journalctl and the shell use. */
export const scriptExit = { noJournal: 90, notPermitted: 91, badSince: 92 } as const;

/**
 * What both scripts begin with. A log-in that may not read the system's journal still gets its own entries and an exit
 * status of 0 from journalctl, so whether it may is looked at beforehand.
 */
const prelude = `
command -v journalctl >/dev/null 2>&1 || exit ${scriptExit.noJournal}
LC_ALL=C; export LC_ALL
scope=$1; shift
if [ "$scope" = user ]; then
  XDG_RUNTIME_DIR=\${XDG_RUNTIME_DIR:-/run/user/$(id -u)}; export XDG_RUNTIME_DIR
elif [ "$(id -u)" != 0 ]; then
  readable=
  for f in /var/log/journal/*/system.journal /run/log/journal/*/system.journal; do [ -r "$f" ] && readable=1; done
  [ "$readable" ] || exit ${scriptExit.notPermitted}
fi
journal() { journalctl --quiet --no-pager "$@"; }
first_cursor() { journal --output=export --output-fields=_BOOT_ID "$@" 2>/dev/null | sed -n '/^__CURSOR=/{s///;p;q;}'; }
`;

const fields = `--output=export --output-fields=${exportFields.join(',')}`;

/**
 * Prints `<unit> <how> <cursor>` and then entries in the export format, oldest first.
 *
 * `unit` is `missing` where systemd knows no such unit, else `there`.
 * `how` is `at`: the entry with the cursor is one that the caller has or does not want; `from`: it is the first one wanted;
 * `gone`: the journal has no such entry any more; `empty`: the journal has no entry at all.
 * A cursor of the whole journal is taken before anything else, because `--follow` loses what is written before its first
 * wake-up where no earlier entry matches; and `--cursor` is used rather than `--after-cursor`, which skips the first
 * match of a unit filter.
 *
 * Parameters: `system` or `user`, cursor or ``, time of the cursor or ``, lines or `all`, since or ``, `follow` or `end`, the
 * agent's own unit, then the options that select the units.
 * @see https://github.com/systemd/systemd/issues/30288
 */
export const followScript = `${prelude}
cursor=$1 time=$2 lines=$3 since=$4 follow=$5 unit=$6; shift 6
manager=--system; [ "$scope" = user ] && manager=--user
case $(systemctl "$manager" show --property=LoadState -- "$unit" 2>/dev/null) in
  LoadState=not-found) unit=missing ;;
  *) unit=there ;;
esac
mode=--no-tail; [ "$follow" = follow ] && mode='--follow --no-tail'
if [ "$cursor" ]; then
  how=at start=--cursor=$cursor
  if [ "$(first_cursor --cursor="$cursor" --lines=1)" != "$cursor" ]; then how=gone start=--since=$time; fi
else
  if [ "$since" ]; then journal --since="$since" --lines=0 >/dev/null || exit ${scriptExit.badSince}; fi
  how=at cursor=$(first_cursor --lines=1)
  if [ "$lines" != 0 ]; then
    first=$(first_cursor "$@" \${since:+"--since=$since"} --lines="$lines")
    if [ "$first" ]; then how=from cursor=$first; elif [ "$follow" = end ]; then how=empty cursor=; fi
  fi
  start=--cursor=$cursor
  [ "$cursor" ] || { how=empty start=--lines=all; [ "$follow" = follow ] || { echo "$unit $how "; exit 0; }; }
fi
printf '%s %s %s\\n' "$unit" "$how" "$cursor"
exec journalctl --quiet --no-pager ${fields} $mode "$start" "$@"
`;

/**
 * Prints `<how> <cursor>` and then up to `lines` entries before the cursor in the export format, newest first.
 * Parameters: `system` or `user`, cursor, time of the cursor, lines, then the options that select the units.
 */
export const olderScript = `${prelude}
cursor=$1 time=$2 lines=$3; shift 3
how=at start=--cursor=$cursor
if [ "$(first_cursor --cursor="$cursor" --lines=1)" != "$cursor" ]; then how=gone start=--until=$time; fi
printf '%s %s\\n' "$how" "$cursor"
exec journalctl --quiet --no-pager ${fields} --reverse --lines="$((lines + 1))" "$start" "$@"
`;

/** Which journal a service's lines are in. */
export function scopeOf(service: Service): 'system' | 'user' {
  return service.manager === 'systemd-user' ? 'user' : 'system';
}

/** The options that select these units as `journalctl -u` does: with what systemd says about them. */
export function unitOptions(service: Service, units: readonly string[]): string[] {
  return units.map((unit) => `${scopeOf(service) === 'user' ? '--user-unit' : '--unit'}=${unit}`);
}

/** When the entry of a cursor was written, as `--since` takes it; `''` for a cursor without a time. */
export function timeOfCursor(cursor: string): string {
  const hex = /(?:^|;)t=([0-9a-f]+)/.exec(cursor)?.[1];
  if (!hex) return '';
  const micros = BigInt(`0x${hex}`);
  return `@${micros / 1_000_000n}.${String(micros % 1_000_000n).padStart(6, '0')}`;
}
