#!/usr/bin/env bash
# Walks the official clients, unmodified, against a fresh server; the first that fails ends it. What they need is
# installed below target/ once. `bq` is walked where the Cloud SDK is installed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
home=$(cd "$here/../../../.." && pwd)
kept=$here/../../../target/clients
mkdir -p "$kept"
kept=$(cd "$kept" && pwd)
work=$(mktemp -d)

python=$kept/venv/bin/python
if [ ! -f "$kept/venv/installed" ]; then
  python3 -m venv "$kept/venv"
  "$python" -m pip install -q --disable-pip-version-check -r "$here/python/requirements.txt"
  touch "$kept/venv/installed"
fi
if [ ! -f "$kept/node/installed" ]; then
  mkdir -p "$kept/node"
  (cd "$kept/node" && npm init -y >/dev/null && npm install --silent --no-fund --no-audit @google-cloud/bigquery@8)
  touch "$kept/node/installed"
fi

"$home/convergence" bigquery --ephemeral --port 0 --grpc-port 0 >"$work/server.log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 600); do
  grep -q '^ready' "$work/server.log" && break
  kill -0 "$server" 2>/dev/null || { cat "$work/server.log" >&2; exit 1; }
  sleep 0.5
done
read -r _ rest _ storage <<<"$(grep '^ready' "$work/server.log")"

"$python" "$here/python/walk.py" "$rest" "$storage"
cp "$here/node/walk.mjs" "$kept/node/"
node "$kept/node/walk.mjs" "$rest"
"$python" "$here/sqlalchemy/walk.py" "$rest"
cp -r "$here/dbt" "$work/dbt"
for turn in first second; do
  echo "dbt, $turn build"
  DBT_ENDPOINT=$rest "$kept/venv/bin/dbt" --no-use-colors build --project-dir "$work/dbt" --profiles-dir "$work/dbt"
done
"$here/bq/walk.sh" "$rest"
echo "clients: all ok"
