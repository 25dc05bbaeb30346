/// What a server keeps of a password: enough to check a proof of it, not enough to give one (RFC 5802, section 3).
public struct StoredKeys: Equatable, Sendable {
    public let hash: HashFunction
    public let salt: [UInt8]
    public let iterations: Int
    public let storedKey: [UInt8]
    public let serverKey: [UInt8]

    package init(hash: HashFunction, salt: [UInt8], iterations: Int, storedKey: [UInt8], serverKey: [UInt8]) {
        self.hash = hash
        self.salt = salt
        self.iterations = iterations
        self.storedKey = storedKey
        self.serverKey = serverKey
    }

    /// The keys of a password. O(iterations).
    public init(
        password: String, hash: HashFunction, salt: [UInt8] = Self.newSalt(),
        iterations: Int = AuthenticationLimits.defaultIterations
    ) {
        let salted = hash.saltedPassword(Array(password.utf8), salt: salt, iterations: iterations)
        let clientKey = hash.authenticationCode(of: Array("Client Key".utf8), key: salted)
        self.init(
            hash: hash, salt: salt, iterations: iterations, storedKey: hash.hash(clientKey),
            serverKey: hash.authenticationCode(of: Array("Server Key".utf8), key: salted))
    }

    /// Random bytes from the system.
    public static func newSalt() -> [UInt8] { randomBytes(AuthenticationLimits.defaultSaltBytes) }

    /// Whether this is the password. O(iterations).
    func belongs(to password: String) -> Bool {
        let keys = StoredKeys(password: password, hash: hash, salt: salt, iterations: iterations)
        return areEqual(keys.storedKey, storedKey)
    }
}

/// From the system's generator, which is fit for secrets.
func randomBytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255) } }
