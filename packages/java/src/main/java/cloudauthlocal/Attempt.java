package cloudauthlocal;

/** One try to deliver a callback. */
public final class Attempt {
    /** The transaction that it reports. */
    public final String transactionId;
    /** Which try it was, from 1. */
    public final int number;
    /** The URL that the merchant gave, with the report; the value of callbackToken is masked. */
    public final String url;
    /** Where it was sent, where a map says otherwise; null where it went to the URL. */
    public final String sentTo;
    /** The status of the answer; 0 where there was none. */
    public final int status;
    /** What went wrong; null where nothing did. */
    public final String failure;
    /** Whether the receiver answered 200, so that it is not called again. */
    public final boolean accepted;

    Attempt(Object json) {
        transactionId = Json.text(json, "transactionId");
        number = (int) Json.number(json, "try");
        url = Json.text(json, "url");
        sentTo = Json.text(json, "sentTo");
        status = (int) Json.number(json, "status");
        failure = Json.text(json, "failure");
        accepted = Boolean.TRUE.equals(Json.get(json, "accepted"));
    }
}
