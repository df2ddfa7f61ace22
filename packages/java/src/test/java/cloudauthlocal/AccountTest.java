package cloudauthlocal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

@Cloudauth
class AccountTest {
    @Test
    void theFirstCallsFailAsARuleSays(Account account) throws Exception {
        account.fail("Throttling.Api", rule -> rule.first(2).retryAfter(Duration.ofMillis(1)));
        for (int n = 0; n < 3; n++) {
            Client.call(account);
        }
        assertEquals(List.of("Throttling.Api", "Throttling.Api", "Success"), account.codes());
        List<Call> calls = account.requests();
        assertEquals(403, calls.get(0).status);
        assertEquals("user-1", calls.get(2).parameters.get("MerchantUserId"));
        assertEquals(calls.get(2).transactionId, calls.get(2).result.get("TransactionId"));
        Map<String, Long> coverage = account.coverage();
        assertEquals(List.of(2L, 1L, 0L),
                List.of(coverage.get("Throttling.Api"), coverage.get("Success"), coverage.get("InternalError")));
    }

    @Test
    void twoTestsDoNotMeet(Account one, CloudauthLocal emulator) throws Exception {
        Account other = emulator.account("other");
        one.fail("ServiceUnavailable");
        Client.call(one);
        Client.call(other);
        assertEquals(List.of("ServiceUnavailable"), one.codes());
        assertEquals(List.of("Success"), other.codes());
    }

    @Test
    void aRuleCountsOnThoughAnotherIsAdded(Account account) throws Exception {
        account.fail("InternalError", rule -> rule.first(1));
        account.fail("ServiceUnavailable", rule -> rule.nth(2, 5).operation("Initialize").status(504).message("later"));
        account.fail("Throttling", rule -> rule.after(5));
        Client.call(account);
        Client.call(account);
        Client.checkResult(account, "hks0");
        account.fail("Throttling.User", rule -> rule.first(1));
        for (int n = 0; n < 4; n++) {
            Client.call(account);
        }
        assertEquals(List.of("InternalError", "ServiceUnavailable", "TransactionIdInvalid", "Throttling.User", "Success",
                "ServiceUnavailable", "Throttling"), account.codes());
        assertEquals(504, account.requests().get(1).status);
        assertEquals("later", account.requests().get(1).message);
    }

    @Test
    void aCountThatCannotBeCarriedOnIsRefused(Account account) throws Exception {
        account.fail("InternalError", rule -> rule.every(2).unusedOk());
        Client.call(account);
        CloudauthLocalException fault = assertThrows(CloudauthLocalException.class, () -> account.fail("Throttling"));
        assertEquals("cloudauth-local: fail InternalError, every 2 has begun to count calls, and another rule now would start "
                + "its count anew; add all rules before the first call", fault.getMessage());
    }

    @Test
    void rulesAreAskedBeforeTheScenario(Account account) throws Exception {
        account.play("{\"rules\": [{\"when\": {\"calls\": {\"first\": 3}}, \"then\": {\"error\": \"InternalError\"}}]}");
        Client.call(account);
        account.fail("NoPermission", rule -> rule.first(1));
        for (int n = 0; n < 3; n++) {
            Client.call(account);
        }
        assertEquals(List.of("InternalError", "NoPermission", "InternalError", "Success"), account.codes());
    }

    @Test
    void aScenarioIsPlayedByNameOrFile(CloudauthLocal emulator) throws Exception {
        for (String scenario : List.of("retry-ladder", "../../scenarios/retry-ladder.json")) {
            Account account = emulator.account().unusedOk();
            account.play(scenario);
            Client.call(account);
            assertEquals(List.of("InternalError"), account.codes());
        }
    }

    @Test
    @Cloudauth(scenario = "retry-ladder", unusedOk = true)
    void aScenarioMayStandInTheAnnotation(Account account) throws Exception {
        Client.call(account);
        assertEquals(List.of("InternalError"), account.codes());
    }

    @Test
    void aRuleEndsWithItsBlock(Account account) throws Exception {
        try (RuleHandle outage = account.fail("ServiceUnavailable")) {
            Client.call(account);
            assertEquals(1, outage.acted());
            outage.remove();
        }
        Client.call(account);
        assertEquals(List.of("ServiceUnavailable", "Success"), account.codes());
        assertEquals(1, account.retries().size());
    }

    @Test
    void signaturesAreVerifiedWhereThatIsWanted(Account account) throws Exception {
        account.verifySignatures();
        assertEquals("MissingSignature", Json.text(Client.call(account), "Code"));
    }

    @Test
    void everyKindOfRuleActs(Account account) throws Exception {
        account.delay(Duration.ofMillis(1), rule -> rule.when(Map.of("parameters", Map.of("SceneCode", "slow"))));
        account.drop("reset", rule -> rule.first(1));
        account.rule(Map.of("verification", Map.of("passed", false, "subCode", "205")), rule -> rule.nth(2));
        assertThrows(IOException.class, () -> Client.call(account));
        String transaction = Client.initialize(account, "SceneCode", "slow");
        assertEquals("N 205", Client.checkResult(account, transaction));
    }

    @Test
    void aCheckEndsAndExpires(Account account) throws Exception {
        String fails = Client.initialize(account);
        account.complete(fails, false, "206");
        assertEquals("N 206", Client.checkResult(account, fails));
        String passes = Client.initialize(account);
        account.complete(passes);
        assertEquals("Y 200", Client.checkResult(account, passes));
        String late = Client.initialize(account);
        account.advance(Duration.ofMinutes(31));
        assertEquals("ProcessNotCompleted", Client.checkResult(account, late));
        assertEquals("expired", account.transactions().get(2).state);
        assertTrue(account.now().isAfter(Instant.now().plus(Duration.ofMinutes(30))));
        Object throttles = account.admin("GET", "throttles", null);
        assertEquals(account.accessKeyId(), Json.text(Json.list(throttles, "throttles").get(0), "account"));
    }

    @Test
    void aReceiverGetsTheCallback(Account account) throws Exception {
        Receiver receiver = account.receiver();
        receiver.refuse(1, 503);
        String transaction = Client.initialize(account, "CallbackUrl", receiver.url(), "CallbackToken", "mine");
        account.complete(transaction);
        // The pause before the next try begins when the emulator has read the answer.
        until(() -> account.callbacks().size() == 1);
        account.advance(Duration.ofSeconds(3));
        for (Callback callback : receiver.await(2)) {
            assertEquals("GET /callback", callback.method + " " + callback.path);
            assertEquals(Map.of("transactionId", transaction, "passed", "Y", "subCode", "200", "callbackToken", "mine"),
                    callback.parameters);
            assertEquals(transaction + "true200mine",
                    callback.transactionId() + callback.passed() + callback.subCode() + callback.token());
        }
        assertEquals(2, receiver.received().size());
        assertEquals(503, account.callbacks().get(0).status);
        until(() -> account.coverage().get("callback.recovered") == 1);
    }

    private static void until(BooleanSupplier holds) {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            while (!holds.getAsBoolean()) {
                Thread.onSpinWait();
            }
        });
    }

    @Test
    void theConfigurationPointsAtTheAccount(CloudauthLocal emulator) {
        Account account = emulator.account("mine", "hush");
        assertEquals(Map.of("accessKeyId", "mine", "accessKeySecret", "hush", "protocol", "http", "endpoint", emulator.endpoint()),
                account.config());
        assertEquals(emulator.url(), "http://" + emulator.endpoint());
        assertEquals(Map.of("CLOUDAUTH_LOCAL_URL", emulator.url(), "CLOUDAUTH_LOCAL_ENDPOINT", emulator.endpoint(),
                "CLOUDAUTH_LOCAL_ACCESS_KEY_ID", "mine", "CLOUDAUTH_LOCAL_ACCESS_KEY_SECRET", "hush"), account.environment());
    }

    @Test
    void whatTheEmulatorRefusesSaysWhere(Account account) {
        Map<String, Runnable> acts = Map.of(
                "did you mean `Throttling.Api`?", () -> account.fail("Throttlin.Api"),
                "did you mean retry-ladder?", () -> account.play("retry-lader"),
                "the scenario cannot be read: ", () -> account.play("nix.json"),
                "no transaction has the TransactionId nix", () -> account.complete("nix"),
                "GET /_emulator/nix was answered with 404", () -> account.admin("GET", "nix", null),
                "0 of 1 callbacks came to https://127.0.0.1:", () -> account.receiver().await(1, Duration.ofMillis(1)));
        acts.forEach((said, act) -> Text.contains(assertThrows(Throwable.class, act::run).getMessage(), said));
    }

    @Test
    void anAccountThatIsClosedDemandsThatItsRulesActed(CloudauthLocal emulator) {
        AssertionError fault = assertThrows(AssertionError.class, () -> {
            try (Account account = emulator.account("closed")) {
                account.fail("InternalError", rule -> rule.nth(5));
            }
        });
        Text.contains(fault.getMessage(), "never acted: fail InternalError, nth [5]\n");
    }
}
