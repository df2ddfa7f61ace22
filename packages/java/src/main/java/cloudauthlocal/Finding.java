package cloudauthlocal;

import java.util.List;

/** Something that the client did and that will fail in production. */
public final class Finding {
    /** The name of the mistake. */
    public final String rule;
    /** What was seen. */
    public final String seen;
    /** The numbers of the calls in which it was seen. */
    public final List<String> calls;
    /** Why it matters, and what to do. */
    public final String why;

    Finding(Object json) {
        rule = Json.text(json, "rule");
        seen = Json.text(json, "seen");
        calls = Call.strings(Json.list(json, "calls"));
        why = Json.text(json, "why");
    }

    @Override
    public String toString() {
        return rule + " (calls " + String.join(", ", calls) + "): " + seen + ". " + why;
    }
}
