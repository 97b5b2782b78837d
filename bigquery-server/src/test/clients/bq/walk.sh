#!/usr/bin/env bash
# The command-line tool of the Cloud SDK. usage: walk.sh http://127.0.0.1:PORT
set -euo pipefail
tool=$(command -v bq) || { echo "bq is not installed here: not walked"; exit 0; }
sdk=$(dirname "$(dirname "$(readlink -f "$tool")")")
discovery=$sdk/platform/bq/discovery_next/bigquery.json
[ -f "$discovery" ] || { echo "bq has no discovery file here: not walked"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo local >"$work/token"
export CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=$work/token CLOUDSDK_CONFIG=$work/config HOME=$work
walk() { bq --api "$1" --project_id walk --discovery_file="$discovery" "${@:2}"; }
wants() {
  if ! grep -q -- "$2" <<<"$3"; then
    echo "bq $1: wanted $2 in: $3" >&2
    exit 1
  fi
  echo "ok bq $1"
}

name=bq_$$
wants mk created "$(walk "$1" mk --dataset "$name")"
wants ls "$name" "$(walk "$1" ls)"
printf 'id,name\n1,a\n2,b\n' >"$work/rows.csv"
walk "$1" load --source_format=CSV --skip_leading_rows=1 "$name.things" "$work/rows.csv" id:integer,name:string
wants show integer "$(walk "$1" show "$name.things")"
wants query '"2"' "$(walk "$1" query --format=json --use_legacy_sql=false "SELECT COUNT(*) AS many FROM $name.things")"
wants head '"a"' "$(walk "$1" head --format=json "$name.things")"
if wrong=$(walk "$1" query --use_legacy_sql=false 'SELECT nothing' 2>&1); then
  echo "bq error: none came" >&2
  exit 1
fi
wants error 'Unrecognized name: nothing' "$wrong"
walk "$1" rm -r -f --dataset "$name"
echo "bq: all ok"
