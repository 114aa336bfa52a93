# Starts a streaming replica of the run's PostgreSQL, in a folder that goes with it, and stops it again.
# It refuses to lead: what the tests change, they change at the primary. Sourced by tests/run, after postgres.sh has started
# its server.

REPLICA_HOME=""

# Copies the cluster, starts it as a replica and exports YOUSAID_TEST_REPLICA_URL.
replica_start() {
  local bin port try
  bin=$(postgres_bin)
  REPLICA_HOME=$(mktemp -d)
  chmod 755 "$REPLICA_HOME"
  if [ "$(id -u)" -eq 0 ]; then
    chown "$(id -u postgres 2>/dev/null || id -u nobody)" "$REPLICA_HOME"
  fi
  (
    cd "$REPLICA_HOME" || exit 1
    as_postgres "$bin/pg_basebackup" -d "${YOUSAID_TEST_POSTGRES_URL:?postgres_start comes first}" \
      -D data -R -X stream -c fast --no-sync
  ) || return 1
  # A free port may be taken between the look and the start, so another one is tried.
  for try in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && continue
    # A replica must allow as many connections as its primary does.
    if (
      cd "$REPLICA_HOME" || exit 1
      as_postgres "$bin/pg_ctl" -w -D data -l "$REPLICA_HOME/log" start -o "-p $port -k $REPLICA_HOME \
        -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=400 -c shared_buffers=64MB"
    ); then
      export YOUSAID_TEST_REPLICA_URL="postgres://yousaid@127.0.0.1:$port/postgres"
      return 0
    fi
  done
  cat "$REPLICA_HOME/log"
  return 1
}

replica_stop() {
  [ -n "$REPLICA_HOME" ] || return 0
  (cd "$REPLICA_HOME" && as_postgres "$(postgres_bin)/pg_ctl" -D data -m immediate stop) >/dev/null 2>&1
  rm -rf "$REPLICA_HOME"
  REPLICA_HOME=""
}
