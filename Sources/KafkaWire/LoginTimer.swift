import KafkaBroker
import NIOCore

/// Closes a connection whose client has not logged in after some time.
final class LoginTimer: ChannelInboundHandler {
    typealias InboundIn = NIOAny

    private let login: ClientLogin
    private let patience: TimeAmount
    private var scheduled: Scheduled<Void>?

    init(_ login: ClientLogin, patience: TimeAmount = .seconds(WireLimits.loginSeconds)) {
        self.login = login
        self.patience = patience
    }

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        scheduled = context.eventLoop.scheduleTask(in: patience) { [login] in
            if !login.isAuthenticated { channel.close(promise: nil) }
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        scheduled?.cancel()
        context.fireChannelInactive()
    }
}
