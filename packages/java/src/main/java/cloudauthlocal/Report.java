package cloudauthlocal;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What happened to an access key, as text. */
final class Report {
    /** How many calls and tries it shows. */
    private static final int SHOWN = 50;

    private final StringBuilder text = new StringBuilder();

    Report(Account account, KeyScenario scenario, CloudauthLocal emulator) {
        text.append("cloudauth-local: access key ").append(account.accessKeyId()).append(" at ").append(account.url()).append('\n');
        try {
            rows("calls", account.requests(), this::call);
            scenario.readActed();
            rows("rules", scenario.all(), rule -> line("  " + rule.name() + ": acted on " + rule.acted() + " calls"));
            text.append(callbacks(account.callbacks()));
            rows("conduct", account.conduct(), finding -> line("  " + finding));
        } catch (CloudauthLocalException fault) {
            // It has the log with it.
            line(fault.getMessage());
            return;
        }
        List<String> warnings = emulator.log().stream()
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .collect(Collectors.toList());
        if (!warnings.isEmpty()) {
            line("the emulator's log:");
            EmulatorProcess.newest(warnings, EmulatorProcess.SHOWN_LINES).forEach(warning -> line("  " + warning));
        }
    }

    private Report() {}

    /** The tries of callbacks as a part of a report. */
    static String callbacks(List<Attempt> attempts) {
        Report part = new Report();
        part.rows("callbacks", attempts, one -> part.line("  " + one.transactionId + "  try " + one.number + "  " + one.url
                + ": " + (one.status == 0 ? one.failure : "status " + one.status)));
        return part.toString();
    }

    private <T> void rows(String name, List<T> rows, Consumer<T> each) {
        if (rows.isEmpty()) {
            line(name + ": none");
            return;
        }
        line(name + " (" + rows.size() + "):");
        if (rows.size() > SHOWN) {
            line("  … " + (rows.size() - SHOWN) + " older ones");
        }
        EmulatorProcess.newest(rows, SHOWN).forEach(each);
    }

    private void call(Call call) {
        line("  " + call.id + "  " + (call.operation == null ? "-" : call.operation) + "  " + call.status + " " + call.code
                + (call.retryAfterMs == 0 ? "" : "  retry after " + call.retryAfterMs + " ms")
                + (call.transactionId == null ? "" : "  " + call.transactionId));
        String rules = String.join("; ", call.rules);
        detail("message", call.message);
        detail("by", rules);
        detail("tolerated", String.join("; ", call.tolerated));
        // Where a rule acted, the hint is its name.
        detail("hint", rules.equals(call.hint) ? null : call.hint);
    }

    private void detail(String name, String value) {
        if (value != null && !value.isEmpty()) {
            line("       " + name + ": " + value);
        }
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
