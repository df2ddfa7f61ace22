package cloudauthlocal;

import cloudauthlocal.CloudauthLocalException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which calls a rule acts on, and how: {@code account.fail("Throttling.Api", rule -> rule.first(2))}. Everything that is
 * given must hold; without any of it, every call.
 */
public final class Rule {
    /** Conditions beside which a count of calls can be carried on. */
    private static final Set<String> CARRIED = Set.of("calls", "operation", "probability");

    private final Map<String, Object> when;
    private final Map<String, Object> then;
    private String name;
    private boolean unusedOk;
    /** On how many calls it acted before it was last sent to the emulator, and since. */
    private long actedBefore;
    private long actedSince;
    /** How many calls it had counted when it was last sent. */
    private long counted;

    Rule(String name, Map<String, Object> when, Map<String, ?> then, boolean unusedOk) {
        this.name = name;
        this.when = new LinkedHashMap<>(when);
        this.then = new LinkedHashMap<>(then);
        this.unusedOk = unusedOk;
    }

    /**
     * The first calls.
     *
     * @param n how many
     * @return this rule
     */
    public Rule first(int n) {
        return calls("first", n);
    }

    /**
     * Exactly these calls.
     *
     * @param n their numbers; the first is 1
     * @return this rule
     */
    public Rule nth(int... n) {
        List<Long> numbers = new ArrayList<>();
        for (int number : n) {
            numbers.add((long) number);
        }
        return calls("nth", numbers);
    }

    /**
     * Every call after the first ones.
     *
     * @param n how many are left alone
     * @return this rule
     */
    public Rule after(int n) {
        return calls("after", n);
    }

    /**
     * Every so many calls.
     *
     * @param n 10 is calls 10, 20, 30 and so on
     * @return this rule
     */
    public Rule every(int n) {
        return calls("every", n);
    }

    /**
     * Calls of one operation only.
     *
     * @param operation such as {@code CheckResult}
     * @return this rule
     */
    public Rule operation(String operation) {
        when.put("operation", operation);
        return named("operation", operation);
    }

    /**
     * Conditions of the scenario format.
     *
     * @param conditions such as {@code Map.of("parameters", Map.of("SceneCode", "signup"))}
     * @return this rule
     */
    public Rule when(Map<String, ?> conditions) {
        when.putAll(conditions);
        return named("when", conditions);
    }

    /**
     * What a throttled client is told to wait.
     *
     * @param wait how long
     * @return this rule
     */
    public Rule retryAfter(Duration wait) {
        return with("retryAfter", milliseconds(wait));
    }

    /**
     * Another HTTP status than that of the code.
     *
     * @param status the status
     * @return this rule
     */
    public Rule status(int status) {
        return with("status", status);
    }

    /**
     * Another message than that of the code.
     *
     * @param message the message
     * @return this rule
     */
    public Rule message(String message) {
        return with("message", message);
    }

    /**
     * Lets the test pass though the rule never acted.
     *
     * @return this rule
     */
    public Rule unusedOk() {
        unusedOk = true;
        return this;
    }

    private Rule calls(String which, Object value) {
        Map<String, Object> limits = limits();
        limits.put(which, value instanceof Integer ? Long.valueOf((int) value) : value);
        when.put("calls", limits);
        return named(which, value);
    }

    private Rule with(String member, Object value) {
        then.put(member, value);
        return named(member, value);
    }

    private Rule named(String what, Object value) {
        name += ", " + what + " " + value;
        return this;
    }

    String name() {
        return name;
    }

    long acted() {
        return actedBefore + actedSince;
    }

    boolean isUnused() {
        return acted() == 0 && !unusedOk;
    }

    void noteActed(long acted) {
        actedSince = acted;
    }

    void noteSent() {
        actedBefore += actedSince;
        actedSince = 0;
    }

    private Map<String, Object> limits() {
        return Json.object(when.get("calls"));
    }

    /** Whether it can act on no further call. */
    boolean isSpent() {
        Map<String, Object> limits = limits();
        return limits.containsKey("first") && counted >= Json.number(limits, "first")
                || limits.containsKey("nth") && rest(limits).isEmpty();
    }

    /** Counts calls that came since the rule was sent. */
    void noteCalls(List<Call> calls) {
        Map<String, Object> limits = limits();
        if (calls.isEmpty() || limits.isEmpty() || isSpent()) {
            return;
        }
        Object operation = when.get("operation");
        counted += calls.stream()
                .filter(call -> call.operation != null && (operation == null || operation.equals(call.operation)))
                .count();
        long every = limits.containsKey("every") ? Json.number(limits, "every") : 1;
        if (!CARRIED.containsAll(when.keySet()) || counted % every != 0) {
            throw new CloudauthLocalException(Reason.REFUSED, name + " has begun to count calls, and another rule now would "
                    + "start its count anew; add all rules before the first call");
        }
    }

    /** The rule in the scenario format, counting on from where it is. */
    Map<String, Object> document() {
        Map<String, Object> conditions = new LinkedHashMap<>(when);
        Map<String, Object> limits = limits();
        if (counted > 0 && !limits.isEmpty()) {
            limits.computeIfPresent("first", (name, n) -> ((Number) n).longValue() - counted);
            limits.computeIfPresent("after", (name, n) -> {
                long left = ((Number) n).longValue() - counted;
                return left > 0 ? left : null;
            });
            limits.computeIfPresent("nth", (name, n) -> rest(limits));
            conditions.put("calls", limits);
            if (limits.isEmpty()) {
                conditions.remove("calls");
            }
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("description", name);
        if (!conditions.isEmpty()) {
            document.put("when", conditions);
        }
        document.put("then", then);
        return document;
    }

    /** The call numbers that are left. */
    private List<Long> rest(Map<String, Object> limits) {
        return Json.list(limits, "nth").stream()
                .map(n -> ((Number) n).longValue() - counted)
                .filter(n -> n > 0)
                .collect(Collectors.toList());
    }

    /** A duration as scenarios write it, rounded up. */
    static String milliseconds(Duration duration) {
        return duration.plusNanos(999_999).toMillis() + "ms";
    }
}
