package cloudauthlocal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

class ExtensionTest {
    /** Runs a test class and gives all that it printed: the failures, and stderr. */
    private static String run(Class<?> tests, int failures) {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        try (PrintStream stderr = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setErr(stderr);
            LauncherFactory.create().execute(
                    LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build(), listener);
        } finally {
            System.setErr(before);
        }
        TestExecutionSummary summary = listener.getSummary();
        StringBuilder text = new StringBuilder();
        summary.getFailures().forEach(failure -> text.append(failure.getException().getMessage()).append('\n'));
        text.append(printed.toString(StandardCharsets.UTF_8));
        assertEquals(failures, summary.getTestsFailedCount(), text::toString);
        assertEquals(failures > 0 && tests != Fixtures.LeavesARule.class ? 0 : 1, summary.getTestsSucceededCount(), text::toString);
        return text.toString();
    }

    @Test
    void aFailedTestPrintsWhatHappened() {
        Text.contains(run(Fixtures.Fails.class, 1), "the test's own complaint", "calls (4):",
                "Initialize  403 Throttling.Api", "by: scenario rule 1: fail Throttling.Api, first 1, retryAfter 100ms",
                "400 InvalidParameter", "message: Invalid parameter: DocType", "rules (1):",
                "fail Throttling.Api, first 1, retryAfter 100ms: acted on 1 calls", "callbacks (", "conduct (1):");
    }

    @Test
    void aPassingTestPrintsNothing() {
        assertEquals("", run(Fixtures.Passes.class, 0));
    }

    @Test
    void aRuleThatNeverActedFailsTheTestUnlessThatIsAllowed() {
        Text.contains(run(Fixtures.LeavesARule.class, 1), "never acted: fail InternalError, nth [5]\n", "calls (1):");
    }

    @Test
    void badConductFailsTheTestThatWantsGoodConduct() {
        Text.contains(run(Fixtures.BehavesBadly.class, 1), "cloudauth-local: conduct: ", "conduct (1):");
    }

    @Test
    void anEmulatorThatDiesFailsTheTestWithItsLog() {
        String printed = run(Fixtures.Dies.class, 1);
        Text.contains(printed, "the emulator ended with exit code 137 while it was in use", "the emulator's log ends with:",
                "Initialize    200 Success");
        assertEquals(printed.indexOf("the emulator ended"), printed.lastIndexOf("the emulator ended"));
    }
}
