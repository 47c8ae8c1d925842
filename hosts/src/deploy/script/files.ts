/**
 * The steps that put files in place: `new.N` waits in the private folder of file N, `old.N` is what it replaces, `absent.N`
 * says that there was none.
 */
export const fileSteps = `
do_verify() {
  if [ "$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)" != "$boot" ]; then
    detail='The host was started anew since it was looked at.'; return 1
  fi
  each_file verify_file
}
verify_file() {
  if [ "$(hash_of "$3")" != "$6" ]; then detail="$3 was changed by someone else since it was looked at."; return 1; fi
  if [ "$2" != none ] && [ "$(hash_of "$4/new.$1")" != "$5" ]; then detail="The new content of $3 did not arrive whole."; return 1; fi
}

do_check() {
  environment=$(property "$unit" Environment)
  if said=$(check_command systemd-run --quiet --wait --pipe --collect --unit="$lock-check" --service-type=exec \\
    -p User="$owner" -p Group="$group" -p RuntimeMaxSec=120 \${environment:+-p "Environment=$environment"} -- 2>&1); then
    return 0
  fi
  detail="The agent refuses the new files: $(printf '%s\\n' "$said" | tail -n 3)"
  private=yes
  return 1
}

do_wait() {
  while running=$(tasks_of "$(property "$unit" InvocationID)") && [ "$running" -gt 0 ]; do
    [ ! -e "$note/cancelled" ] || { detail='Cancelled.'; return 1; }
    [ "$running" = "\${told-}" ] || tell wait running 0 "Tasks that run: $running."
    told=$running
    sleep 3
  done
}

# A .path unit that is held is let go in the end; what it starts is only ended.
do_hold() { all_watchers hold; }
hold() {
  [ $# -gt 0 ] || return 0
  states=$(systemctl is-active -- "$@")
  for watcher in "$@"; do
    shift
    state=\${states%%"
"*} states=\${states#*"
"}
    case $state in active | activating | deactivating | reloading) set -- "$@" "$watcher" ;; *) continue ;; esac
    case $watcher in
      *.path) printf '%s\\n' "$watcher" >>"$note/held" || { detail='The disk is full.'; return 1; } ;;
    esac
  done
  [ $# -gt 0 ] || return 0
  timeout 20 systemctl stop -- "$@" || { detail="$* could not be stopped."; return 1; }
}

do_replace() {
  { property "$unit" InvocationID; property "$unit" ActiveState; } >"$note/before" && sync "$note/before" || { detail='The disk is full.'; return 1; }
  each_file keep_file && each_staging sync -- || { detail='The old files could not be kept.'; return 1; }
  : >"$note/replacing" && sync "$note" || { detail='The disk is full.'; return 1; }
  each_file put_file && each_file sync_place
}
keep_file() {
  [ "$2" != none ] || return 0
  if [ "$6" = absent ]; then : >"$4/absent.$1"
  else ln -- "$3" "$4/old.$1" 2>/dev/null || cp -p -- "$3" "$4/old.$1" && sync -- "$4/old.$1"; fi
}
put_file() {
  [ "$2" != none ] || return 0
  make_folder "\${3%/*}" && mv -fT -- "$4/new.$1" "$3" || { detail="$3 could not be replaced."; return 1; }
}
sync_place() { [ "$2" = none ] || sync -- "\${3%/*}/"; }
make_folder() {
  [ ! -d "\${1:-/}" ] || return 0
  make_folder "\${1%/*}" || return 1
  printf '%s\\n' "$1" >>"$note/made" && sync "$note/made" && mkdir -m 0700 -- "$1" && chown -- "$owner:$group" "$1"
}

do_restart() {
  # Starting the agent brings its .path unit back; an automatic restart may have done so before.
  all_watchers hold || return 1
  : >"$note/restarted" && sync "$note" || { detail='The disk is full.'; return 1; }
  read -r was <"$note/before"
  start_anew "$was"
}
do_health() { wait_online; }

put_back() {
  going_down || all_watchers hold
  each_file restore_file || { detail='The old files could not be put back.'; return 1; }
  if [ -f "$note/made" ]; then
    sort -r -- "$note/made" | while IFS= read -r folder; do rmdir -- "$folder" 2>/dev/null; done
  fi
  detail='The old files are back.'
  was= state=
  { read -r was; read -r state; } <"$note/before"
  invocation=$(property "$unit" InvocationID)
  if [ ! -e "$note/restarted" ] && [ "$invocation" = "$was" ]; then return 0; fi
  ! going_down || return 0
  if [ "$state" = inactive ]; then
    systemctl stop -- "$unit"
    detail='The old files are back and the agent is stopped, as before.'
  elif start_anew "$invocation" && wait_online; then
    detail='The old files are back and the agent runs.'
  else
    detail="The old files are back. $detail"
  fi
  return 0
}
restore_file() {
  [ "$2" != none ] || return 0
  if [ -e "$4/old.$1" ]; then
    if [ -e "$4/new.$1" ]; then rm -f -- "$4/old.$1"; else mv -fT -- "$4/old.$1" "$3"; fi
  elif [ -e "$4/absent.$1" ] && [ ! -e "$4/new.$1" ]; then
    rm -f -- "$3"
  fi && { [ ! -d "\${3%/*}" ] || sync "\${3%/*}"; }
}

originals() {
  [ -e "$note/replacing" ] && [ ! -e "$note/committed" ] || return 0
  each_file original_of
}
original_of() {
  [ "$2" != none ] && [ ! -e "$4/new.$1" ] || return 0
  if [ -e "$4/old.$1" ]; then printf 'original %s\\t%s\\n' "$(hash_of "$4/old.$1")" "$3"
  elif [ -e "$4/absent.$1" ]; then printf 'original absent\\t%s\\n' "$3"; fi
}
`;
