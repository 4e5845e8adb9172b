#!/bin/sh
# Ingestions over HTTP, with curl.
#   sh ingest.sh ingest REQUEST.json KEY    starts one, or finds the one of this key, and follows it to its end
#   sh ingest.sh show|pause|resume|cancel|retry ID
# MODELRAIL_URL is the gateway's address, MODELRAIL_TOKEN one of its tokens.
# The last answer goes to stdout, everything else to stderr. Exit codes: 0 done, all was delivered; 1 not; 2 wrong usage.
set -eu
MODELRAIL_URL=${MODELRAIL_URL:-http://127.0.0.1:8088}
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# Members of this name in the JSON on stdin, one a line; with jq: jq -r .NAME
members() {
  grep -oE "\"$1\":(\"([^\"\\\\]|\\\\.)*\"|[0-9.]+)" | sed 's/^"[^"]*"://; s/^"//; s/"$//'
}

member() {
  members "$1" | head -n 1
}

# curl with the token, which an argument would show to all users of this machine.
authorized() {
  printf 'authorization: Bearer %s\n' "${MODELRAIL_TOKEN:-}" | curl --silent --connect-timeout 10 --header @- "$@"
}

# Calls /v1/ingestions$1; further arguments are curl's. Every call is safe to repeat, the start by its key.
call() {
  url=$MODELRAIL_URL/v1/ingestions$1
  shift
  code=$(authorized --show-error --max-time 60 --retry 8 --retry-connrefused \
    --output "$answer" --write-out '%{http_code}' "$@" "$url") || fail "$MODELRAIL_URL does not answer"
  case $code in
    2??) ;;
    *) fail "HTTP $code: $(member detail <"$answer")" ;;
  esac
}

is_open() {
  case $(member status <"$answer") in running | paused) ;; *) return 1 ;; esac
}

# Server-Sent Events, for as long as the stream lasts; a minute without even a sign of life ends it.
show_events() {
  authorized --no-buffer --speed-limit 1 --speed-time 60 "$MODELRAIL_URL/v1/ingestions/$1/events" |
    while IFS= read -r line; do
      case $line in
        'data: '*)
          echo "$(echo "$line" | member status) $(echo "$line" | member stage) $(echo "$line" | member percent) %" >&2
          ;;
      esac
    done
}

ingest() {
  call '' --header "idempotency-key: $2" --header 'content-type: application/json' --data-binary "@$1"
  id=$(member id <"$answer")
  echo "ingestion $id" >&2
  call "/$id"
  while is_open; do
    show_events "$id"
    sleep 1
    call "/$id"
  done
  cat "$answer"
  status=$(member status <"$answer")
  [ "$status" = completed ] || fail "ended as $status: $(members message <"$answer")"
}

case "${1:-} $#" in
  'ingest 3') ingest "$2" "$3" ;;
  'show 2')
    call "/$2"
    cat "$answer"
    ;;
  'pause 2' | 'resume 2' | 'cancel 2' | 'retry 2')
    call "/$2/$1" --request POST
    cat "$answer"
    ;;
  *)
    sed -n 's/^#   //p' "$0" >&2
    exit 2
    ;;
esac
