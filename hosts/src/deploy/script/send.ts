const follow = `
follow() {
  ended= rounds=0
  while [ -z "$ended" ]; do
    while IFS= read -r line <&3; do
      printf '%s\\n' "$line" || exit 0
      case $line in "nix-agents $run end "*) ended=yes ;; esac
    done
    [ -z "$ended" ] || break
    rounds=$((rounds + 1))
    if [ $((rounds % 25)) = 0 ] && ! locked; then
      [ -z "\${gone-}" ] || break
      gone=yes
      continue
    fi
    # What takes long is not waited for so closely.
    if [ $rounds -lt 500 ]; then sleep 0.02; else sleep 0.2; fi
  done
  # Whoever deploys next must find the lock free.
  rounds=0
  while locked && [ $rounds -lt 100 ]; do rounds=$((rounds + 1)); sleep 0.02; done
}
locked() {
  case $(systemctl show -p ActiveState --value -- "nix-agents-deploy-$key.service") in
    active | activating | deactivating | reloading) return 0 ;;
  esac
  return 1
}
`;

/**
 * Takes the program and the contents from its standard input, starts the program as a unit and follows it to its end.
 *
 * `$1` the run, `$2` the key, `$3` the bytes of the program, then for each content in the order in which they come: its
 * path, size, `owner:group` and mode. What arrives goes into private folders; each file has its final owner and mode before
 * any content. When the connection is lost before all has arrived, everything is removed again; after that the unit
 * does not need the connection.
 */
export const sendScript = `
umask 077
LC_ALL=C; export LC_ALL
run=$1 key=$2 length=$3; shift 3
note=/var/lib/nix-agents/$key.$run live=/run/nix-agents/$key.$run
${follow}
begun=$(date +%s%3N)
tell() { printf 'nix-agents %s %s %s %s %s\\n' "$run" "$1" "$2" $(($(date +%s%3N) - begun)) "$3"; }
folders= launching= launched=
clear() {
  [ -z "$launched" ] || return 0
  if [ -n "$launching" ] && locked; then return 0; fi
  printf '%s' "$folders" | while IFS= read -r folder; do rm -rf -- "$folder"; done
  rm -rf -- "$note" "$live"
  { rmdir /var/lib/nix-agents; rmdir /run/nix-agents; } 2>/dev/null
}
fail() { launching=; clear; launched=yes; tell send failed "$1"; tell end "\${2-failed}" "$1"; exit 0; }
fail_with() {
  case $1 in
    *'No space left'*) fail 'The disk is full.' ;;
    '') fail 'The connection was lost while the files were sent.' ;;
    *) fail "The files could not be prepared: $1." ;;
  esac
}
whole() { [ "$(stat -c %s -- "$1")" = "$2" ]; }
trap clear EXIT
trap 'exit 1' HUP INT TERM PIPE

tell send running
# Another deployment that ends may take the folders above away at this moment.
for try in 1 2 3 4 5; do said=$(mkdir -p -- "$note" "$live" 2>&1) && break; done
[ -d "$note" ] && [ -d "$live" ] || fail_with "$said"
: >"$live/steps" && exec 2>"$live/errors" || fail_with 'No space left on device'
{
  printf '%s %s\\n' "$(cat /proc/sys/kernel/random/boot_id)" $$ >"$note/session" && head -c "$length" >"$note/run" &&
    whole "$note/run" "$length" && sync -- "$note/run" "$note/session" "$note" /var/lib/nix-agents
} || fail_with "$(tail -n 1 "$live/errors")"
receive() {
  folder=\${1%/*}
  if [ ! -d "$folder" ]; then
    mkdir -- "$folder" || return 1
    folders="$folders$folder
"
  fi
  : >"$1" && chmod -- "$4" "$1" && chown -- "$3" "$1" && head -c "$2" >"$1" && whole "$1" "$2" && sync -- "$1"
}
users=
while [ $# -gt 0 ]; do
  receive "$1" "$2" "$3" "$4" || fail_with "$(tail -n 1 "$live/errors")"
  users="$users$3 \${1%/*}
"
  shift 4
done
# The agent's own check reads them as the agent's user.
printf '%s' "$users" | while read -r user folder; do chown -- "$user" "$folder" || exit 1; done ||
  fail_with "$(tail -n 1 "$live/errors")"
printf '%s' "$folders" | while IFS= read -r folder; do sync -- "$folder" "\${folder%/*}/"; done
launching=yes
exec 3<"$live/steps"
if ! said=$(sh "$note/run" launch 2>&1); then
  case $said in *'already exists'* | *'already loaded'*) fail 'Another deployment of this agent is running.' refused ;; esac
  fail "The deployment could not be started: $said"
fi
launched=yes
tell send done
follow
`;

/**
 * Follows a run that another connection started. `$1` the run, `$2` the key. Tells the steps from the beginning; where the
 * run is over, as its journal has them; and `gone` where neither knows of it.
 */
export const attachScript = `
run=$1 key=$2
note=/var/lib/nix-agents/$key.$run live=/run/nix-agents/$key.$run
${follow}
if [ -f "$live/steps" ] && exec 3<"$live/steps"; then
  follow
  [ -z "$ended" ] || exit 0
fi
rounds=0
while [ -d "$note" ] && read -r boot pid <"$note/session" && [ -d "/proc/$pid" ] && [ $rounds -lt 100 ]; do
  rounds=$((rounds + 1)); sleep 0.1
done
journalctl --sync 2>/dev/null
journalctl -q --no-pager -o cat -u "nix-agents-deploy-$key.service" --since=-2d | while IFS= read -r line; do
  case $line in "nix-agents $run "*) printf '%s\\n' "$line" ;; esac
done
if [ -d "$note" ]; then printf 'nix-agents %s end interrupted 0\\n' "$run"; else printf 'nix-agents %s end gone 0\\n' "$run"; fi
`;

/** Ends a run: what it did is undone by the host. `$1` the run, `$2` the key. */
export const cancelScript = `
note=/var/lib/nix-agents/$2.$1
[ -d "$note" ] || exit 0
: >"$note/cancelled"
systemctl stop --no-block -- "nix-agents-deploy-$2.service" 2>/dev/null
exit 0
`;
