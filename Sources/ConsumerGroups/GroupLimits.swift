/// What the coordinator accepts, and how long it waits.
public enum GroupLimits {
    /// Session timeouts that a member may ask for.
    public static let sessionTimeout: ClosedRange<Duration> = .seconds(1) ... .seconds(30 * 60)
    /// Rebalance timeouts are cut down to this.
    public static let rebalanceTimeout = Duration.seconds(60 * 60)
    /// Groups with members.
    public static let groups = 10_000
    /// Members of one group, those that wait to join included.
    public static let members = 1_000
    /// Protocols that one member offers.
    public static let protocols = 100
    /// Bytes of metadata that all protocols of one member have together, and of one member's assignment.
    public static let metadataBytes = 1 << 20
}
