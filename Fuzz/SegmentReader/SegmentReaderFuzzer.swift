/// A libFuzzer target: bytes from outside go through every reader of sealed segments. See `Fuzz/README.md`.

import FuzzSupport

/// libFuzzer's own mutations.
@_silgen_name("LLVMFuzzerMutate")
private func fuzzerMutate(_ data: UnsafeMutablePointer<UInt8>?, _ size: Int, _ capacity: Int) -> Int

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: data, count: size))
    SegmentExercise.run(SegmentRepair.segment(in: input))
    return 0
}

@_cdecl("LLVMFuzzerCustomMutator")
public func customMutator(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ capacity: Int, _ seed: CUnsignedInt)
    -> Int
{
    var mutator = SegmentMutator(seed: seed) { bytes, capacity in
        let count = bytes.count
        let room = max(capacity, count)
        bytes.append(contentsOf: repeatElement(0, count: room - count))
        let changed = bytes.withUnsafeMutableBufferPointer { fuzzerMutate($0.baseAddress, count, capacity) }
        bytes.removeSubrange(min(changed, room)...)
    }
    let output = mutator.mutate(Array(UnsafeBufferPointer(start: data, count: size)), capacity: capacity)
    for (index, byte) in output.prefix(capacity).enumerated() { data[index] = byte }
    return min(output.count, capacity)
}

/// The package manager makes this the program's entry, as it does with every executable's.
@_cdecl("SegmentReaderFuzzer_main")
public func start(
    _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
    var (count, arguments) = (count, arguments)
    return runDriver(&count, &arguments, testOneInput)
}
