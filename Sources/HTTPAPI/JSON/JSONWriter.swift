import Bytes

/// Writes JSON text straight into bytes. Commas are put where they belong; nesting is the caller's to balance.
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8]
    private var needsComma = false

    package init(reservingCapacity capacity: Int = 256) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    /// The name of the member whose value is written next.
    package mutating func key(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func null() { literal("null") }
    package mutating func boolean(_ value: Bool) { literal(value ? "true" : "false") }

    /// All digits, also where a JavaScript number would round.
    package mutating func integer(_ value: some FixedWidthInteger) {
        separate()
        JSONText.append(integer: value, to: &bytes)
    }

    package mutating func string(_ text: String) {
        separate()
        JSONText.append(quoted: Array(text.utf8), to: &bytes)
    }

    /// Text as bytes; what is not UTF-8 is replaced by U+FFFD.
    package mutating func string(_ text: ByteString) {
        separate()
        JSONText.append(quoted: text.bytes, to: &bytes)
    }

    /// A value that is JSON text already.
    package mutating func raw(_ json: [UInt8]) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// A part of a larger text that is JSON already, with its commas.
    mutating func rawPart(_ part: ArraySlice<UInt8>) {
        separate()
        bytes.append(contentsOf: part)
    }

    private mutating func literal(_ text: StaticString) {
        separate()
        bytes.append(contentsOf: ByteString(stringLiteral: text).bytes)
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }
}

extension JSONWriter {
    package mutating func member(_ name: String, _ value: String) {
        key(name)
        string(value)
    }

    package mutating func member(_ name: String, _ value: some FixedWidthInteger) {
        key(name)
        integer(value)
    }

    package mutating func member(_ name: String, _ value: Bool) {
        key(name)
        boolean(value)
    }

    package mutating func member(_ name: String, _ values: [String]) {
        key(name)
        strings(values)
    }

    package mutating func strings(_ values: [String]) {
        beginArray()
        for value in values { string(value) }
        endArray()
    }

    /// An object whose members `body` writes.
    package mutating func object(_ body: (inout JSONWriter) -> Void) {
        beginObject()
        body(&self)
        endObject()
    }

    /// A member that is an object.
    package mutating func object(_ name: String, _ body: (inout JSONWriter) -> Void) {
        key(name)
        object(body)
    }

    /// A member that is an array with one element per item.
    package mutating func array<Item>(
        _ name: String, of items: some Sequence<Item>, _ body: (inout JSONWriter, Item) -> Void
    ) {
        key(name)
        beginArray()
        for item in items { body(&self, item) }
        endArray()
    }
}
