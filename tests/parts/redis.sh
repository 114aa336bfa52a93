# Starts a Redis of its own for one run, in a folder that goes with it, and stops it again.
# It refuses to use a server that is there already, and to keep anything on disk. Sourced by tests/run.

REDIS_HOME=""
REDIS_PID=""

# Starts the server and exports YOUSAID_TEST_REDIS_URL.
redis_start() {
  local port try left
  REDIS_HOME=$(mktemp -d)
  # A free port may be taken between the look and the start, so another one is tried.
  for try in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && continue
    redis-server --bind 127.0.0.1 --port "$port" --dir "$REDIS_HOME" --save "" --appendonly no \
      >"$REDIS_HOME/log" 2>&1 </dev/null &
    REDIS_PID=$!
    for left in $(seq 100); do
      if [ "$(redis-cli -p "$port" info server 2>/dev/null | tr -d '\r' | sed -n 's/^process_id://p')" = "$REDIS_PID" ]; then
        export YOUSAID_TEST_REDIS_URL="redis://127.0.0.1:$port"
        return 0
      fi
      kill -0 "$REDIS_PID" 2>/dev/null || break
      sleep 0.1
    done
    redis_stop_server
  done
  cat "$REDIS_HOME/log"
  return 1
}

redis_stop_server() {
  [ -n "$REDIS_PID" ] || return 0
  kill "$REDIS_PID" 2>/dev/null
  wait "$REDIS_PID" 2>/dev/null
  REDIS_PID=""
}

redis_stop() {
  [ -n "$REDIS_HOME" ] || return 0
  redis_stop_server
  rm -rf "$REDIS_HOME"
  REDIS_HOME=""
}
