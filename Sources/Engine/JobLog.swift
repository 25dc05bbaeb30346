/// Jobs since the start by their identifiers, as far as they are remembered.
struct JobLog<Job: Identifiable> where Job.ID == String {
    /// Jobs that are remembered; of more, the oldest are forgotten.
    static var maximumJobs: Int { 1_000 }

    private var jobs: [String: Job] = [:]
    private var order: [String] = []

    subscript(id: String) -> Job? { jobs[id] }

    mutating func add(_ job: Job) {
        if order.count == Self.maximumJobs { jobs[order.removeFirst()] = nil }
        order.append(job.id)
        jobs[job.id] = job
    }

    mutating func forget(_ id: String) {
        jobs[id] = nil
        order.removeAll { $0 == id }
    }

    /// Changes a job that is still remembered.
    mutating func update(_ id: String, _ change: (inout Job) -> Void) {
        guard var job = jobs[id] else { return }
        change(&job)
        jobs[id] = job
    }
}
