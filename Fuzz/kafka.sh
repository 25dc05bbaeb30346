#!/usr/bin/env bash
# Runs the fuzzer of requests of Kafka's protocol for some seconds, from the committed corpus.
#
#   Fuzz/kafka.sh SECONDS      finds new inputs in .cache/fuzz-kafka, failures in .cache/fuzz-kafka-failures
#   Fuzz/kafka.sh minimize     adds to the committed corpus the short inputs that reach something new
#
# Needs the built program; `make fuzz-kafka` sees to it.
set -euo pipefail
cd "$(dirname "$0")/.."

# Crashes are libFuzzer's to report: Swift's own handler, a process beside this one, would stumble over
# AddressSanitizer.
export SWIFT_BACKTRACE=enable=no

fuzzer=${FUZZER:-.build-fuzz/release/FrameFuzzer}
committed=Fuzz/KafkaFrames/corpus
found=.cache/fuzz-kafka
failures=.cache/fuzz-kafka-failures
mkdir -p "$committed" "$found" "$failures"

# Longest input, in bytes; and of those that are committed.
max_length=2048
max_committed=400

if [ "$1" = minimize ]; then
    small=$(mktemp -d "${TMPDIR:-/tmp}/martlet-small.XXXXXX")
    trap 'rm -rf "$small"' EXIT
    find "$committed" "$found" -type f -size -"$max_committed"c -exec cp -t "$small" {} +
    # What was committed stays: among it are inputs that once made something fail.
    "$fuzzer" -merge=1 -max_len="$max_committed" "$committed" "$small" 2>&1 | tail -n 1
    du -sh --apparent-size "$committed"
else
    "$fuzzer" -max_total_time="$1" -max_len="$max_length" -timeout=20 -rss_limit_mb=4096 -detect_leaks=0 -print_final_stats=1 \
        -artifact_prefix="$failures/" "$found" "$committed"
fi
