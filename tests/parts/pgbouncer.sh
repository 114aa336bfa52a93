# Starts a pgbouncer of its own in front of the PostgreSQL of the run, lending connections for one transaction each.
# It refuses to keep one for longer, and to lend many: what only works on a connection of one's own must fail. Sourced by
# tests/run, after postgres.sh has started its server.

PGBOUNCER_HOME=""
PGBOUNCER_SHELL=""

# Debian keeps it off the PATH of those who are not root.
pgbouncer_program() { command -v pgbouncer || echo /usr/sbin/pgbouncer; }

# Starts it and exports YOUSAID_TEST_PGBOUNCER_URL.
pgbouncer_start() {
  local port try left server
  server=${YOUSAID_TEST_POSTGRES_URL:?postgres_start comes first}
  server=${server##*@}
  server=${server%%/*}
  PGBOUNCER_HOME=$(mktemp -d)
  chmod 755 "$PGBOUNCER_HOME"
  printf '"yousaid" ""\n' >"$PGBOUNCER_HOME/users"
  if [ "$(id -u)" -eq 0 ]; then
    chown "$(id -u postgres 2>/dev/null || id -u nobody)" "$PGBOUNCER_HOME"
  fi
  # A free port may be taken between the look and the start, so another one is tried.
  for try in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && continue
    cat >"$PGBOUNCER_HOME/pgbouncer.ini" <<EOF
[databases]
* = host=${server%:*} port=${server##*:}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
unix_socket_dir =
pidfile = $PGBOUNCER_HOME/pid
auth_type = trust
auth_file = $PGBOUNCER_HOME/users
pool_mode = transaction
default_pool_size = 3
max_client_conn = 1000
EOF
    (cd "$PGBOUNCER_HOME" && as_postgres "$(pgbouncer_program)" -q "$PGBOUNCER_HOME/pgbouncer.ini" >"$PGBOUNCER_HOME/log" 2>&1 </dev/null) &
    PGBOUNCER_SHELL=$!
    for left in $(seq 100); do
      # It writes its number once it listens.
      if [ -s "$PGBOUNCER_HOME/pid" ]; then
        export YOUSAID_TEST_PGBOUNCER_URL="postgres://yousaid@127.0.0.1:$port"
        return 0
      fi
      kill -0 "$PGBOUNCER_SHELL" 2>/dev/null || break
      sleep 0.1
    done
    pgbouncer_stop_server
  done
  cat "$PGBOUNCER_HOME/log"
  return 1
}

pgbouncer_stop_server() {
  [ -n "$PGBOUNCER_SHELL" ] || return 0
  # The shell's child has other rights than the shell, and a number of its own.
  [ -s "$PGBOUNCER_HOME/pid" ] && kill "$(cat "$PGBOUNCER_HOME/pid")" 2>/dev/null
  wait "$PGBOUNCER_SHELL" 2>/dev/null
  PGBOUNCER_SHELL=""
}

pgbouncer_stop() {
  [ -n "$PGBOUNCER_HOME" ] || return 0
  pgbouncer_stop_server
  rm -rf "$PGBOUNCER_HOME"
  PGBOUNCER_HOME=""
}
