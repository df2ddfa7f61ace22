package cloudauthlocal;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests that are run by {@link ExtensionTest}: some fail on purpose. */
final class Fixtures {
    private Fixtures() {}

    @Cloudauth
    static class Fails {
        @Test
        void test(Account account) throws Exception {
            account.fail("Throttling.Api", rule -> rule.first(1).retryAfter(java.time.Duration.ofMillis(100)));
            Client.call(account);
            Client.call(account);
            Client.call(account, "DocType", "9");
            String transaction = Client.initialize(account, "CallbackUrl", "https://127.0.0.1:9/gone");
            account.complete(transaction);
            throw new AssertionError("the test's own complaint");
        }
    }

    @Cloudauth
    static class Passes {
        @Test
        void test(Account account) throws Exception {
            account.fail("Throttling.Api", rule -> rule.first(1));
            Client.call(account);
        }
    }

    @Cloudauth
    static class LeavesARule {
        @Test
        void test(Account account) throws Exception {
            account.fail("InternalError", rule -> rule.nth(5));
            account.fail("Throttling.Api", rule -> rule.nth(6).unusedOk());
            Client.call(account);
        }

        @Nested
        @Cloudauth(unusedOk = true)
        class Allowed {
            @Test
            void test(Account account) {
                account.fail("InternalError", rule -> rule.nth(5));
            }
        }
    }

    @Cloudauth(conduct = true)
    static class BehavesBadly {
        @Nested
        class Inside {
            @Test
            void test(Account account) throws Exception {
                account.fail("Throttling.Api", rule -> rule.first(1).retryAfter(java.time.Duration.ofMinutes(1)));
                Client.call(account);
                Client.call(account);
            }
        }
    }

    static class Dies {
        @RegisterExtension
        static final CloudauthLocalExtension CLOUDAUTH = CloudauthLocalExtension.with(CloudauthLocal.options().seed(7));

        @Test
        void test(Account account, CloudauthLocal emulator) throws Exception {
            Client.call(account);
            while (emulator.log().isEmpty()) {
                Thread.onSpinWait(); // The log is written behind the answer.
            }
            ProcessHandle.of(emulator.process().pid()).orElseThrow().destroyForcibly();
            account.codes();
        }
    }
}
