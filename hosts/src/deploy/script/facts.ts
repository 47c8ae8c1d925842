import { sharedFunctions } from './shared.ts';

/**
 * Reads all that a plan is made from, in one run that changes nothing.
 *
 * `$1` the agent's unit, `$2` the key of its deployments, then the places that a file may go to. It adds the places that the
 * agent's own configuration names, as far as shell can read them: the caller reads the configuration properly and asks
 * again in the rare case that another place comes out.
 *
 * Each line is a word and its value; {@link readFacts} is the reader.
 */
export const factsScript = `
LC_ALL=C; export LC_ALL
unit=$1 key=$2; shift 2
tab=$(printf '\\t')
tell() { printf '%s %s\\n' "$1" "$2"; }

${sharedFunctions}
of_file() {
  real=$(realpath -m -- "$1") || return
  in=\${real%/*}
  while [ -n "$in" ] && [ ! -d "$in" ]; do in=\${in%/*}; done
  in=\${in:-/}
  if [ -L "$1" ]; then kind=link; elif [ -f "$1" ]; then kind=file; elif [ -e "$1" ]; then kind=other; else kind=missing; fi
  attributes='- - - -'
  [ $kind != file ] || attributes=$(stat -c '%U %G %a %s' -- "$1")
  size=\${attributes##* } sum=-
  if [ $kind = file ] && [ "$size" -le 67108864 ]; then sum=$(hash_of "$1"); fi
  free=$(df -k --output=avail -- "$in" | tail -n 1)
  tell file "$kind $sum $attributes \${free##* }$tab$1$tab$real$tab$in"
}

tell boot "$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)"
if command -v systemctl >/dev/null 2>&1 && shown=$(systemctl show -p LoadState -p ActiveState -p SubState -p User -p Group \\
  -p DynamicUser -p InvocationID -p ExecStart -p ExecStartPre -p Environment -p EnvironmentFiles -- "$unit" 2>/dev/null); then
  tell systemd yes
else
  tell systemd no
  tell end ok
  exit 0
fi
if command -v systemd-run >/dev/null 2>&1; then tell transient yes; else tell transient no; fi
printf '%s\\n' "$shown" | while IFS= read -r line; do tell unit "$line"; done

user= group= invocation= argv= config=
for property in User Group InvocationID; do
  value=$(printf '\\n%s\\n' "$shown"); value=\${value#*"
$property="}; value=\${value%%"
"*}
  case $property in User) user=$value ;; Group) group=$value ;; InvocationID) invocation=$value ;; esac
done
user=\${user:-root}
if id -u -- "$user" >/dev/null 2>&1; then
  tell user "$user"
  tell group "\${group:-$(id -gn -- "$user")}"
fi

argv=\${shown#*ExecStart=}; argv=\${argv#*argv\\[\\]=}; argv=\${argv%% ; *}
case $argv in
  *' --config '*) config=\${argv#* --config }; config=\${config%% *} ;;
  *' --config='*) config=\${argv#* --config=}; config=\${config%% *} ;;
esac
if [ -n "$config" ]; then
  tell config-path "$config"
  if [ -r "$config" ] && text=$(head -c 1048576 -- "$config"); then
    tell config "$(printf '%s\\n' "$text" | base64 -w 0)"
    pick() {
      case $text in *"$1"*) ;; *) return 1 ;; esac
      value=\${text#*"$1"}; value=\${value#\\"}; value=\${value#*\\"}; value=\${value%%\\"*}
      case $value in /*) ;; *) return 1 ;; esac
    }
    if pick baseDirectory; then
      for name in cluster-join-token.key binary-caches.json secrets.json; do set -- "$@" "$value/secrets/$name"; done
    fi
    if pick staticSecretsDirectory; then
      for name in cluster-join-token.key binary-caches.json secrets.json; do set -- "$@" "$value/$name"; done
    fi
    for name in clusterJoinTokenPath binaryCachesPath secretsJsonPath; do
      if pick $name; then set -- "$@" "$value"; fi
    done
  fi
fi
rest=$shown
while case $rest in *EnvironmentFiles=/*) ;; *) false ;; esac; do
  rest=\${rest#*EnvironmentFiles=}
  set -- "$@" "\${rest%%" (ignore_errors="*}"
done
told=$tab
for path in "$@"; do
  case $told in *"$tab$path$tab"*) continue ;; esac
  told=$told$path$tab
  of_file "$path"
done

systemctl show -p Id -p Paths -p Unit -p ActiveState '*.path' 2>/dev/null | while IFS= read -r line; do tell watcher "$line"; done

lock=nix-agents-deploy-$key.service
lock_state() { systemctl show -p ActiveState --value -- "$lock"; }
state=$(lock_state)
tries=0
while [ "$state" = deactivating ] && [ $tries -lt 20 ]; do sleep 0.1; state=$(lock_state); tries=$((tries + 1)); done
case $state in active | activating | deactivating | reloading) tell running "$lock" ;; esac
for note in /var/lib/nix-agents/"$key".*; do
  [ -d "$note" ] || continue
  case $state in active | activating | deactivating | reloading) continue ;; esac
  boot= pid=
  read -r boot pid <"$note/session" 2>/dev/null
  if [ "$boot" = "$(cat /proc/sys/kernel/random/boot_id)" ] && [ -n "$pid" ] && [ -d "/proc/$pid" ]; then continue; fi
  tell interrupted "$note"
  [ ! -f "$note/run" ] || sh "$note/run" originals
done

tasks=
[ -z "$invocation" ] || tasks=$(tasks_of "$invocation")
tell tasks "\${tasks:-0}"
tell end ok
`;
