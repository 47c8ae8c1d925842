/** What a machine says of one service. */
export interface ServiceReport {
  /** `no-systemd`: nothing could be asked. */
  kind: 'no-systemd' | 'launchd' | 'unit';
  /** The host's clock, milliseconds since the epoch. */
  now: number;
  /** What `systemctl show` printed, by property. */
  properties: Record<string, string>;
  /** Whether the agent has said, since its last start, that it is ready; `unreadable` where its journal may not be read. */
  ready: 'yes' | 'no' | 'unreadable';
  /** Whether the journal begins after the service's last start, so that its first lines are gone. */
  journalBeginsLater: boolean;
  /** The last messages of the unit, oldest first. */
  messages: { text: string; priority: string | undefined; invocation: string | undefined }[];
}

const properties = [
  'LoadState',
  'ActiveState',
  'SubState',
  'Result',
  'ExecMainStatus',
  'NRestarts',
  'InvocationID',
  'ActiveEnterTimestamp',
  'InactiveEnterTimestamp',
  'StateChangeTimestamp',
];

const begin = 'nix-agents-service';
/** Lines after a start in which an agent says that it is ready, if it ever does. */
const readyWithin = 100_000;

/**
 * Prints a report for each service. Parameters, three for each: manager, unit, the message that says it is ready.
 * The times of `systemctl show` are in the time zone of the one who asks, which is UTC here.
 */
export const serviceScript = `
LC_ALL=C TZ=UTC; export LC_ALL TZ
XDG_RUNTIME_DIR=\${XDG_RUNTIME_DIR:-/run/user/$(id -u)}; export XDG_RUNTIME_DIR
readable=
[ "$(id -u)" = 0 ] && readable=1
for f in /var/log/journal/*/system.journal /run/log/journal/*/system.journal; do [ -r "$f" ] && readable=1; done
journal() {
  if [ "$readable" ] || [ "$manager" = systemd-user ]; then journalctl --quiet --no-pager "$@" 2>/dev/null
  else sudo -n journalctl --quiet --no-pager "$@" 2>/dev/null; fi
}
while [ $# -ge 3 ]; do
  manager=$1 unit=$2 ready=$3; shift 3
  echo "${begin} $manager"
  echo "nix-agents-now=$(date +%s)"
  [ "$manager" = launchd ] && continue
  if ! command -v systemctl >/dev/null 2>&1 || ! [ -d /run/systemd/system ]; then echo no-systemd; continue; fi
  flag=--system of=--unit; [ "$manager" = systemd-user ] && flag=--user of=--user-unit
  shown=$(systemctl "$flag" --no-pager show --property=${properties.join(',')} -- "$unit" 2>/dev/null)
  printf '%s\\n' "$shown"
  id=$(printf '%s\\n' "$shown" | sed -n 's/^InvocationID=//p')
  if ! journal --lines=1 --output=cat >/dev/null; then echo nix-agents-ready=unreadable; continue; fi
  if [ "$id" ]; then
    match=_SYSTEMD_INVOCATION_ID=$id
    if journal --output=cat "$match" | head -n ${readyWithin} | grep -qF -- "$ready"; then echo nix-agents-ready=yes
    elif ! journal --output=cat --lines=1 "INVOCATION_ID=$id" | grep -q .; then echo nix-agents-begins-later=yes; fi
  fi
  journal --output=json --output-fields=MESSAGE,PRIORITY,_SYSTEMD_INVOCATION_ID --lines=40 "$of=$unit"
done
`;

/** Reads what the script printed, one report for each service that was asked for. */
export function parseServiceReports(stdout: string): ServiceReport[] {
  const reports: ServiceReport[] = [];
  for (const line of stdout.split('\n')) {
    if (line.startsWith(`${begin} `)) {
      const kind = line.endsWith(' launchd') ? 'launchd' : 'unit';
      reports.push({ kind, now: Date.now(), properties: {}, ready: 'no', journalBeginsLater: false, messages: [] });
      continue;
    }
    const report = reports.at(-1);
    if (report) readLine(report, line);
  }
  return reports;
}

function readLine(report: ServiceReport, line: string): void {
  if (line === 'no-systemd') report.kind = 'no-systemd';
  else if (line === 'nix-agents-ready=yes') report.ready = 'yes';
  else if (line === 'nix-agents-ready=unreadable') report.ready = 'unreadable';
  else if (line === 'nix-agents-begins-later=yes') report.journalBeginsLater = true;
  else if (line.startsWith('nix-agents-now=')) report.now = Number(line.slice(line.indexOf('=') + 1)) * 1000;
  else if (line.startsWith('{')) readMessage(report, line);
  else {
    const split = line.indexOf('=');
    if (split > 0) report.properties[line.slice(0, split)] = line.slice(split + 1);
  }
}

function readMessage(report: ServiceReport, line: string): void {
  const value = asRecord(line);
  const message = value.MESSAGE;
  // Bytes that are not text, or null for a message that is too long.
  const text = Array.isArray(message) ? Buffer.from(message).toString('utf8') : message;
  if (typeof text !== 'string') return;
  const priority = typeof value.PRIORITY === 'string' ? value.PRIORITY : undefined;
  const id = value._SYSTEMD_INVOCATION_ID;
  report.messages.push({ text, priority, invocation: typeof id === 'string' ? id : undefined });
}

function asRecord(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
