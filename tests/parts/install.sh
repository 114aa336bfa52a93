# Gets what the tests need and the machine lacks: Chromium, PostgreSQL, pgbouncer, haproxy, Redis, a C compiler, OpenSSL with its headers, the npm and Python packages of the lock files.
# It refuses to install compilers of languages: Rust and Node are there or it says so. Sourced by tests/run.

# Runs a command as root: as it is for root, else by sudo that may not ask.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

# The folder with initdb and pg_ctl: Debian keeps it off the PATH.
postgres_bin() {
  local found
  found=$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -1)
  [ -n "$found" ] || found=$(command -v initdb || true)
  [ -n "$found" ] && dirname "$found"
}

install_packages() {
  local missing=()
  command -v chromium >/dev/null || [ -x "${YOUSAID_CHROMIUM:-/usr/bin/chromium}" ] || missing+=(chromium)
  [ -n "$(postgres_bin)" ] || missing+=(postgresql postgresql-contrib)
  command -v redis-server >/dev/null || missing+=(redis-server)
  command -v pgbouncer >/dev/null || [ -x /usr/sbin/pgbouncer ] || missing+=(pgbouncer)
  command -v haproxy >/dev/null || [ -x /usr/sbin/haproxy ] || missing+=(haproxy)
  command -v cc >/dev/null || missing+=(gcc libc6-dev)
  # libpq is compiled with the system's OpenSSL; its own sources would take minutes.
  command -v make >/dev/null || missing+=(make)
  [ -e /usr/include/openssl/ssl.h ] || missing+=(libssl-dev)
  command -v openssl >/dev/null || missing+=(openssl)
  command -v pkg-config >/dev/null || missing+=(pkg-config)
  python3 -c "import ensurepip, venv" 2>/dev/null || missing+=(python3 python3-venv)
  [ "${#missing[@]}" -eq 0 ] && return 0
  echo "installing ${missing[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# Installs a folder's lock file, unless what is there is at least as new: `npm ci` would remove it under a running editor.
install_npm() {
  [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ] && return 0
  (cd "$1" && npm ci --no-audit --no-fund)
}

# Installs a folder's pinned Python packages beside it, unless they are there. The copy of the list is written last, when all went well.
install_pip() {
  cmp -s "$1/requirements.txt" "$1/.venv/requirements.txt" && return 0
  rm -rf "$1/.venv" && python3 -m venv "$1/.venv" &&
    "$1/.venv/bin/pip" install --quiet --disable-pip-version-check --no-input -r "$1/requirements.txt" &&
    cp "$1/requirements.txt" "$1/.venv/requirements.txt"
}

install_everything() {
  local tool host
  for tool in cargo node npm git; do
    command -v "$tool" >/dev/null || { echo "$tool is missing: install Rust (rust-version in Cargo.toml) and Node 20 or newer"; return 1; }
  done
  install_packages || return 1
  ! wanted deny || install_pip tests/deny || return 1
  install_npm . || return 1
  install_pip tests/api/litestream || return 1
  for host in tests/browser/hosts/*/; do
    # The host sites are many packages, which only the browser tests build.
    wanted browser || break
    [ ! -f "$host/package-lock.json" ] || install_npm "${host%/}" || return 1
    [ ! -f "$host/requirements.txt" ] || install_pip "${host%/}" || return 1
  done
}
