import Bytes
import FuzzSupport
import Segment

/// Changes an input so that it has a chance to open: inside a part of the file, with its structure kept.
struct SegmentMutator {
    /// Changes the first so many bytes of a buffer of so many, and says how many there are then.
    typealias Mutation = (_ bytes: inout [UInt8], _ capacity: Int) -> Void

    private var state: UInt64
    /// The mutations that do not know what they change.
    private let anyhow: Mutation

    init(seed: UInt32, anyhow: @escaping Mutation) {
        state = UInt64(seed)
        self.anyhow = anyhow
    }

    /// SplitMix64.
    private mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)).multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A changed input of at most `capacity` bytes: a mode byte, then a segment.
    mutating func mutate(_ input: [UInt8], capacity: Int) -> [UInt8] {
        guard let mode = input.first else { return [SegmentRepair.Mode.everything.byte] }
        var bytes = Array(input.dropFirst())
        guard let footer = SegmentRepair.footer(bytes), below(20) != 0 else {
            var all = input
            anyhow(&all, capacity)
            return all
        }
        switch below(8) {
        case 0..<3: change(&bytes, 0..<footer.lowerBound)
        case 3..<5: change(&bytes, footer)
        case 5: changeField(&bytes, footer)
        case 6: resizeFooter(&bytes, footer, capacity: capacity - 1)
        default: resizeData(&bytes, footer, capacity: capacity - 1)
        }
        let newMode = below(100) == 0 ? UInt8(below(256)) : mode
        return [newMode] + bytes.prefix(capacity - 1)
    }

    /// A window in a part of the file, its length kept.
    private mutating func change(_ bytes: inout [UInt8], _ part: Range<Int>) {
        if part.isEmpty { return }
        let start = part.lowerBound + below(part.count)
        let end = min(start + 1 + below(32), part.upperBound)
        var window = Array(bytes[start..<end])
        anyhow(&window, window.count)
        bytes.replaceSubrange(start..<start + window.count, with: window)
    }

    /// A number in the footer becomes a little more or less, or something extreme.
    private mutating func changeField(_ bytes: inout [UInt8], _ footer: Range<Int>) {
        let width = [1, 2, 4, 8][below(4)]
        guard footer.count >= width else { return }
        let start = footer.lowerBound + below(footer.count - width + 1)
        var number = (0..<width).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << UInt64($1 * 8) }
        switch below(6) {
        case 0: number &+= UInt64(below(64))
        case 1: number &-= UInt64(below(64))
        case 2: number = .max
        case 3: number = 1 << UInt64(below(width * 8))
        case 4: number = UInt64(below(1 << 16))
        default: number = 0
        }
        for index in 0..<width { bytes[start + index] = UInt8(truncatingIfNeeded: number >> UInt64(index * 8)) }
    }

    /// The footer gets longer or shorter; the tail follows.
    private mutating func resizeFooter(_ bytes: inout [UInt8], _ footer: Range<Int>, capacity: Int) {
        var window = Array(bytes[footer])
        anyhow(&window, max(window.count + capacity - bytes.count, 1))
        bytes.replaceSubrange(footer, with: window)
        store(UInt32(window.count), in: &bytes, at: footer.lowerBound + window.count + 8)
    }

    /// Data gets longer or shorter by whole alignments, so that regions keep their places relative to one end.
    private mutating func resizeData(_ bytes: inout [UInt8], _ footer: Range<Int>, capacity: Int) {
        let place = below(footer.lowerBound / SegmentFormat.alignment + 1) * SegmentFormat.alignment
        let length = (1 + below(8)) * SegmentFormat.alignment
        if below(2) == 0, bytes.count + length <= capacity {
            bytes.insert(contentsOf: repeatElement(0, count: length), at: place)
        } else {
            bytes.removeSubrange(place..<min(place + length, footer.lowerBound))
        }
    }

    private func store(_ number: UInt32, in bytes: inout [UInt8], at offset: Int) {
        guard offset + 4 <= bytes.count else { return }
        for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: number >> UInt32(index * 8)) }
    }
}
