package cloudauthlocal;

import java.util.List;

/** The one error of this package: it says what is wrong, and ends with the last lines of the emulator's log. */
public final class CloudauthLocalException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What kind of error it is. */
    public enum Reason {
        /** There is no emulator to start. */
        NO_BINARY,
        /** The program is there, and this machine cannot run it. */
        WRONG_ARCHITECTURE,
        /** Another program listens on the port that was asked for. */
        PORT_IN_USE,
        /** The emulator is of another version than this package. */
        OTHER_VERSION,
        /** What answers at the URL is something else, or the URL is malformed. */
        NOT_AN_EMULATOR,
        /** Nothing answers at the URL. */
        UNREACHABLE,
        /** The program ended, or printed no URL, before it was ready. */
        START_FAILED,
        /** The emulator ended while it was in use. */
        DIED,
        /** The admin API refused what a test asked of it. */
        REFUSED
    }

    private final Reason reason;

    CloudauthLocalException(Reason reason, String message, List<String> log) {
        super("cloudauth-local: " + message
                + (log.isEmpty() ? "" : "\nthe emulator's log ends with:\n  " + String.join("\n  ", log)));
        this.reason = reason;
    }

    CloudauthLocalException(Reason reason, String message) {
        this(reason, message, List.of());
    }

    /**
     * What kind of error it is.
     *
     * @return the kind
     */
    public Reason reason() {
        return reason;
    }
}
