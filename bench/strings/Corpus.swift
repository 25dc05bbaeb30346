import Bytes

/// Made-up strings of the kinds that columns hold. The same in each run.
enum Corpus {
    struct Generator: RandomNumberGenerator {
        var state: UInt64 = 42

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }

        mutating func pick(_ words: [String]) -> String { words[Int.random(in: 0..<words.count, using: &self)] }
    }

    static let colors = """
        almond antique aquamarine azure beige bisque black blanched blue blush brown burlywood burnished chartreuse chiffon \
        chocolate coral cornflower cornsilk cream cyan dark deep dim dodger drab firebrick floral forest frosted gainsboro \
        ghost goldenrod green grey honeydew hot indian ivory khaki lace lavender lawn lemon light lime linen magenta \
        maroon medium metallic midnight mint misty moccasin navajo navy olive orange orchid pale papaya peach peru pink \
        plum powder puff purple red rose rosy royal saddle salmon sandy seashell sienna sky slate smoke snow spring steel \
        tan thistle tomato turquoise violet wheat white yellow
        """.split(separator: " ").map(String.init)

    static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    static func uuid(_ generator: inout Generator) -> String {
        let (high, low) = (String(generator.next(), radix: 16), String(generator.next(), radix: 16))
        let digits = Array(padded16(high) + padded16(low))
        return String(digits[0..<8]) + "-" + String(digits[8..<12]) + "-" + String(digits[12..<16]) + "-"
            + String(digits[16..<20]) + "-" + String(digits[20..<32])
    }

    private static func padded16(_ digits: String) -> String {
        String(repeating: "0", count: 16 - digits.count) + digits
    }

    static func url(_ generator: inout Generator) -> String {
        let site = "https://www.example-\(generator.pick(colors)).com"
        let path = "/\(generator.pick(colors))/\(generator.pick(colors))-\(generator.pick(colors))"
        return site + path + "?id=\(Int.random(in: 0..<1_000_000, using: &generator))&ref=\(generator.pick(colors))"
    }

    static func dictionaries() -> [(String, [ByteString])] {
        var generator = Generator()
        func sorted(_ strings: [String]) -> [ByteString] { Set(strings.map { ByteString($0) }).sorted() }
        return [
            ("customers 30 K", sorted((1...30_000).map { "Customer#" + padded($0, 9) })),
            (
                "part names 8 K",
                sorted(
                    (0..<8_000).map { _ in
                        generator.pick(colors) + " " + generator.pick(colors)
                    })
            ),
            ("brands 1 K", sorted((0..<1000).map { "MFGR#\($0 / 200 + 1)\($0 % 200 / 40 + 1)\($0 % 40 + 1)" })),
            ("cities 250", sorted((0..<250).map { padded($0 / 10, 2) + generator.pick(colors) + "  \($0 % 10)" })),
            ("urls 100 K", sorted((0..<100_000).map { _ in url(&generator) })),
            ("uuids 1 M", sorted((0..<1_000_000).map { _ in uuid(&generator) })),
        ]
    }

    static func comment(_ generator: inout Generator) -> String {
        (0..<Int.random(in: 2...7, using: &generator)).map { _ in generator.pick(colors) }.joined(separator: " ")
    }

    static func json(_ generator: inout Generator, _ row: Int) -> String {
        "{\"orderId\":\"\(uuid(&generator))\",\"status\":\"\(generator.pick(["NEW", "PAID", "DONE"]))\",\"customer\":"
            + "{\"id\":\(Int.random(in: 0..<300_000, using: &generator)),\"city\":\"\(generator.pick(colors))\"},"
            + "\"items\":[{\"sku\":\"\(generator.pick(colors))-\(row % 97)\",\"quantity\":\(row % 5 + 1)}],\"total\":"
            + "\(Int.random(in: 100..<99_999, using: &generator)),\"placedAt\":\(1_735_689_600_000 + row * 37)}"
    }

    static func columns() -> [(String, [ByteString])] {
        var generator = Generator()
        return [
            ("uuids", (0..<500_000).map { _ in ByteString(uuid(&generator)) }),
            ("comments", (0..<500_000).map { _ in ByteString(comment(&generator)) }),
            ("urls", (0..<300_000).map { _ in ByteString(url(&generator)) }),
            ("json", (0..<200_000).map { ByteString(json(&generator, $0)) }),
            (
                "decimals",
                (0..<1_000_000).map { _ in
                    ByteString((0..<5).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
                }
            ),
        ]
    }
}
