package cloudauthlocal;

/** A call that says what a throttled or failed one had said. */
public final class Retry {
    /** The operation. */
    public final String operation;
    /** The number of the call. */
    public final long call;
    /** The number of the call that had failed. */
    public final long of;
    /** How that one was answered. */
    public final String code;
    /** How long the client was told to wait, in milliseconds; 0 where it was told nothing. */
    public final long toldMs;
    /** How long it waited, in milliseconds. */
    public final long waitedMs;
    /** Whether that was long enough. */
    public final boolean inTime;

    Retry(Object json) {
        operation = Json.text(json, "operation");
        call = Json.number(json, "call");
        of = Json.number(json, "of");
        code = Json.text(json, "code");
        toldMs = Json.number(json, "toldMs");
        waitedMs = Json.number(json, "waitedMs");
        inTime = Boolean.TRUE.equals(Json.get(json, "inTime"));
    }
}
