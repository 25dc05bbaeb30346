/// The names that appear in synthetic orders.
enum OrderNames {
    static var restaurantCount: Int { firstNames.count * lastNames.count }

    /// The restaurant of a rank and the one city that it is in.
    static func restaurant(rank: Int) -> (name: String, city: String) {
        // A stride that shares no factor with the number of names visits each once, in an order without pattern.
        let number = rank * 97 % restaurantCount
        let name = "\(firstNames[number % firstNames.count]) \(lastNames[number / firstNames.count])"
        return (name, cities[number * 7 % cities.count])
    }

    /// How far an order is, by a number below 100.
    static func status(percent: Int) -> String {
        switch percent {
        case ..<15: "placed"
        case ..<35: "preparing"
        case ..<50: "delivering"
        case ..<95: "delivered"
        default: "cancelled"
        }
    }

    private static let firstNames = [
        "Golden", "Little", "Blue", "Old", "Happy", "Green", "Silver", "Royal", "Lucky", "Smoky", "Sunny", "Hungry",
        "Wild", "Velvet", "Copper", "Spicy", "Corner", "Harbour", "Garden", "Midnight",
    ]

    private static let lastNames = [
        "Spoon", "Dragon", "Olive", "Kitchen", "Noodle", "Taco", "Bistro", "Oven", "Curry", "Grill", "Sushi", "Table",
        "Falafel", "Pizzeria", "Diner",
    ]

    private static let cities = [
        "Amsterdam", "Barcelona", "Berlin", "Copenhagen", "Dublin", "Lisbon", "London", "Madrid", "Milan", "Paris",
        "Prague", "Stockholm", "Vienna", "Warsaw", "Zürich",
    ]
}
