#!/usr/bin/env bash
# Starts a release build on an empty folder, away from the sources, and compares the files that it serves with those on disk.
# It refuses a binary that needs anything beside it: a settings file, a database server, widget/dist or dashboard/dist.
set -euo pipefail

binary=$(realpath "$1")
top=$(realpath "$(dirname "$0")/../..")
folder=$(mktemp -d)
mkfifo "$folder/log"
server=""
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; wait; rm -rf "$folder"' EXIT

cd "$folder"
YOUSAID_LISTEN=127.0.0.1:0 YOUSAID_DATA_DIR="$folder/data" YOUSAID_LOG_FORMAT=json "$binary" demo >"$folder/log" 2>&1 &
server=$!
exec 3<"$folder/log"
port=""
while read -r line <&3; do
  echo "$line"
  # Port 0 is any free port; the log says which.
  port=$(sed -n 's/.*"address":"127\.0\.0\.1:\([0-9]*\)".*/\1/p' <<<"$line")
  [ -z "$port" ] || break
done
[ -n "$port" ] || { echo "the server ended before it listened"; exit 1; }
cat <&3 >/dev/null &

bad=0
compared=0
same() {
  if curl -fsS "http://127.0.0.1:$port$1" | cmp -s - "$2"; then compared=$((compared + 1)); else echo "$1 is not $2"; bad=1; fi
}
same /widget.js "$top/widget/dist/widget.js"
for file in "$top"/widget/dist/widget/*; do same "/widget/${file##*/}" "$file"; done
for file in "$top"/dashboard/dist/assets/*; do same "/app/assets/${file##*/}" "$file"; done
for page in /app/ /demo/ /docs/ /openapi.json /healthz /readyz; do
  curl -fsS -o /dev/null "http://127.0.0.1:$port$page" || { echo "$page does not come"; bad=1; }
done
echo "$compared files are those on disk"
exit $bad
