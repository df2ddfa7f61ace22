package cloudauthlocal;

import cloudauthlocal.CloudauthLocalException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * An access key of one test, with throttle, rules, clock, journal, coverage and conduct of its own. As a resource of a try
 * statement it checks at the end that every rule acted.
 */
public final class Account implements AutoCloseable {
    private final CloudauthLocal emulator;
    private final Admin admin;
    private final String accessKeyId;
    private final String accessKeySecret;
    private final Map<String, String> key;
    private final KeyScenario scenario;
    private final List<Map<String, String>> maps = new ArrayList<>();
    private final List<Receiver> receivers = new ArrayList<>();
    private boolean unusedOk;

    Account(CloudauthLocal emulator, Admin admin, String accessKeyId, String accessKeySecret) {
        this.emulator = emulator;
        this.admin = admin;
        this.accessKeyId = accessKeyId;
        this.accessKeySecret = accessKeySecret;
        key = Map.of("accessKeyId", accessKeyId);
        scenario = new KeyScenario(admin, key);
    }

    // Where the client under test finds it.

    /**
     * The access key, which names the account.
     *
     * @return the AccessKeyId
     */
    public String accessKeyId() {
        return accessKeyId;
    }

    /**
     * The secret; unless the emulator declares accounts, any does.
     *
     * @return the AccessKeySecret
     */
    public String accessKeySecret() {
        return accessKeySecret;
    }

    /**
     * The emulator's base URL.
     *
     * @return such as {@code http://127.0.0.1:4711}
     */
    public String url() {
        return emulator.url();
    }

    /**
     * Host and port, what SDKs call the endpoint.
     *
     * @return such as {@code 127.0.0.1:4711}
     */
    public String endpoint() {
        return emulator.endpoint();
    }

    /**
     * The values for the official SDK: {@code Config.build(account.config())}.
     *
     * @return accessKeyId, accessKeySecret, protocol and endpoint
     */
    public Map<String, String> config() {
        return Map.of("accessKeyId", accessKeyId, "accessKeySecret", accessKeySecret,
                "protocol", url().startsWith("https") ? "https" : "http", "endpoint", endpoint());
    }

    /**
     * The variables that point another process at this account.
     *
     * @return names and values
     */
    public Map<String, String> environment() {
        return Map.of(CloudauthLocal.URL_VARIABLE, url(), "CLOUDAUTH_LOCAL_ENDPOINT", endpoint(),
                "CLOUDAUTH_LOCAL_ACCESS_KEY_ID", accessKeyId, "CLOUDAUTH_LOCAL_ACCESS_KEY_SECRET", accessKeySecret);
    }

    // What goes wrong on purpose.

    /**
     * Refuses every call with an error of the service.
     *
     * @param code such as {@code ServiceUnavailable}
     * @return the rule
     */
    public RuleHandle fail(String code) {
        return fail(code, rule -> {});
    }

    /**
     * Refuses calls with an error of the service. A rule counts the calls from when it was added; of several rules the first
     * that answers a call wins.
     *
     * @param code such as {@code Throttling.Api}
     * @param which which calls, and what else the answer says
     * @return the rule
     */
    public RuleHandle fail(String code, Consumer<Rule> which) {
        return add("fail " + code, Map.of("error", code), which);
    }

    /**
     * Breaks the connection in place of the answer. The call itself is handled.
     *
     * @param how {@code reset}, {@code closeEarly}, {@code closeMidBody}, {@code stall} or {@code garbage}
     * @param which which calls
     * @return the rule
     */
    public RuleHandle drop(String how, Consumer<Rule> which) {
        return add("drop " + how, Map.of("connection", how), which);
    }

    /**
     * Breaks the connection of every call in place of the answer.
     *
     * @param how see {@link #drop(String, Consumer)}
     * @return the rule
     */
    public RuleHandle drop(String how) {
        return drop(how, rule -> {});
    }

    /**
     * Makes answers wait. Delays add up, and the rules behind this one still act.
     *
     * @param wait how long
     * @param which which calls
     * @return the rule
     */
    public RuleHandle delay(Duration wait, Consumer<Rule> which) {
        return add("delay " + Rule.milliseconds(wait), Map.of("delay", Rule.milliseconds(wait)), which);
    }

    /**
     * Makes every answer wait.
     *
     * @param wait how long
     * @return the rule
     */
    public RuleHandle delay(Duration wait) {
        return delay(wait, rule -> {});
    }

    /**
     * Adds any rule of the scenario format.
     *
     * @param then such as {@code Map.of("callback", Map.of("drop", true))}
     * @param which which calls
     * @return the rule
     */
    public RuleHandle rule(Map<String, ?> then, Consumer<Rule> which) {
        return add("rule " + then, then, which);
    }

    /**
     * Adds any rule of the scenario format, for every call.
     *
     * @param then see {@link #rule(Map, Consumer)}
     * @return the rule
     */
    public RuleHandle rule(Map<String, ?> then) {
        return rule(then, rule -> {});
    }

    private RuleHandle add(String name, Map<String, ?> then, Consumer<Rule> which) {
        Rule rule = new Rule(name, Map.of(), then, unusedOk);
        which.accept(rule);
        scenario.add(rule);
        return new RuleHandle(scenario, rule);
    }

    /** Has the signatures, timestamps and nonces of this key checked as the service checks them. */
    public void verifySignatures() {
        scenario.declare(accessKeyId, accessKeySecret);
    }

    /**
     * Plays a scenario from the next call on. It takes the place of the one played before. Rules that were added are asked
     * before its rules.
     *
     * @param name the name of a shipped one, the path of a file (it ends in {@code .json}), or the JSON itself
     */
    public void play(String name) {
        if (name.trim().startsWith("{")) {
            scenario.play("the scenario", name, unusedOk);
        } else if (name.endsWith(".json")) {
            Path file = Path.of(name);
            try {
                scenario.play(file.getFileName().toString(), Files.readString(file), unusedOk);
            } catch (IOException fault) {
                throw new CloudauthLocalException(Reason.REFUSED, "the scenario cannot be read: " + fault);
            }
        } else {
            scenario.play(name, Map.of("shipped", name), unusedOk);
        }
    }

    // What happens without the client: users and time.

    /**
     * Ends a check as its user would: it passes, and the callback is sent.
     *
     * @param transactionId the transaction
     */
    public void complete(String transactionId) {
        complete(transactionId, true, null);
    }

    /**
     * Ends a check as its user would, and sends the callback.
     *
     * @param transactionId the transaction
     * @param passed whether it passes
     * @param subCode its SubCode, or null for the usual one
     */
    public void complete(String transactionId, boolean passed, String subCode) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("passed", passed);
        if (subCode != null) {
            body.put("subCode", subCode);
        }
        admin.ask("POST", "transactions/" + transactionId + "/complete", Map.of(), body);
    }

    /**
     * Moves the clock of this key alone: expiry, throttle, timestamps, callbacks and delays follow at once.
     *
     * @param by how far
     */
    public void advance(Duration by) {
        admin.ask("POST", "clock", key, Map.of("advance", Rule.milliseconds(by)));
    }

    /**
     * The time by this account's clock.
     *
     * @return the time
     */
    public Instant now() {
        return Instant.parse(Json.text(admin.ask("GET", "clock", key, null), "now"));
    }

    /**
     * A receiver for callbacks on a free port.
     *
     * @return the receiver
     */
    public Receiver receiver() {
        Receiver receiver = new Receiver(() -> Report.callbacks(callbacks()));
        receivers.add(receiver);
        mapCallbacks("https://" + receiver.address(), "http://" + receiver.address());
        return receiver;
    }

    /**
     * Sends callbacks to a server of this machine.
     *
     * @param url what their URLs begin with, such as {@code https://shop.example}
     * @param to the server, such as {@code http://127.0.0.1:3000}
     */
    public void mapCallbacks(String url, String to) {
        List<Map<String, String>> all = new ArrayList<>(maps);
        all.add(Map.of("from", url, "to", to));
        admin.ask("PUT", "callback-map", key, Map.of("maps", all));
        maps.add(all.get(all.size() - 1));
    }

    // What happened.

    /**
     * The codes of all answers.
     *
     * @return such as {@code [Throttling.Api, Success]}, oldest first
     */
    public List<String> codes() {
        return requests().stream().map(call -> call.code).collect(Collectors.toList());
    }

    /**
     * The calls of this account with their answers.
     *
     * @return the calls, oldest first
     */
    public List<Call> requests() {
        return Call.oldestFirst(admin, key);
    }

    /**
     * The transactions of this account.
     *
     * @return the newest thousand, oldest first
     */
    public List<Transaction> transactions() {
        Map<String, String> query = Map.of("accessKeyId", accessKeyId, "limit", "1000");
        List<Transaction> found = Json.list(admin.ask("GET", "transactions", query, null), "transactions").stream()
                .map(Transaction::new).collect(Collectors.toList());
        Collections.reverse(found);
        return found;
    }

    /**
     * Every try of every callback.
     *
     * @return the tries, oldest first
     */
    public List<Attempt> callbacks() {
        return Json.list(admin.ask("GET", "callbacks", key, null), "attempts").stream()
                .map(Attempt::new).collect(Collectors.toList());
    }

    /**
     * How often the client met each code, outcome (such as {@code check.passed}) and callback situation (such as
     * {@code callback.repeated}) of the contract.
     *
     * @return the counts; 0 for what it never met
     */
    public Map<String, Long> coverage() {
        Object document = admin.ask("GET", "coverage", key, null);
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String part : List.of("codes", "outcomes", "callbacks")) {
            Json.list(document, part).forEach(one -> counts.put(Json.text(one, "name"), Json.number(one, "count")));
        }
        return counts;
    }

    /**
     * What the client did that will fail in production.
     *
     * @return the findings; empty is good
     */
    public List<Finding> conduct() {
        return Json.list(admin.ask("GET", "conduct", key, null), "findings").stream()
                .map(Finding::new).collect(Collectors.toList());
    }

    /**
     * Every retry of the client: how long it was told to wait, and how long it did.
     *
     * @return the retries, oldest first
     */
    public List<Retry> retries() {
        return Json.list(admin.ask("GET", "conduct", key, null), "retries").stream()
                .map(Retry::new).collect(Collectors.toList());
    }

    /**
     * Asks the admin API something that has no method here. {@code GET /_emulator/openapi.json} describes it.
     *
     * @param method the HTTP method
     * @param path below {@code /_emulator/}; the query gets this access key
     * @param body of maps, lists, strings and numbers; null for none
     * @return the answer: maps, lists, strings, Long, Double, Boolean
     */
    public Object admin(String method, String path, Object body) {
        return admin.ask(method, path, key, body);
    }

    /**
     * All of this as text: calls, answers, rules, hints, callbacks, conduct, and the warnings of the emulator's log.
     *
     * @return what a failed test prints
     */
    public String report() {
        return new Report(this, scenario, emulator).toString();
    }

    // Checks, and the end.

    /**
     * Lets a test pass though a rule that is added or played from now on never acts.
     *
     * @return this account
     */
    public Account unusedOk() {
        unusedOk = true;
        return this;
    }

    /**
     * Demands that every rule acted.
     *
     * @throws AssertionError that names those which did not
     */
    public void verify() {
        scenario.readActed();
        List<String> unused = scenario.all().stream().filter(Rule::isUnused).map(Rule::name).collect(Collectors.toList());
        if (!unused.isEmpty()) {
            throw new AssertionError("cloudauth-local: never acted: " + String.join("; ", unused)
                    + "\nremove what is not needed, or allow it with unusedOk");
        }
    }

    /**
     * Demands that the client did nothing that will fail in production.
     *
     * @throws AssertionError that holds the findings
     */
    public void verifyConduct() {
        List<Finding> findings = conduct();
        if (!findings.isEmpty()) {
            throw new AssertionError("cloudauth-local: conduct: "
                    + findings.stream().map(Finding::toString).collect(Collectors.joining("\n")));
        }
    }

    /** Demands that every rule acted, and stops the receivers. */
    @Override
    public void close() {
        try {
            verify();
        } finally {
            release();
        }
    }

    /** Stops the receivers, and takes what was put for this key away from an emulator that goes on. */
    void release() {
        receivers.forEach(Receiver::stop);
        receivers.clear();
        if (emulator.process() == null) {
            try {
                scenario.forget();
                if (!maps.isEmpty()) {
                    admin.ask("DELETE", "callback-map", key, null);
                }
            } catch (CloudauthLocalException fault) {
                // An emulator that is gone has nothing left to take away.
            }
        }
    }
}
