package cloudauthlocal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is played for one access key. Rules are added one by one, and sent to the emulator as a whole, which starts its counts
 * anew: so they are carried on here.
 */
final class KeyScenario {
    private final Admin admin;
    private final Map<String, String> key;
    private final List<Rule> added = new ArrayList<>();
    private List<Rule> played = List.of();
    /** Removed, or played before another scenario took their place. */
    private final List<Rule> removed = new ArrayList<>();
    /** Declared accounts, where signatures are verified. */
    private List<Object> accounts = List.of();
    /** The other members of the scenario that is played. */
    private Map<String, Object> members = Map.of();
    /** The rules that the emulator has now, in its order, and the newest call when they were sent. */
    private List<Rule> sent = List.of();
    private long newest;
    private boolean isSent;

    KeyScenario(Admin admin, Map<String, String> key) {
        this.admin = admin;
        this.key = key;
    }

    /** Adds a rule behind those that were added before. */
    void add(Rule rule) {
        catchUp();
        added.add(rule);
        try {
            send();
        } catch (CloudauthLocalException fault) {
            added.remove(rule);
            throw fault;
        }
    }

    /** Takes an added rule away. One that is gone already stays so. */
    void remove(Rule rule) {
        if (added.contains(rule)) {
            catchUp();
            added.remove(rule);
            removed.add(rule);
            send();
        }
    }

    /** Declares the key, so that its signatures are verified. */
    void declare(String accessKeyId, String accessKeySecret) {
        catchUp();
        accounts = List.of(Map.of("accessKeyId", accessKeyId, "accessKeySecret", accessKeySecret));
        send();
    }

    /** Takes the scenario away from an emulator that goes on, which keeps a bounded number of them. */
    void forget() {
        if (isSent) {
            admin.ask("DELETE", "scenario", key, null);
            sent = List.of();
            isSent = false;
        }
    }

    /** Plays a document behind the rules that were added. */
    void play(String name, Object body, boolean unusedOk) {
        catchUp();
        Map<String, Object> scenario = Json.object(Json.get(admin.ask("PUT", "scenario", key, body), "scenario"));
        removed.addAll(played);
        played = new ArrayList<>();
        for (Object one : Json.list(scenario, "rules")) {
            String description = Json.text(one, "description");
            String label = "rule " + (played.size() + 1) + " of " + name + (description == null ? "" : ": " + description);
            played.add(new Rule(label, Json.object(Json.get(one, "when")), Json.object(Json.get(one, "then")), unusedOk));
        }
        scenario.remove("rules");
        members = scenario;
        send();
    }

    /** Takes over on how many calls each rule acted. */
    void readActed() {
        if (sent.isEmpty()) {
            return;
        }
        List<?> rules = Json.list(admin.ask("GET", "scenario", key, null), "rules");
        for (int index = 0; index < Math.min(rules.size(), sent.size()); index++) {
            sent.get(index).noteActed(Json.number(rules.get(index), "acted"));
        }
    }

    /** Every rule that there is or was. */
    List<Rule> all() {
        return Stream.of(removed, added, played).flatMap(List::stream).collect(Collectors.toList());
    }

    private void catchUp() {
        if (sent.isEmpty()) {
            return;
        }
        readActed();
        List<Call> calls = Call.newestFirst(admin, key, 1000).stream()
                .filter(call -> call.id > newest)
                .collect(Collectors.toList());
        sent.forEach(rule -> rule.noteCalls(calls));
    }

    /** Plays the rules that can still act. */
    private void send() {
        List<Rule> sending =
                Stream.of(added, played).flatMap(List::stream).filter(rule -> !rule.isSpent()).collect(Collectors.toList());
        Map<String, Object> document = new LinkedHashMap<>(members);
        document.put("rules", sending.stream().map(Rule::document).collect(Collectors.toList()));
        List<Object> declared = new ArrayList<>(Json.list(members, "accounts"));
        declared.addAll(accounts);
        if (!declared.isEmpty()) {
            document.put("accounts", declared);
        }
        admin.ask("PUT", "scenario", key, document);
        isSent = true;
        all().forEach(Rule::noteSent);
        sent = sending;
        newest = Call.newestFirst(admin, key, 1).stream().mapToLong(call -> call.id).findFirst().orElse(0);
    }
}
