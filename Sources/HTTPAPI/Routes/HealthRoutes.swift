import Engine
import Hummingbird

extension Routes {
    func addHealth(to router: Router<Context>) {
        router.get("/health") { _, _ in readiness() }
        router.get("/health/readiness") { _, _ in readiness() }
        router.get("/health/liveness") { _, _ in Response(text: "OK") }
        router.get("/version") { _, _ in
            Response { writer in writer.member("martlet", MartletVersion.current) }
        }
        router.get("/metrics") { _, _ in
            var response = Response(text: MetricsText.text(database.metrics(), process: process))
            response.headers[.contentType] = "text/plain; version=0.0.4; charset=utf-8"
            return response
        }
    }

    /// Ready means that everything which the log held at the start can be queried.
    private func readiness() -> Response {
        if database.isReady { return Response(text: "OK") }
        return Response(status: .serviceUnavailable, text: "NOT_READY: records from before the start are being read")
    }
}
