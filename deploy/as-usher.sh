#!/usr/bin/env bash
# Carry out one of Usher's commands as its services do: as the user "usher", with the settings of /etc/usher/usher.env.
#
#   sudo deploy/as-usher.sh kiosk_app.py devices
set -euo pipefail

here=$(readlink -f "$(dirname "$(readlink -f "$0")")/..")
file=${SETTINGS_FILE:-/etc/usher/usher.env}

settings=(USHER_DATA_DIR=/var/lib/usher)
if [[ -e $file ]]; then
    mapfile -t -O 1 settings < <(grep -E '^[A-Z_]+=.' "$file")
fi

cd "$here"
exec runuser -u usher -- env "${settings[@]}" .venv/bin/python "$@"
