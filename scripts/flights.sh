#!/usr/bin/env bash
# Loads the flights of 2013 from New York into a server of its own, seals them, and asks ten questions.
#
#   scripts/flights.sh [DATA]    without DATA, everything happens in a temporary directory that is removed in the end
#
# With REPEAT=n it prints no answers, but how long each question takes when it is asked n times.
# Needs the built binary and .cache/flights.ndjson: `make flights` sees to both.
set -euo pipefail
cd "$(dirname "$0")/.."

martlet=.build/release/martlet
records=.cache/flights.ndjson
rows=$(wc -l <"$records")
partitions=4
# Bytes of one request; the server's limit is higher.
part_bytes=8M
# Seconds to wait for the server, for consumption and for the seal.
patience=120

scratch=$(mktemp -d "${TMPDIR:-/tmp}/martlet-flights.XXXXXX")
data=${1:-$scratch/data}
server=
finish() {
    local status=$?
    if [ -n "$server" ] && kill -0 "$server" 2>/dev/null; then
        kill -TERM "$server"
        wait "$server" || true
    fi
    if [ "$status" -ne 0 ] && [ -s "$scratch/server.log" ]; then
        echo "The server's last words:" >&2
        tail -n 20 "$scratch/server.log" >&2
    fi
    rm -rf "$scratch"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

# The server's answer to a request; what it says of an error is shown and ends the script.
request() {
    local answer status
    answer=$(curl --silent --show-error --max-time "$patience" --write-out '\n%{http_code}' "$@")
    status=${answer##*$'\n'}
    answer=${answer%$'\n'*}
    if [ "$status" -ge 300 ]; then
        echo "The server answered $status: $answer" >&2
        return 1
    fi
    printf '%s\n' "$answer"
}

post_json() { request --header 'Content-Type: application/json' --data-binary "$1" "$2"; }

# Prints what a Python expression makes of the JSON `answer` on standard input.
json() { python3 -c "import json, sys; answer = json.load(sys.stdin); print($1)"; }

count() {
    post_json '{"sql": "SELECT COUNT(*) FROM flights"}' "$url/query/sql" | json 'answer["resultTable"]["rows"][0][0]'
}

# Waits until a command prints a value; says what it waited for if that takes too long.
await() {
    local what=$1 wanted=$2 got= end=$((SECONDS + patience))
    shift 2
    while got=$("$@" 2>/dev/null || true) && [ "$got" != "$wanted" ]; do
        if [ "$SECONDS" -ge "$end" ]; then
            echo "Waited $patience seconds for $what: '$got' instead of '$wanted'." >&2
            return 1
        fi
        if ! kill -0 "$server" 2>/dev/null; then
            echo "The server has stopped." >&2
            return 1
        fi
        sleep 0.05
    done
}

now() { date +%s%N; }
seconds() { awk -v from="$1" -v to="$2" 'BEGIN { printf "%.2f", (to - from) / 1e9 }'; }
rate() { awk -v from="$1" -v to="$2" -v rows="$rows" 'BEGIN { printf "%d", rows / ((to - from) / 1e9) }'; }

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
url=http://127.0.0.1:$port
"$martlet" serve --data "$data" --http "127.0.0.1:$port" >"$scratch/server.log" 2>&1 &
server=$!
await "the server" OK curl --silent --fail --max-time 5 "$url/health"
echo "Martlet listens on $url, data in $data"

if [ "$(request "$url/tables" | json '"flights" in answer["tables"]')" = True ]; then
    echo "The flights are there already."
else
    post_json @scripts/flights/schema.json "$url/schemas" >/dev/null
    request --request POST "$url/topics/flights?partitions=$partitions" >/dev/null
    post_json @scripts/flights/table.json "$url/tables" >/dev/null

    split -C "$part_bytes" "$records" "$scratch/part."
    start=$(now)
    for part in "$scratch"/part.*; do
        request --header 'Expect:' --header 'Content-Type: application/x-ndjson' --data-binary "@$part" \
            "$url/topics/flights/records?key=tailnum" >/dev/null
    done
    produced=$(now)
    await "the table to consume the topic" "$rows" count
    consumed=$(now)
    request --request POST "$url/tables/flights/forceCommit" >/dev/null
    sealed=$(now)
    rm -f "$scratch"/part.*
    echo "Produced $rows flights in $(seconds "$start" "$produced") s, each acknowledged once on disk."
    echo "Queryable after $(seconds "$start" "$consumed") s: $(rate "$start" "$consumed") rows/s over HTTP."
    echo "Sealed in $(seconds "$consumed" "$sealed") s."
fi
segments=$(request "$url/segments/flights" | json 'sum(len(names) for part in answer for names in part.values())')
echo "Segments: $segments"

if [ -n "${REPEAT:-}" ]; then
    python3 bench/flights.py "$url" "$REPEAT"
    exit
fi

number=0
while IFS= read -r -d ';' statement; do
    number=$((number + 1))
    title=$(sed -nE 's/^-- //p' <<<"$statement")
    sql=$(sed '/^--/d; /^$/d' <<<"$statement")
    body=$(python3 -c 'import json, sys; print(json.dumps({"sql": sys.argv[1]}))' "$sql")
    took=$(curl --silent --show-error --max-time "$patience" --output "$scratch/answer" --write-out '%{time_total}' \
        --header 'Content-Type: application/json' --data-binary "$body" "$url/query/sql")
    milliseconds=$(awk -v s="$took" 'BEGIN { printf "%.1f", s * 1000 }')
    printf '\n%d. %s  (%s ms)\n%s\n\n' "$number" "$title" "$milliseconds" "$sql"
    "$martlet" sql --url "$url" "$sql"
done <scripts/flights/queries.sql
