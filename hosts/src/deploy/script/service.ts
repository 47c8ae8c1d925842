/**
 * What every script needs that starts an agent and waits for it. Reads `$unit`, `$healthy`, the message that the agent logs when
 * it is ready for work, and `$health_seconds`; tells what is wrong in `$detail`.
 */
export const serviceFunctions = `
now() { date +%s%3N; }
property() { systemctl show -p "$2" --value -- "$1"; }
# Then every job waits for the shutdown, which waits for this.
going_down() { [ "$(systemctl is-system-running)" = stopping ]; }

# Also out of the pause before an automatic restart, and after too many of them.
start_anew() {
  systemctl reset-failed -- "$unit" 2>/dev/null
  systemctl --no-block restart -- "$unit" || { detail="$unit could not be restarted."; return 1; }
  waited=0
  while invocation=$(property "$unit" InvocationID); [ -z "$invocation" ] || [ "$invocation" = "$1" ]; do
    [ $waited -lt 1850 ] || { detail="$unit did not stop within 3 minutes."; return 1; }
    waited=$((waited + 1))
    if [ $waited -lt 50 ]; then sleep 0.02; else sleep 0.1; fi
  done
  detail="invocation $invocation"
}
wait_online() {
  until_ms=$(($(now) + health_seconds * 1000))
  while :; do
    shown=$(systemctl show -p ActiveState -p SubState -p InvocationID -- "$unit")
    case $shown in
      *ActiveState=failed* | *ActiveState=inactive* | *SubState=auto-restart*)
        detail="$unit does not stay up."; return 1 ;;
      *ActiveState=active*)
        case $(journalctl -q --no-pager -o cat "_SYSTEMD_INVOCATION_ID=\${shown##*InvocationID=}" 2>/dev/null) in
          *"$healthy"*) detail="$healthy"; return 0 ;;
        esac ;;
    esac
    [ "$(now)" -lt $until_ms ] || { detail="$unit did not log \\"$healthy\\" within $health_seconds seconds."; return 1; }
    sleep 0.1
  done
}
`;
