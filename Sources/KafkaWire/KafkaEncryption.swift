import Bytes
import NIOSSL

/// The certificate and the key with which connections of Kafka's clients are encrypted: TLS 1.2 and 1.3.
public struct KafkaEncryption: Sendable {
    let context: NIOSSLContext

    /// Reads both from files in PEM; the certificates of whoever signed it follow the server's own.
    /// Code: `INVALID_CERTIFICATE`.
    public init(certificateFile: String, keyFile: String) throws(KafkaEncryptionError) {
        let certificates: [NIOSSLCertificateSource]
        do { certificates = try NIOSSLCertificate.fromPEMFile(certificateFile).map { .certificate($0) } } catch {
            throw KafkaEncryptionError(message: "\(certificateFile) is no certificate in PEM: \(error)")
        }
        let key: NIOSSLPrivateKey
        do { key = try NIOSSLPrivateKey(file: keyFile, format: .pem) } catch {
            throw KafkaEncryptionError(message: "\(keyFile) is no key in PEM: \(error)")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificates, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        do { context = try NIOSSLContext(configuration: configuration) } catch {
            throw KafkaEncryptionError(message: "\(certificateFile) and \(keyFile) do not fit together: \(error)")
        }
    }
}

/// A certificate or a key that cannot be used.
public struct KafkaEncryptionError: CodedError, Equatable {
    public let message: String

    public var code: String { "INVALID_CERTIFICATE" }
}
