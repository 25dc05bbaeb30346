#!/usr/bin/env bash
# Runs a fuzzer for some seconds, from its committed corpus.
#
#   Fuzz/run.sh NAME SECONDS      finds new inputs in .cache/fuzz-NAME, failures in .cache/fuzz-NAME-failures
#   Fuzz/run.sh NAME minimize     adds to the committed corpus the short inputs that reach something new
#
# NAME is batch, json, kafka, records or sql. Needs the built program; `make fuzz-NAME` sees to it.
set -euo pipefail
cd "$(dirname "$0")/.."

# Crashes are libFuzzer's to report: Swift's own handler, a process beside this one, would stumble over
# AddressSanitizer.
export SWIFT_BACKTRACE=enable=no

# Program and folder of the target; the longest input in bytes, and of those that are committed; what else to say.
name=$1
more=()
case $name in
batch) program=BatchFuzzer target=RecordBatch max_length=4096 max_committed=300 ;;
json)
    program=JSONDecoderFuzzer target=JSONDecoder max_length=1024 max_committed=200
    more=(-dict=Fuzz/JSONDecoder/json.dict)
    ;;
kafka)
    program=FrameFuzzer target=KafkaFrames max_length=2048 max_committed=400
    # Its database and threads live on.
    more=(-detect_leaks=0)
    ;;
records) program=RecordFuzzer target=Records max_length=2048 max_committed=200 ;;
sql)
    program=SQLFuzzer target=SQL max_length=2048 max_committed=200
    more=(-dict=Fuzz/SQL/sql.dict)
    ;;
*)
    echo "there is no fuzzer '$name' here" >&2
    exit 2
    ;;
esac

fuzzer=${FUZZER:-.build-fuzz/release/$program}
committed=Fuzz/$target/corpus
found=.cache/fuzz-$name
failures=.cache/fuzz-$name-failures
mkdir -p "$committed" "$found" "$failures"

if [ "$2" = minimize ]; then
    small=$(mktemp -d "${TMPDIR:-/tmp}/martlet-small.XXXXXX")
    trap 'rm -rf "$small"' EXIT
    find "$committed" "$found" -type f -size -"$max_committed"c -exec cp -t "$small" {} +
    # What was committed stays: among it are inputs that once made something fail.
    "$fuzzer" -merge=1 -max_len="$max_committed" "$committed" "$small" 2>&1 | tail -n 1
    du -sh --apparent-size "$committed"
else
    "$fuzzer" -max_total_time="$2" -max_len="$max_length" -timeout=20 -rss_limit_mb=4096 -print_final_stats=1 \
        "${more[@]}" -artifact_prefix="$failures/" "$found" "$committed"
fi
