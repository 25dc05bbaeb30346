/// Values that collide with each other and lie at edges.
enum LabValues {
    static let integers: [Int64] = [
        0, 1, -1, 2, 3, 4, -4, 7, 10, 100, 2_147_483_647, -2_147_483_648, 4_294_967_296, 1 << 53, 1 << 53 + 1, .max,
        .max - 1, .min + 1, .min,
    ]
    static let literalDoubles = [0, 0.25, -0.25, 0.5, 1, -1, 1.75, 2, -2, 100, 1e6]
    /// What integers are compared with.
    static let boundDoubles = [0.5, -0.5, 1, 1.5, -3.25, 9_007_199_254_740_992, 1e19, -1e19, 9_223_372_036_854_775_808]
    static let wideDoubles: [Double] = [0x1p53, 0x1p53 + 2, -0x1p53, 0x1p63, -0x1p63]
    static let integerEdges: [Int64] = [
        .max, .max - 1, .min, .min + 1, 1 << 53, 1 << 53 + 1, -(1 << 53) - 1, 0, 1, -1, 4_294_967_296, 2_147_483_648,
    ]
    static let intEdges: [Int64] = [2_147_483_647, -2_147_483_648, 2_147_483_646, 0, 1, -1, 65_536, 32_768]
    static let doubleEdges: [Double] = [
        .infinity, -.infinity, 1e308, -1e308, 5e-324, 0, -0.0, 1, 9_007_199_254_740_992, 9_007_199_254_740_994,
        -9_007_199_254_740_992, 9_223_372_036_854_775_808, -9_223_372_036_854_775_808, 1e19, 0.1,
    ]
    static let floatEdges: [Double] = [
        .infinity, -.infinity, Double(Float.greatestFiniteMagnitude), Double(Float.leastNonzeroMagnitude), -0.0,
        16_777_216, Double(Float(0.1)),
    ]
    static let decimals = [0.1, 0.2, 0.3, 1.0 / 3, -0.1, 2.5, 99.99, 1e-3]

    /// Around days, years and leap days, before and after 1970, and where Berlin and New York change their clocks.
    static let instants: [Int64] = [
        0, -1, 1, 999, 86_399_999, 86_400_000, -86_400_000, 1_356_998_400_000, 1_357_020_000_000, 1_357_041_600_000,
        951_782_400_000, 951_868_799_999, -2_208_988_800_000, 4_102_444_800_000, 1_364_691_599_999, 1_364_691_600_000,
        1_382_835_600_000, 1_383_458_400_000, 1_456_704_000_000, -11_676_096_000_000, -61_000_000_000_000,
        253_000_000_000_000,
    ]

    static let texts = [
        "", "a", "A", "ab", "aB", "abc", "b", "é", "e\u{301}", "éa", "日本", "🐦", "a🐦b", "a_b", "a%b", "z%", "\\",
        "a\\b", "'", "it''s", " a ", "a b", "null", "NULL", "0", "-1", "10", "9", "true", "2013-01-01",
        "a long text that does not fit a short form of twelve or so bytes",
    ]

    /// At most nine digits in front of the point and six behind.
    static let decimalDigits = [
        "0.0", "1.5", "-1.5", "0.000001", "123456789.123456", "-0.1", "0.10", "99999999.999999", "3.0", "-3.000",
        "0.25",
    ]
    static let listTexts = ["a", "b", "ab", "", "é", "A"]

    static let patterns = [
        "", "%", "_", "__", "a%", "%b", "%a%", "a_b", "a\\_b", "a\\%b", "\\%", "%\\%", "\\\\", "a\\\\b", "é_", "_a",
        "%é%", "日%", "_🐦_", "%b%", "a%b%c", "%%", "_%", "%_", "it%s", "A%", "%'%", "%\\_%",
    ]
}
