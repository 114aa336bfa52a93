# Starts a PostgreSQL of its own for one run, in a folder that goes with it, and stops it again.
# It refuses to use a server that is there already: what the tests leave behind must be nobody's. Sourced by tests/run.

POSTGRES_HOME=""

# PostgreSQL does not start as root; anybody else starts it as themselves.
as_postgres() {
  if [ "$(id -u)" -ne 0 ]; then "$@"; return; fi
  local user=postgres
  id -u "$user" >/dev/null 2>&1 || user=nobody
  setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups env HOME="$POSTGRES_HOME" "$@"
}

# Starts the cluster and exports YOUSAID_TEST_POSTGRES_URL.
postgres_start() {
  local bin port try
  bin=$(postgres_bin)
  POSTGRES_HOME=$(mktemp -d)
  chmod 755 "$POSTGRES_HOME"
  if [ "$(id -u)" -eq 0 ]; then
    chown "$(id -u postgres 2>/dev/null || id -u nobody)" "$POSTGRES_HOME"
  fi
  (
    cd "$POSTGRES_HOME" || exit 1
    as_postgres "$bin/initdb" -D data -U yousaid --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync &&
      as_postgres openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
        -addext subjectAltName=DNS:localhost -keyout data/server.key -out data/server.crt
  ) || return 1
  # A free port may be taken between the look and the start, so another one is tried.
  for try in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && continue
    # Nothing here survives the run, so nothing is synced; one database a test wants many connections.
    if (
      cd "$POSTGRES_HOME" || exit 1
      as_postgres "$bin/pg_ctl" -w -D data -l "$POSTGRES_HOME/log" start -o "-p $port -k $POSTGRES_HOME \
        -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
        -c ssl=on -c max_connections=400 -c shared_buffers=256MB -c max_wal_size=2GB"
    ); then
      export YOUSAID_TEST_POSTGRES_URL="postgres://yousaid@127.0.0.1:$port/postgres"
      # A handshake for each of the tests' many connections would show nothing; a URL that asks for TLS gets it all the same.
      export PGSSLMODE=disable PGSSLROOTCERT="$POSTGRES_HOME/server.crt"
      cp "$POSTGRES_HOME/data/server.crt" "$PGSSLROOTCERT"
      return 0
    fi
  done
  cat "$POSTGRES_HOME/log"
  return 1
}

postgres_stop() {
  [ -n "$POSTGRES_HOME" ] || return 0
  (cd "$POSTGRES_HOME" && as_postgres "$(postgres_bin)/pg_ctl" -D data -m immediate stop) >/dev/null 2>&1
  rm -rf "$POSTGRES_HOME"
  POSTGRES_HOME=""
}
