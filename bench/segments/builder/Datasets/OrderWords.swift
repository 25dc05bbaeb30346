import BenchSupport
import Bytes

/// What can happen to an order. Those that are delivered go through the first five.
enum OrderStatus {
    static let names: [ByteString] = [
        "PLACED", "ACCEPTED", "READY", "PICKED_UP", "DELIVERED", "RATED", "CANCELLED",
    ]
    static let rated = 5
    static let cancelled = 6
    /// How many of a hundred such events have a comment.
    static let commentPercent = [45, 5, 5, 15, 25, 90, 80]
}

enum OrderWords {
    private static let beginnings = [
        "Nord", "Ost", "Alt", "Neu", "Grün", "Stein", "Wald", "Hoch", "Lang", "König", "Brunn", "Eich", "Linden", "Rot",
        "Silber", "Frei",
    ]
    private static let endings = [
        "burg", "stadt", "hausen", "feld", "bach", "berg", "dorf", "heim", "furt", "hafen", "au", "ried", "see", "tal",
        "brück",
    ]

    /// One of 240 names.
    static func city(_ number: Int) -> ByteString {
        ByteString(beginnings[number % beginnings.count] + endings[number / beginnings.count % endings.count])
    }

    /// The most frequent first.
    static let vocabulary: [ByteString] =
        """
        the and please to a with no at is it door was leave for in of very not ring extra food bell good great my on \
        sauce cold late side but you spicy as we at fast friendly call when this floor too driver second third fresh \
        onions napkins again hot order gate code house arrived garden entrance never cheese without tasty portion small \
        large missing rice pizza noodles burger soup salad dessert drink bottle coke water lemon garlic chili pepper \
        salt bread chicken beef pork tofu fish vegan vegetarian allergic nuts peanuts gluten milk dairy eggs office \
        reception neighbour left right corner building blue red green yellow white black behind front stairs lift \
        broken phone number knock quietly baby sleeping dog barks careful bag torn spilled soggy crispy perfect \
        delicious disappointing excellent average wrong refund asked waited minutes hour long short thanks thank \
        always favourite place recommend everything anything something nothing else more less next time today tonight \
        lunch dinner breakfast family kids party birthday cutlery chopsticks forks spoons cash change card tip paid
        """
        .split { $0 == " " || $0 == "\n" }.map { ByteString(String($0)) }
}

/// Writes sentences, in which few words are frequent and most are rare.
struct CommentWriter {
    private let ranks: ZipfRanks
    private var positions: [ByteString: UInt32] = [:]
    /// The distinct comments.
    private(set) var written: [ByteString] = []

    init(_ random: inout SplitMix64) { ranks = ZipfRanks(OrderWords.vocabulary.count, &random) }

    /// The position of a new comment in `written`.
    mutating func write(_ random: inout SplitMix64) -> UInt32 {
        var text: [UInt8] = []
        for _ in 0..<random.within(2...random.within(4...18)) {
            if !text.isEmpty { text.append(UInt8(ascii: " ")) }
            text += OrderWords.vocabulary[ranks.draw(&random)].bytes
        }
        let comment = ByteString(text)
        if let position = positions[comment] { return position }
        let position = UInt32(written.count)
        positions[comment] = position
        written.append(comment)
        return position
    }
}
