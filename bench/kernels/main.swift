import CKernelCandidates
import CKernels

let widths = [1, 2, 4, 6, 8, 10, 12, 16, 20, 24, 32]
let data = Data(byteCount: 128 << 20)
let scans = Scans(data: data)
let lookups = Lookups(data: data)
let batches = Batches(data: data)

print("Millions of values per second on one core; medians of \(rounds) interleaved rounds.")
print("In cache: \(Data.cachedRows) values; from memory: 128 MiB; always in calls of \(Data.blockRows) values.")
let wholeWords = UnsafeRawPointer(data.bytes).assumingMemoryBound(to: UInt64.self)
let bandwidth = measure([
    Candidate(name: "read", values: data.byteCount) { keep(candidate_read(wholeWords, data.byteCount / 8)) }
])[0]
print("Memory bandwidth, reading: \(Int(bandwidth)) MB/s.")

let quick = CommandLine.arguments.contains("--scans")
table("Unpack to UInt32, in cache", widths) { scans.unpack($0, Data.cachedRows) }
table("Unpack to UInt32, from memory", widths) { scans.unpack($0, data.rows($0)) }
table("Unpack to Int64 with base and step, in cache", widths) { scans.unpackWide($0, Data.cachedRows) }
table("Range to bitmap, in cache", widths) { scans.range($0, Data.cachedRows) }
table("Range to bitmap, from memory", widths) { scans.range($0, data.rows($0)) }
table("Membership to bitmap, in cache", widths.dropLast()) { scans.membership($0, Data.cachedRows) }
table("Membership to bitmap, from memory", widths.dropLast()) { scans.membership($0, data.rows($0)) }
table("Least and greatest, in cache", widths) { scans.bounds($0, Data.cachedRows) }
table("Sum, in cache", widths) { scans.sum($0, Data.cachedRows) }
table("Order, in cache", widths) { scans.order($0, Data.cachedRows) }
if !quick {
    table("Gather, random rows, in cache", widths) { lookups.gather($0, Data.cachedRows, ascending: false) }
    table("Gather, random rows, from memory", widths) { lookups.gather($0, data.rows($0), ascending: false) }
    table("Gather, ascending rows, every 2nd, in cache", widths) {
        lookups.gather($0, Data.cachedRows, ascending: true)
    }
    table("Gather, ascending rows, every 64th, from memory", widths) {
        lookups.gather($0, min(data.rows($0), Data.rowsPerGather * 64), ascending: true)
    }
    table("Dense group-by: unpack and sum Int64 by code, in cache", widths.filter { $0 <= 20 }) {
        lookups.group($0, Data.cachedRows)
    }
    print("\nThe following tables have other things than bits in their first column.")
    for (name, candidates) in batches.comparisons() { table("Range of an array of \(name)", [64]) { _ in candidates } }
    table("Positions of set bits, in rows; first column: bits set of 64", [1, 2, 4, 8, 16, 32], batches.positions)
    table("Population, in rows", [64]) { _ in batches.population() }
    table("Intersection of bitmaps, in rows", [64]) { _ in batches.intersection() }
    table("BitPacker.pack", widths + [40, 64], batches.packing)
    table("DistinctKeys, close keys; first column: cardinality", [10, 1000, 100_000, 1 << 20]) {
        batches.numbering($0, gap: 3)
    }
    table("DistinctKeys, keys far apart", [10, 1000, 100_000, 1 << 20]) {
        batches.numbering($0, gap: 0x9E37_79B9_7F4A_7C15)
    }
}
