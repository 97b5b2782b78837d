#!/usr/bin/env bash
# Walks Google's Python and Node clients against a fresh server. For CI: what cannot be installed is said and left out.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
home=$(cd "$here/../../../.." && pwd)
work=$(mktemp -d)
rest=${REST_PORT:-9050}
storage=${GRPC_PORT:-9060}
"$home/convergence" bigquery --ephemeral --port "$rest" --grpc-port "$storage" >"$work/server.log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 300); do
  grep -q '^ready' "$work/server.log" && break
  kill -0 "$server" 2>/dev/null || { cat "$work/server.log" >&2; exit 1; }
  sleep 1
done

if python3 -m venv "$work/venv" &&
  "$work/venv/bin/pip" install -q google-cloud-bigquery google-cloud-bigquery-storage pandas pyarrow db-dtypes; then
  "$work/venv/bin/python" "$here/python/walk.py" "http://127.0.0.1:$rest" "127.0.0.1:$storage"
else
  echo "NOT RUN: Google's Python client cannot be installed here" >&2
fi

if command -v npm >/dev/null && cp "$here/node/walk.mjs" "$work/" &&
  (cd "$work" && npm init -y >/dev/null && npm install --silent @google-cloud/bigquery); then
  node "$work/walk.mjs" "http://127.0.0.1:$rest"
else
  echo "NOT RUN: Google's Node client cannot be installed here" >&2
fi
