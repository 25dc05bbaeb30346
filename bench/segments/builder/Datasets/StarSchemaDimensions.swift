import BenchSupport
import Bytes

/// Customers or suppliers: somebody with a name, an address and a telephone. Entry `i` has the key `i + 1`.
struct StarSchemaParties {
    private(set) var names: [ByteString] = []
    private(set) var addresses: [ByteString] = []
    private(set) var phones: [ByteString] = []
    /// Index of each one's nation in `StarSchemaValues.nations`, and of its city in `cities`.
    private(set) var nations: [Int] = []
    private(set) var cities: [Int] = []

    private static let addressCharacters = Array(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ,. ".utf8)
    private static let addressLengths = 10...25
    static let citiesPerNation = 10

    init(_ count: Int, prefix: String, _ random: inout SplitMix64) {
        for key in 1...count {
            names.append(ByteString("\(prefix)#\(padded(key, 9))"))
            let length = random.within(Self.addressLengths)
            addresses.append(ByteString((0..<length).map { _ in random.pick(Self.addressCharacters) }))
            let nation = random.below(StarSchemaValues.nations.count)
            nations.append(nation)
            cities.append(nation * Self.citiesPerNation + random.below(Self.citiesPerNation))
            let local = "\(random.within(100...999))-\(random.within(100...999))-\(random.within(1000...9999))"
            phones.append(ByteString("\(nation + 10)-\(local)"))
        }
    }

    /// Nine letters of the nation, and a digit.
    static let cityNames: [ByteString] = StarSchemaValues.nations.flatMap { nation in
        let prefix = String((nation.name + "         ").prefix(9))
        return (0..<citiesPerNation).map { ByteString("\(prefix)\($0)") }
    }
}

/// Parts. Entry `i` has the key `i + 1`; the others are indexes in the list of the values.
struct StarSchemaParts {
    private(set) var names: [Int] = []
    private(set) var manufacturers: [Int] = []
    private(set) var categories: [Int] = []
    private(set) var brands: [Int] = []
    private(set) var colours: [Int] = []
    private(set) var types: [Int] = []
    private(set) var sizes: [Int] = []
    private(set) var containers: [Int] = []

    init(_ count: Int, _ random: inout SplitMix64) {
        let colourCount = StarSchemaValues.colours.count
        for _ in 0..<count {
            let colour = random.below(colourCount)
            let second = (colour + 1 + random.below(colourCount - 1)) % colourCount
            names.append(colour * colourCount + second)
            colours.append(colour)
            let category = random.below(25)
            manufacturers.append(category / 5)
            categories.append(category)
            brands.append(category * 40 + random.below(40))
            types.append(random.below(StarSchemaValues.types.count))
            sizes.append(random.within(1...50))
            containers.append(random.below(StarSchemaValues.containers.count))
        }
    }

    static let nameList: [ByteString] = StarSchemaValues.colours.flatMap { first in
        StarSchemaValues.colours.map { ByteString("\(first) \($0)") }
    }
    static let manufacturerList = (1...5).map { ByteString("MFGR#\($0)") }
    static let categoryList = (1...5).flatMap { first in (1...5).map { ByteString("MFGR#\(first)\($0)") } }
    static let brandList = categoryList.flatMap { category in
        (1...40).map { ByteString("\(category.string)\($0)") }
    }

    /// Cents, from the key, as TPC-H has it.
    static func retailPrice(key: Int) -> Int { 90_000 + key / 10 % 20_001 + 100 * (key % 1000) }
}

/// The number with zeros before it.
func padded(_ number: Int, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(digits - text.count, 0)) + text
}
