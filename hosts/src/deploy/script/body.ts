/**
 * The part of the program that every plan has: telling, launching, the order of steps, and what comes after them.
 *
 * What is undone is decided by what lies on the disk and by nothing else, so that it makes no difference whether the steps
 * failed, were ended by a signal, or the power went.
 */
export const programBody = `
LC_ALL=C; export LC_ALL
umask 077
one_line() {
  text=$1
  case $text in *[[:cntrl:]]*) text=$(printf '%s' "$text" | tr -s '[:cntrl:]' ' ') ;; esac
}
# The journal keeps what is told; the file in /run is for whoever watches at this moment.
tell() {
  one_line "$4"
  line="nix-agents $run $1 $2 $3 $text"
  printf '%s\\n' "$line" 2>/dev/null
  { printf '%s\\n' "$line" >>"$live/steps"; } 2>/dev/null
}
# For words that may quote a file: for the one who watches only.
tell_privately() {
  one_line "$4"
  printf 'nix-agents %s %s %s %s\\n' "$run" "$1" "$2" "$3" 2>/dev/null
  { printf 'nix-agents %s %s %s %s %s\\n' "$run" "$1" "$2" "$3" "$text" >>"$live/steps"; } 2>/dev/null
}
launch() {
  systemd-run --quiet --collect --unit="$lock" --description="Deployment of $unit by Nix Agents" --service-type=exec \\
    --setenv="PATH=$PATH" -p RuntimeMaxSec="$deadline" -p TimeoutStopSec=$((health_seconds + 240)) \\
    -p ExecStopPost="/bin/sh $note/run after" /bin/sh "$note/run" main
}

step() {
  begun=$(now) detail= private=
  tell "$1" running 0 ''
  at_step "$1"
  if [ -e "$note/cancelled" ]; then
    detail='Cancelled.'
  elif "do_$1"; then
    tell "$1" done $(($(now) - begun)) "$detail"
    return 0
  fi
  if [ -n "$private" ]; then tell_privately "$1" failed $(($(now) - begun)) "$detail"
  else tell "$1" failed $(($(now) - begun)) "$detail"; fi
  return 1
}

main() { steps; }

# After the last step, after a failed one, and, called by the next deployment, after a power cut.
after() {
  begun=$(now)
  end=deployed detail=
  if [ ! -e "$note/committed" ]; then
    end=failed
    if [ -e "$note/replacing" ]; then
      tell undo running 0 ''
      at_step undo
      if put_back; then
        end=rolled-back
        tell undo done $(($(now) - begun)) "$detail"
      else
        tell undo failed $(($(now) - begun)) "$detail"
        release
        tell end failed 0 "$detail"
        return 1
      fi
    fi
    if [ -e "$note/cancelled" ]; then detail="Cancelled. $detail"
    else
      case \${SERVICE_RESULT-} in
        timeout) detail="It took longer than $deadline seconds. $detail" ;;
        signal | core-dump | oom-kill) detail="The deployment was killed on the host. $detail" ;;
      esac
    fi
  fi
  release
  rm -f -- "$note/run"; rm -rf -- "$note"
  { sync /var/lib/nix-agents; rmdir /var/lib/nix-agents && sync /var/lib; tell end "$end" 0 "$detail"; rm -rf -- "$live"; rmdir /run/nix-agents; } 2>/dev/null
  return 0
}
release() {
  [ "$end" = deployed ] || going_down || timeout 20 systemctl stop "$lock-check.service" 2>/dev/null
  if [ -f "$note/held" ] && ! going_down; then
    # Held and let go often, a unit may have come to the limit of its starts.
    sort -u -- "$note/held" | while IFS= read -r watcher; do
      systemctl reset-failed -- "$watcher" 2>/dev/null
      timeout 20 systemctl start -- "$watcher"
    done
  fi
  [ -e "$note/replacing" ] && [ ! -e "$note/committed" ] && [ "$end" = failed ] || each_staging discard
}
# The note goes last: until the disk has forgotten the folder, it leads to it.
discard() { rm -rf -- "$1"; sync -- "\${1%/*}/"; }

# Holding the lock, nobody else deploys: a note whose session is gone was interrupted.
do_recover() {
  for other in /var/lib/nix-agents/"$key".*; do
    [ -d "$other" ] && [ "$other" != "$note" ] || continue
    boot_then= pid=
    read -r boot_then pid <"$other/session" 2>/dev/null
    if [ "$boot_then" = "$boot" ] && [ -n "$pid" ] && [ -d "/proc/$pid" ]; then continue; fi
    if [ -f "$other/run" ]; then
      sh "$other/run" after || { detail="What $other says could not be undone."; return 1; }
    fi
    rm -rf -- "$other"
  done
}

do_finish() {
  : >"$note/committed" && sync "$note" || { detail='The disk is full.'; return 1; }
}

dispatch() {
  case $1 in
    launch) launch ;;
    main) main ;;
    after) after ;;
    originals) originals ;;
    *) echo "$1: unknown" >&2; return 2 ;;
  esac
}
`;
