#!/usr/bin/env bash
# Runs the fuzzer of the segment reader for some seconds, from the committed corpus and the golden segments.
#
#   Fuzz/segment.sh SECONDS          finds new inputs in .cache/fuzz-segment, failures in .cache/fuzz-segment-failures
#   Fuzz/segment.sh minimize         keeps in the committed corpus the inputs that reach something new, small ones first
#
# Needs the built program; `make fuzz-segment` sees to it.
set -euo pipefail
cd "$(dirname "$0")/.."

# Crashes are libFuzzer's to report: Swift's own handler, a process beside this one, would stumble over
# AddressSanitizer.
export SWIFT_BACKTRACE=enable=no

fuzzer=${FUZZER:-.build-fuzz/release/SegmentReaderFuzzer}
committed=Fuzz/SegmentReader/corpus
found=.cache/fuzz-segment
failures=.cache/fuzz-segment-failures
golden=$(mktemp -d "${TMPDIR:-/tmp}/martlet-golden.XXXXXX")
trap 'rm -rf "$golden"' EXIT
mkdir -p "$committed" "$found" "$failures"

# Longest input, in bytes; and of those that are committed.
max_length=32768
max_committed=3000

# An input is a byte that says how to repair checksums, then a segment: 0 stands for all of it.
for segment in formats/golden/*/segment-*.seg; do
    { printf '\0' && cat "$segment"; } >"$golden/$(basename "$(dirname "$segment")")-$(basename "$segment")"
done

if [ "$1" = minimize ]; then
    small=$(mktemp -d "${TMPDIR:-/tmp}/martlet-small.XXXXXX")
    trap 'rm -rf "$golden" "$small"' EXIT
    find "$committed" "$found" -type f -size -"$max_committed"c -exec cp -t "$small" {} +
    # What was committed stays: among it are inputs that once made a reader fail.
    "$fuzzer" -merge=1 -max_len="$max_committed" "$committed" "$golden" "$small" 2>&1 | tail -n 1
    for input in "$golden"/*; do
        rm -f "$committed/$(sha1sum "$input" | cut -d ' ' -f 1)"
    done
    du -sh --apparent-size "$committed"
else
    "$fuzzer" -max_total_time="$1" -max_len="$max_length" -timeout=20 -rss_limit_mb=4096 -print_final_stats=1 \
        -artifact_prefix="$failures/" "$found" "$committed" "$golden"
fi
