/// Writes what `FrontCodedStrings` reads.
public struct FrontCoder {
    private var writer = ByteWriter()
    private var previous = ByteString([])
    /// Offset of each block's first byte.
    public private(set) var starts: [UInt64] = []
    public private(set) var count = 0

    public init() {}

    /// Everything written so far.
    public var bytes: [UInt8] { writer.bytes }

    /// Adds a string, which must sort after the one before it and be shorter than 2^35 bytes. O(length).
    public mutating func append(_ string: ByteString) {
        if count % FrontCodedStrings.blockCount == 0 {
            precondition(count == 0 || previous < string, "strings in ascending order")
            starts.append(UInt64(writer.count))
            write(string.bytes[...])
        } else {
            let shared = zip(previous.bytes, string.bytes).prefix { $0 == $1 }.count
            precondition(
                shared < string.count && (shared == previous.count || previous.bytes[shared] < string.bytes[shared]),
                "strings in ascending order")
            writer.writeUnsignedVarint(UInt64(shared))
            write(string.bytes[shared...])
        }
        previous = string
        count += 1
    }

    private mutating func write(_ rest: ArraySlice<UInt8>) {
        writer.writeUnsignedVarint(UInt64(rest.count))
        writer.write(rest)
    }
}
