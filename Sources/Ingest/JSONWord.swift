/// A word of JSON's, to be compared as one number.
enum JSONWord {
    case `true`
    case `false`
    case null

    var name: String {
        switch self {
        case .true: "true"
        case .false: "false"
        case .null: "null"
        }
    }

    var length: Int { self == .false ? 5 : 4 }

    /// The letters, the first in the least significant byte.
    var letters: UInt64 {
        switch self {
        case .true: 0x6575_7274
        case .false: 0x65_736C_6166
        case .null: 0x6C6C_756E
        }
    }
}
