import Bytes
import Schema

/// Functions of instants, all in UTC.
enum TimeFunctions {
    static let all: [ScalarFunction] = []
}
