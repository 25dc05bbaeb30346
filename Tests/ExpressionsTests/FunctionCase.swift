import Bytes
import Expressions
import SQL
import Schema
import Testing

/// A call without columns and what comes of it.
struct FunctionCase: CustomTestStringConvertible, Sendable {
    enum Expected: Sendable {
        case value(Value)
        /// A double within a relative 1e-12.
        case near(Double)
        /// The code of an error, when the call is bound or when it is computed.
        case error(String)
    }

    let call: String
    let expected: Expected

    var testDescription: String { call }

    func check(_ row: OneRow = OneRow(), sourceLocation: Testing.SourceLocation = #_sourceLocation) {
        switch expected {
        case .error(let code): #expect(errorCode(call, row) == code, "\(call)", sourceLocation: sourceLocation)
        case .value(let value):
            #expect(throws: Never.self, "\(call)", sourceLocation: sourceLocation) {
                let found = try row.evaluate(call)
                #expect(found == value, "\(call)", sourceLocation: sourceLocation)
            }
        case .near(let value):
            #expect(throws: Never.self, "\(call)", sourceLocation: sourceLocation) {
                guard case .double(let found) = try row.evaluate(call) else {
                    Issue.record("\(call) is no double", sourceLocation: sourceLocation)
                    return
                }
                let isNear = abs(found - value) <= abs(value) * 1e-12 || (found.isNaN && value.isNaN)
                #expect(isNear, "\(call) is \(found), not \(value)", sourceLocation: sourceLocation)
            }
        }
    }
}

func text(_ call: String, _ expected: String) -> FunctionCase {
    FunctionCase(call: call, expected: .value(.string(ByteString(expected))))
}

func int(_ call: String, _ expected: Int64) -> FunctionCase {
    FunctionCase(call: call, expected: .value(.integer(expected)))
}

func bool(_ call: String, _ expected: Bool) -> FunctionCase {
    FunctionCase(call: call, expected: .value(.integer(expected ? 1 : 0)))
}

func real(_ call: String, _ expected: Double) -> FunctionCase { FunctionCase(call: call, expected: .near(expected)) }

func null(_ call: String) -> FunctionCase { FunctionCase(call: call, expected: .value(.null)) }

func fails(_ call: String, _ code: String) -> FunctionCase { FunctionCase(call: call, expected: .error(code)) }
