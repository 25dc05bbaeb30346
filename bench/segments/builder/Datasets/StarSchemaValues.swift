/// The value domains of the Star Schema Benchmark (O'Neil, O'Neil and Chen, revision 3, 2009), most of which are those
/// of TPC-H.
enum StarSchemaValues {
    static let colours = words(
        """
        almond antique aquamarine azure beige bisque black blanched blue blush brown burlywood burnished chartreuse
        chiffon chocolate coral cornflower cornsilk cream cyan dark deep dim dodger drab firebrick floral forest frosted
        gainsboro ghost goldenrod green grey honeydew hot indian ivory khaki lace lavender lawn lemon light lime linen
        magenta maroon medium metallic midnight mint misty moccasin navajo navy olive orange orchid pale papaya peach
        peru pink plum powder puff purple red rose rosy royal saddle salmon sandy seashell sienna sky slate smoke snow
        spring steel tan thistle tomato turquoise violet wheat white yellow
        """)

    /// Nations in the order of their numbers, each with its region. A phone number starts with the nation's number +
    /// 10.
    static let nations: [(name: String, region: String)] = [
        ("ALGERIA", "AFRICA"), ("ARGENTINA", "AMERICA"), ("BRAZIL", "AMERICA"), ("CANADA", "AMERICA"),
        ("EGYPT", "MIDDLE EAST"), ("ETHIOPIA", "AFRICA"), ("FRANCE", "EUROPE"), ("GERMANY", "EUROPE"),
        ("INDIA", "ASIA"), ("INDONESIA", "ASIA"), ("IRAN", "MIDDLE EAST"), ("IRAQ", "MIDDLE EAST"),
        ("JAPAN", "ASIA"), ("JORDAN", "MIDDLE EAST"), ("KENYA", "AFRICA"), ("MOROCCO", "AFRICA"),
        ("MOZAMBIQUE", "AFRICA"), ("PERU", "AMERICA"), ("CHINA", "ASIA"), ("ROMANIA", "EUROPE"),
        ("SAUDI ARABIA", "MIDDLE EAST"), ("VIETNAM", "ASIA"), ("RUSSIA", "EUROPE"), ("UNITED KINGDOM", "EUROPE"),
        ("UNITED STATES", "AMERICA"),
    ]

    static let marketSegments = words("AUTOMOBILE BUILDING FURNITURE HOUSEHOLD MACHINERY")
    static let orderPriorities = ["1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECI", "5-LOW"]
    static let shipModes = ["REG AIR", "AIR", "RAIL", "TRUCK", "MAIL", "FOB", "SHIP"]

    static let types = combined([
        words("STANDARD SMALL MEDIUM LARGE ECONOMY PROMO"), words("ANODIZED BURNISHED PLATED POLISHED BRUSHED"),
        words("TIN NICKEL BRASS STEEL COPPER"),
    ])
    static let containers = combined([
        words("SM MED LG JUMBO WRAP"), words("CASE BOX BAG JAR PACK PKG CAN DRUM"),
    ])

    private static func words(_ text: String) -> [String] {
        text.split { $0 == " " || $0 == "\n" }.map { String($0) }
    }

    /// One word of each list, in all combinations.
    private static func combined(_ lists: [[String]]) -> [String] {
        lists.dropFirst().reduce(lists[0]) { done, next in done.flatMap { first in next.map { "\(first) \($0)" } } }
    }
}
