import Crypto

/// The hash functions that keys are made with.
public enum HashFunction: String, CaseIterable, Sendable {
    case sha256 = "SCRAM-SHA-256"
    case sha512 = "SCRAM-SHA-512"

    var byteCount: Int { self == .sha256 ? SHA256.byteCount : SHA512.byteCount }

    func hash(_ bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .sha256: Array(SHA256.hash(data: bytes))
        case .sha512: Array(SHA512.hash(data: bytes))
        }
    }

    func authenticationCode(of bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        switch self {
        case .sha256: Array(HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: key)))
        case .sha512: Array(HMAC<SHA512>.authenticationCode(for: bytes, using: SymmetricKey(data: key)))
        }
    }

    /// `Hi` of RFC 5802: PBKDF2 with one block.
    func saltedPassword(_ password: [UInt8], salt: [UInt8], iterations: Int) -> [UInt8] {
        switch self {
        case .sha256: Self.derive(SHA256.self, password, salt, iterations)
        case .sha512: Self.derive(SHA512.self, password, salt, iterations)
        }
    }

    private static func derive<Hash: Crypto.HashFunction>(
        _ hash: Hash.Type, _ password: [UInt8], _ salt: [UInt8], _ iterations: Int
    ) -> [UInt8] {
        // The state behind the key is the same in every round.
        let keyed = HMAC<Hash>(key: SymmetricKey(data: password))
        var first = keyed
        first.update(data: salt + [0, 0, 0, 1])
        var round = Array(first.finalize())
        var result = round
        for _ in 1..<max(iterations, 2) where iterations > 1 {
            var next = keyed
            next.update(data: round)
            round = Array(next.finalize())
            for index in result.indices { result[index] ^= round[index] }
        }
        return result
    }
}

/// Whether two secrets are equal, in a time that tells nothing of where they differ.
func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    guard one.count == other.count else { return false }
    var difference: UInt8 = 0
    for (left, right) in zip(one, other) { difference |= left ^ right }
    return difference == 0
}
