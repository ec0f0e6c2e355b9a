#!/usr/bin/env bash
# Show the kiosk's page, and nothing else, on the screen of this machine. cage starts this (usher-browser.service).
#
# /etc/usher/screen.env may say:
#   KIOSK_PAGE=http://127.0.0.1:8001/?lang=en    the first page: another language, dark colours (theme=dark)
#   SCREEN=HDMI-A-1                              which output; wlr-randr lists them
#   ROTATE=90                                    normal, 90, 180 or 270
#   BROWSER=/usr/bin/chromium                    if it is not in its usual place
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
page=${KIOSK_PAGE:-http://127.0.0.1:8001/}
profile=${RUNTIME_DIRECTORY:-/tmp}/chromium

browser=${BROWSER:-$(command -v chromium || command -v chromium-browser)} || {
    echo "There is no Chromium: apt-get install chromium" >&2
    exit 1
}

if [[ -n ${SCREEN:-} ]]; then
    wlr-randr --output "$SCREEN" --transform "${ROTATE:-normal}" ||
        echo "The screen $SCREEN could not be turned; these are there: $(wlr-randr | grep -v '^ ' || true)" >&2
fi

# Chromium's own error page would stay for good: wait until the kiosk answers.
address=${page#http://}
address=${address%%/*}
until (exec 3<>"/dev/tcp/${address%:*}/${address##*:}") 2>/dev/null; do
    sleep 1
done

mapfile -t flags < <(grep -v -e '^#' -e '^$' "$here/chromium-flags")
exec "$browser" "${flags[@]}" "--user-data-dir=$profile" "$page"
