#!/bin/sh
# Makes the packages in $1 into the lab's host: users, and nothing that is a guest's own (keys, units, addresses).
set -eu
root=$1
in_root() { chroot "$root" "$@"; }

for user in deployer nosudo pwsudo; do in_root useradd -m -s /bin/sh "$user"; done
in_root useradd -m -s /usr/bin/fish fisher
in_root useradd -m -s /usr/bin/zsh zsher
# A locked account is refused by an sshd without PAM: these log in by key.
for user in deployer nosudo fisher zsher; do in_root usermod -p '*' "$user"; done
echo "pwsudo:$(head -c 18 /dev/urandom | base64)" | in_root chpasswd
printf '%s ALL=(ALL:ALL) NOPASSWD: ALL\n' deployer fisher zsher >"$root/etc/sudoers.d/lab"
echo 'pwsudo ALL=(ALL:ALL) ALL' >>"$root/etc/sudoers.d/lab"
chmod 0440 "$root/etc/sudoers.d/lab"

for user in hercules-ci-agent hci-blue; do
  in_root useradd --system --user-group --no-create-home --shell /usr/sbin/nologin "$user"
done

in_root systemctl mask getty.target console-getty.service systemd-timesyncd.service apt-daily.timer apt-daily-upgrade.timer \
  dpkg-db-backup.timer fstrim.timer e2scrub_all.timer e2scrub_reap.service systemd-networkd.service >/dev/null 2>&1
in_root systemctl enable ssh.service >/dev/null 2>&1
mkdir -p "$root/etc/systemd/journald.conf.d" "$root/etc/nix" "$root/nix/store"
printf '[Journal]\nStorage=persistent\nRateLimitIntervalSec=0\nReadKMsg=no\nAudit=no\n' >"$root/etc/systemd/journald.conf.d/lab.conf"
printf 'build-users-group =\nexperimental-features = nix-command flakes\n' >"$root/etc/nix/nix.conf"
rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/resolv.conf"
rm -rf "$root"/var/log/journal "$root"/var/cache/apt/archives
: >"$root/etc/machine-id"
