import Schema
import TestSupport
import Testing

@Suite struct HexTextTests {
    @Test(arguments: SeededGenerator.seeds)
    func readsWhatItWrites(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for count in 0..<40 {
            let bytes = random.bytes(count)
            var text: [UInt8] = []
            HexText.append(bytes, to: &text)
            #expect(HexText.parse(text) == bytes, "seed \(seed)")
            #expect(HexText.parse(String(decoding: text, as: UTF8.self).uppercased().utf8) == bytes, "seed \(seed)")
            #expect(HexText.parse(text + [UInt8(ascii: "0")]) == nil)
        }
    }

    @Test(arguments: ["0", "0x", "g0", "0 ", "é", "/0", ":0", "@a", "`a", "G0"])
    func refusesWhatIsNoText(text: String) { #expect(HexText.parse(text.utf8) == nil) }
}
