/// The version of the program, as `martlet --version` and `GET /version` say it.
public enum MartletVersion {
    public static let current = "0.1.0"
}
