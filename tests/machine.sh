#!/usr/bin/env bash
# See that the machine has what the tests need beyond Python packages: as root on Debian by
# installing it, else by saying plainly which tests will be skipped.
set -euo pipefail

declare -A proof=(
    [chromium]=/usr/bin/chromium
    [postgresql]='/usr/lib/postgresql/*/bin/initdb'
    [fonts-noto-cjk]='/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'
    [fonts-noto-cjk-extra]='/usr/share/fonts/opentype/noto/NotoSansCJK-Medium.ttc'
)
declare -A loss=(
    [chromium]='tests in a real browser are skipped'
    [postgresql]='tests on PostgreSQL are skipped, those on SQLite run'
    [fonts-noto-cjk]='Chinese on screenshots looks wrong'
    [fonts-noto-cjk-extra]='Chinese on screenshots has the wrong weight'
)

missing() {
    for package in "${!proof[@]}"; do
        compgen -G "${proof[$package]}" > /dev/null || echo "$package"
    done | sort
}

mapfile -t wanted < <(missing)
if ((${#wanted[@]})) && ((EUID == 0)) && command -v apt-get > /dev/null; then
    echo "Installing what tests need: ${wanted[*]}"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -qq -y --no-install-recommends "${wanted[@]}"; } < /dev/null > /dev/null ||
        echo "apt-get could not install them." >&2
fi
for package in $(missing); do
    echo "Without $package: ${loss[$package]}. As root: apt-get install $package" >&2
done
