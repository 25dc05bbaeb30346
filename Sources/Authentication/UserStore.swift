/// The users that may log in, each with keys for the mechanisms that it may use.
public struct UserStore: Sendable {
    /// Keys of one user.
    public struct User: Equatable, Sendable {
        public var keys: [HashFunction: StoredKeys] = [:]

        /// Keys of a password for all mechanisms.
        public init(password: String, iterations: Int = AuthenticationLimits.defaultIterations) {
            for hash in HashFunction.allCases {
                keys[hash] = StoredKeys(password: password, hash: hash, iterations: iterations)
            }
        }

        package init(keys: [HashFunction: StoredKeys]) { self.keys = keys }
    }

    public private(set) var users: [String: User]
    /// Makes up salts for names that nobody has, the same whenever one is asked for.
    private let secret = randomBytes(32)

    public init(_ users: [String: User] = [:]) { self.users = users }

    /// Adds a user or replaces it.
    public mutating func set(_ user: User, for name: String) { users[name] = user }

    /// Removes a user; false if there is none of that name.
    public mutating func remove(_ name: String) -> Bool { users.removeValue(forKey: name) != nil }

    /// The user's keys. For a name that nobody has, and for a mechanism that it has no keys for, keys that nothing
    /// matches, so that the client does not learn which names there are.
    func keys(of name: String, _ hash: HashFunction) -> StoredKeys {
        users[name]?.keys[hash] ?? unknownKeys(name, hash)
    }

    /// The password's owner is asked for with the keys that cost least.
    func isPassword(_ password: String, of name: String) -> Bool {
        let known = HashFunction.allCases.lazy.compactMap { users[name]?.keys[$0] }.first
        return (known ?? unknownKeys(name, .sha256)).belongs(to: password) && known != nil
    }

    private func unknownKeys(_ name: String, _ hash: HashFunction) -> StoredKeys {
        let salt = hash.authenticationCode(of: Array(name.utf8), key: secret)
        return StoredKeys(
            hash: hash, salt: Array(salt.prefix(AuthenticationLimits.defaultSaltBytes)), iterations: usualIterations,
            storedKey: randomBytes(hash.byteCount), serverKey: randomBytes(hash.byteCount))
    }

    private var usualIterations: Int {
        users.values.lazy.compactMap { $0.keys.values.first?.iterations }.min()
            ?? AuthenticationLimits.defaultIterations
    }
}
