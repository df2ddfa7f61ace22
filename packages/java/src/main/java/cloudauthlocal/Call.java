package cloudauthlocal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A call of the journal with its answer. {@code GET /_emulator/openapi.json} says what each member is. */
public final class Call {
    /** Its number in the journal. */
    public final long id;
    /** The operation; null where it was not known. */
    public final String operation;
    /** The HTTP method. */
    public final String method;
    /** The decoded parameters. */
    public final Map<String, String> parameters;
    /** The headers that the journal keeps. */
    public final Map<String, String> headers;
    /** The HTTP status of the answer. */
    public final int status;
    /** {@code Code} of the answer. */
    public final String code;
    /** {@code Message} of a refusal; null of a success. */
    public final String message;
    /** The members of {@code Result} of a success. */
    public final Map<String, String> result;
    /** What a throttled client was told to wait, in milliseconds; 0 where it was told nothing. */
    public final long retryAfterMs;
    /** The rules that acted. */
    public final List<String> rules;
    /** What passed though the documentation says otherwise. */
    public final List<String> tolerated;
    /** What the developer is told beyond the message; null where there is nothing. */
    public final String hint;
    /** The transaction that the call made or asked for; null where there is none. */
    public final String transactionId;

    private Call(Object json) {
        Object answer = Json.get(json, "answer");
        id = Json.number(json, "id");
        operation = Json.text(json, "operation");
        method = Json.text(json, "method");
        parameters = Json.strings(json, "parameters");
        headers = Json.strings(json, "headers");
        status = (int) Json.number(answer, "status");
        code = Json.text(answer, "code");
        message = Json.text(answer, "message");
        result = Json.strings(answer, "result");
        retryAfterMs = Json.number(answer, "retryAfterMs");
        rules = strings(Json.list(json, "rules"));
        tolerated = strings(Json.list(json, "tolerated"));
        hint = Json.text(json, "hint");
        transactionId = Json.text(json, "transactionId");
    }

    /** The calls of a key, newest first: as many as one answer holds, up to a limit. */
    static List<Call> newestFirst(Admin admin, Map<String, String> key, int limit) {
        Map<String, String> query = new LinkedHashMap<>(key);
        query.put("limit", String.valueOf(limit));
        return calls(admin.ask("GET", "requests", query, null));
    }

    /** All calls of a key, oldest first. */
    static List<Call> oldestFirst(Admin admin, Map<String, String> key) {
        Map<String, String> query = new LinkedHashMap<>(key);
        query.put("limit", "1000");
        List<Call> calls = new ArrayList<>();
        String next;
        do {
            Object page = admin.ask("GET", "requests", query, null);
            calls.addAll(calls(page));
            next = Json.text(page, "next");
            query.put("cursor", next);
        } while (next != null);
        Collections.reverse(calls);
        return calls;
    }

    private static List<Call> calls(Object page) {
        return Json.list(page, "requests").stream().map(Call::new).collect(Collectors.toList());
    }

    static List<String> strings(List<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.toList());
    }
}
