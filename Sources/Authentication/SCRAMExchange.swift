import Foundation

/// The server's side of SCRAM (RFC 5802, sections 5 and 7), without channel binding.
struct SCRAMExchange: Sendable {
    private enum State: Sendable {
        case clientFirst
        case clientFinal(user: String, keys: StoredKeys, header: String, nonce: String, transcript: String)
    }

    private let hash: HashFunction
    private let serverNonce: String
    private var state = State.clientFirst

    init(_ hash: HashFunction, nonce: String) {
        self.hash = hash
        serverNonce = nonce
    }

    mutating func take(_ message: [UInt8], _ users: UserStore) throws(AuthenticationError) -> Login.Step {
        guard let text = String(validating: message, as: UTF8.self) else { throw .malformed("it is not UTF-8") }
        switch state {
        case .clientFirst:
            let first = try ClientFirst(text)
            let keys = users.keys(of: first.name, hash)
            let nonce = first.nonce + serverNonce
            let salt = Data(keys.salt).base64EncodedString()
            let answer = "r=\(nonce),s=\(salt),i=\(keys.iterations)"
            state = .clientFinal(
                user: first.name, keys: keys, header: first.header, nonce: nonce,
                transcript: first.bare + "," + answer + ",")
            return .challenge(Array(answer.utf8))
        case .clientFinal(let user, let keys, let header, let nonce, let transcript):
            let final = try ClientFinal(text)
            guard final.header == Array(header.utf8) else { throw .malformed("another header than before") }
            guard final.nonce == nonce else { throw .malformed("another nonce than before") }
            let signed = Array((transcript + final.withoutProof).utf8)
            guard proves(final.proof, keys, signed) else { throw .refused }
            let signature = hash.authenticationCode(of: signed, key: keys.serverKey)
            return .success(user: user, message: Array("v=\(Data(signature).base64EncodedString())".utf8))
        }
    }

    private func proves(_ proof: [UInt8], _ keys: StoredKeys, _ signed: [UInt8]) -> Bool {
        let signature = hash.authenticationCode(of: signed, key: keys.storedKey)
        guard proof.count == signature.count else { return false }
        let clientKey = zip(proof, signature).map { $0 ^ $1 }
        return areEqual(hash.hash(clientKey), keys.storedKey)
    }
}

/// `n,a=other,n=name,r=nonce`: what a client begins with.
private struct ClientFirst {
    /// What precedes the part that is signed.
    let header: String
    let bare: String
    let name: String
    let nonce: String

    init(_ text: String) throws(AuthenticationError) {
        let parts = text.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformed("expected n,,n=NAME,r=NONCE") }
        guard parts[0] == "n" || parts[0] == "y" else { throw .malformed("channel binding is not offered") }
        header = "\(parts[0]),\(parts[1]),"
        bare = String(parts[2])
        let fields = bare.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count >= 2, let name = value(fields[0], "n"), let nonce = value(fields[1], "r") else {
            throw .malformed("expected n=NAME,r=NONCE; mandatory extensions are not known")
        }
        self.name = try decoded(name)
        guard !nonce.isEmpty, nonce.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .malformed("the nonce is empty or not printable")
        }
        self.nonce = String(nonce)
        guard !parts[1].isEmpty else { return }
        guard let other = value(parts[1], "a") else { throw .malformed("expected a=NAME in the header") }
        guard try decoded(other).utf8.elementsEqual(self.name.utf8) else { throw .refused }
    }
}

/// `c=header,r=nonce,p=proof`: the proof, behind everything that it signs.
private struct ClientFinal {
    let header: [UInt8]
    let nonce: String
    let proof: [UInt8]
    let withoutProof: String

    init(_ text: String) throws(AuthenticationError) {
        let fields = text.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count >= 3, let header = value(fields[0], "c"), let nonce = value(fields[1], "r"),
            let last = fields.last, let proof = value(last, "p")
        else { throw .malformed("expected c=HEADER,r=NONCE,p=PROOF") }
        guard let headerBytes = Data(base64Encoded: String(header)), let bytes = Data(base64Encoded: String(proof))
        else { throw .malformed("header and proof are in Base64") }
        self.header = Array(headerBytes)
        self.nonce = String(nonce)
        self.proof = Array(bytes)
        withoutProof = fields.dropLast().joined(separator: ",")
    }
}

private func value(_ field: Substring, _ name: Character) -> Substring? {
    let text = field.dropFirst(2)
    return field.utf8.elementsEqual("\(name)=\(text)".utf8) ? text : nil
}

/// A name, in which comma and equals sign are written as `=2C` and `=3D`.
private func decoded(_ text: Substring) throws(AuthenticationError) -> String {
    let pieces = text.split(separator: "=", omittingEmptySubsequences: false)
    var name = String(pieces.first ?? "")
    for piece in pieces.dropFirst() {
        if piece.hasPrefix("2C") {
            name += ","
        } else if piece.hasPrefix("3D") {
            name += "="
        } else {
            throw .malformed("= in a name is written as =3D")
        }
        name += piece.dropFirst(2)
    }
    guard (1...AuthenticationLimits.textBytes).contains(name.utf8.count) else { throw .refused }
    return name
}
