import Foundation
import Schema

// A file of users: an object of names; each has a `password`, or keys by the names of mechanisms.
extension UserStore {
    /// Reads a file of users. Keys are derived from passwords, which are not kept. Code: `INVALID_USERS`.
    public init(parsing bytes: [UInt8]) throws(AuthenticationError) {
        let document: JSONValue
        do throws(JSONError) {
            document = try JSONValue(
                parsing: bytes, limits: JSONLimits(documentBytes: AuthenticationLimits.fileBytes, depth: 4))
        } catch { throw .invalidUsers("the file of users: \(error)") }
        guard case .object(let members) = document else {
            throw .invalidUsers("the file of users holds \(document.kindName) instead of an object of names")
        }
        guard !members.isEmpty else { throw .invalidUsers("the file of users names nobody") }
        guard members.count <= AuthenticationLimits.users else {
            throw .invalidUsers("\(members.count) users; the limit is \(AuthenticationLimits.users)")
        }
        var users: [String: User] = [:]
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            try Self.check(name, "a name")
            users[name] = try Self.user(name, value)
        }
        self.init(users)
    }

    private static func user(_ name: String, _ value: JSONValue) throws(AuthenticationError) -> User {
        guard case .object(let fields) = value else { throw .invalidUsers("user \(name): expected an object") }
        if let password = fields["password"] {
            guard case .string(let text) = password, fields.count == 1 else {
                throw .invalidUsers("user \(name): a password is a text, and stands alone")
            }
            try check(text, "the password of \(name)")
            return User(password: text)
        }
        var keys: [HashFunction: StoredKeys] = [:]
        for (field, value) in fields {
            guard let hash = HashFunction(rawValue: field) else {
                throw .invalidUsers("user \(name): \(field) is neither \"password\" nor a mechanism with keys")
            }
            keys[hash] = try stored(hash, value, "user \(name), \(field)")
        }
        guard !keys.isEmpty else { throw .invalidUsers("user \(name) has neither a password nor keys") }
        return User(keys: keys)
    }

    private static func stored(
        _ hash: HashFunction, _ value: JSONValue, _ place: String
    ) throws(AuthenticationError) -> StoredKeys {
        let names: Set = ["salt", "iterations", "storedKey", "serverKey"]
        guard case .object(let fields) = value, Set(fields.keys) == names else {
            throw .invalidUsers("\(place): expected salt, iterations, storedKey and serverKey")
        }
        guard case .integer(let number) = fields["iterations"], let iterations = Int(exactly: number),
            AuthenticationLimits.iterations.contains(iterations)
        else {
            let (low, high) = (AuthenticationLimits.iterations.lowerBound, AuthenticationLimits.iterations.upperBound)
            throw .invalidUsers("\(place): iterations is a number from \(low) to \(high)")
        }
        let salt = try bytes(fields["salt"], "\(place), salt", AuthenticationLimits.saltBytes)
        let size = hash.byteCount...hash.byteCount
        return StoredKeys(
            hash: hash, salt: salt, iterations: iterations,
            storedKey: try bytes(fields["storedKey"], "\(place), storedKey", size),
            serverKey: try bytes(fields["serverKey"], "\(place), serverKey", size))
    }

    private static func bytes(
        _ value: JSONValue?, _ place: String, _ sizes: ClosedRange<Int>
    ) throws(AuthenticationError) -> [UInt8] {
        guard case .string(let text) = value, let data = Data(base64Encoded: text), sizes.contains(data.count) else {
            throw .invalidUsers("\(place): expected \(sizes.lowerBound) to \(sizes.upperBound) bytes in Base64")
        }
        return Array(data)
    }

    /// Throws for a name or a password that no client could send.
    public static func check(_ text: String, _ what: String) throws(AuthenticationError) {
        guard !text.isEmpty, text.utf8.count <= AuthenticationLimits.textBytes, !text.utf8.contains(0) else {
            throw .invalidUsers("\(what) has 1 to \(AuthenticationLimits.textBytes) bytes, none of them zero")
        }
    }

    /// The file of these users, with keys and without passwords. It has a line end behind it.
    public var serialized: [UInt8] {
        let members = users.mapValues { user in
            JSONValue.object(
                Dictionary(uniqueKeysWithValues: user.keys.map { ($0.key.rawValue, $0.value.document) }))
        }
        return JSONValue.object(members).serialized + [UInt8(ascii: "\n")]
    }
}

extension StoredKeys {
    fileprivate var document: JSONValue {
        .object([
            "salt": .string(Data(salt).base64EncodedString()), "iterations": .integer(Int64(iterations)),
            "storedKey": .string(Data(storedKey).base64EncodedString()),
            "serverKey": .string(Data(serverKey).base64EncodedString()),
        ])
    }
}
