package cloudauthlocal;

import java.util.Map;

/** One callback as it arrived at a {@link Receiver}. */
public final class Callback {
    /** {@code GET}, or {@code POST}. */
    public final String method;
    /** The path of the URL, such as {@code /verified}. */
    public final String path;
    /** All parameters of the query, and of a form body. */
    public final Map<String, String> parameters;

    Callback(String method, String path, Map<String, String> parameters) {
        this.method = method;
        this.path = path;
        this.parameters = parameters;
    }

    /**
     * The transaction that it reports.
     *
     * @return {@code transactionId}
     */
    public String transactionId() {
        return parameters.get("transactionId");
    }

    /**
     * Whether the check passed.
     *
     * @return whether {@code passed} is {@code Y}
     */
    public boolean passed() {
        return "Y".equals(parameters.get("passed"));
    }

    /**
     * How the check ended.
     *
     * @return {@code subCode}
     */
    public String subCode() {
        return parameters.get("subCode");
    }

    /**
     * What Initialize had for a CallbackToken.
     *
     * @return {@code callbackToken}; null where there is none
     */
    public String token() {
        return parameters.get("callbackToken");
    }
}
