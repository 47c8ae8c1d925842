/** What the looking and the changing scripts both need. */
export const sharedFunctions = `
hash_of() {
  if [ -f "$1" ]; then sum=$(sha256sum <"$1") && printf '%s' "\${sum%% *}"; else printf absent; fi
}
# Tasks that an invocation of a unit works on, as far as its journal tells.
tasks_of() {
  journalctl -q --no-pager -o cat -n 2000 "_SYSTEMD_INVOCATION_ID=$1" 2>/dev/null | {
    count=0
    while IFS= read -r line; do
      case $line in
        *'] Starting task'*) count=$((count + 1)) ;;
        *'] Completed task successfully'* | *'] Completed failed task'* | *'] Exceptional status in task'* | *'] Exception in task'*)
          [ $count -eq 0 ] || count=$((count - 1)) ;;
      esac
    done
    printf '%s' "$count"
  }
}
`;
