#!/bin/sh
# Installs the system packages named as arguments, starting no server of the system's own.
# With no argument: only takes back the precautions that an interrupted run left behind.
set -eu

policy=/usr/sbin/policy-rc.d
cluster=/etc/postgresql-common/createcluster.d/vidkryte-misto.conf
mark='placed by vidkryte-misto while it installs packages'

take_back() {
    if grep -qs "$mark" "$policy"; then rm -f "$policy"; fi
    if [ -e "$policy.vidkryte-misto" ]; then mv "$policy.vidkryte-misto" "$policy"; fi
    rm -f "$cluster"
    rmdir --ignore-fail-on-non-empty "${cluster%/*}" "${cluster%/*/*}" 2>/dev/null || true
}

# An interrupted dpkg leaves a broken system: finish first, then leave.
trap '' INT HUP
trap 'exit 143' TERM
trap take_back EXIT
take_back
if [ $# -eq 0 ]; then exit 0; fi

if [ -e "$policy" ]; then mv "$policy" "$policy.vidkryte-misto"; fi
printf '#!/bin/sh\n# %s\nexit 101\n' "$mark" > "$policy"
chmod 755 "$policy"
mkdir -p "${cluster%/*}"
printf 'create_main_cluster = false\n' > "$cluster"

export DEBIAN_FRONTEND=noninteractive
apt-get -q -o DPkg::Lock::Timeout=300 update || echo 'No fresh package lists; trying with the old ones.'
apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 --no-install-recommends install "$@"
