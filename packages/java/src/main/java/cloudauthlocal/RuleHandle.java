package cloudauthlocal;

/** A rule that a test added. As a resource of a try statement it ends with the block. */
public final class RuleHandle implements AutoCloseable {
    private final KeyScenario scenario;
    private final Rule rule;

    RuleHandle(KeyScenario scenario, Rule rule) {
        this.scenario = scenario;
        this.rule = rule;
    }

    /**
     * On how many calls it has acted so far.
     *
     * @return the number
     */
    public long acted() {
        scenario.readActed();
        return rule.acted();
    }

    /** Takes the rule away: the next call no longer meets it. */
    public void remove() {
        scenario.remove(rule);
    }

    @Override
    public void close() {
        remove();
    }
}
