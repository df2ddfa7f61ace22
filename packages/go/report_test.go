package cloudauthlocal

import (
	"runtime"
	"strings"
	"testing"
	"time"
)

func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in\n%s", part, text)
		}
	}
}

func until(t *testing.T, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !holds(); runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatal("it did not come within 10 s")
		}
	}
}

func TestAFailedTestPrintsWhatHappened(t *testing.T) {
	t.Parallel()
	test := &recorder{}
	printed := test.run(func(tb TB) {
		account := New(tb)
		account.Fail("Throttling.Api", First(1), RetryAfter(100*time.Millisecond))
		call(t, account)
		call(t, account)
		call(t, account, "DocType", "9")
		_, transaction := call(t, account, "CallbackUrl", "https://127.0.0.1:9/gone")
		account.Complete(transaction)
		// The log is written behind the answers.
		until(t, func() bool { return strings.Contains(strings.Join(account.emulator.Log(), ""), transaction) })
		tb.Fatalf("the test's own complaint")
	})
	contains(t, printed, "the test's own complaint", "calls (4):", "Initialize  403 Throttling.Api", "by: scenario rule 1: fail Throttling.Api, first 1",
		"400 InvalidParameter", "message: Invalid parameter: DocType", "rules (1):", "fail Throttling.Api, first 1: acted on 1 calls",
		"callbacks (", "conduct (1):", "the emulator's log:", "WARN callback not accepted")
}

func TestAPassingTestPrintsNothing(t *testing.T) {
	t.Parallel()
	test := &recorder{}
	printed := test.run(func(tb TB) {
		account := New(tb)
		account.Fail("Throttling.Api", First(1))
		call(t, account)
	})
	same(t, printed, "")
	same(t, test.failed, false)
}

func TestARuleThatNeverActedFailsTheTest(t *testing.T) {
	t.Parallel()
	unused := func(with ...Setting) string {
		return (&recorder{}).run(func(tb TB) {
			account := New(tb, with...)
			account.Fail("Throttling.Api", First(1))
			account.Fail("InternalError", Nth(5))
			call(t, account)
		})
	}
	contains(t, unused(), "never acted: fail InternalError, nth 5\nremove", "calls (1):")
	same(t, unused(UnusedOK()), "")
}

func TestARuleThatWasReplacedBeforeItActedFailsTheTest(t *testing.T) {
	t.Parallel()
	printed := (&recorder{}).run(func(tb TB) {
		account := New(tb)
		account.Play("retry-ladder")
		account.Play("default")
	})
	contains(t, printed, "never acted: rule 1 of retry-ladder; rule 2 of retry-ladder; rule 3 of retry-ladder; rule 1 of default")
}

func TestBadConductFailsTheTestThatWantsGoodConduct(t *testing.T) {
	t.Parallel()
	test := func(with ...Setting) string {
		return (&recorder{}).run(func(tb TB) {
			account := New(tb, with...)
			account.Fail("Throttling.Api", First(1), RetryAfter(time.Minute))
			call(t, account)
			call(t, account)
			same(t, len(account.Conduct()), 1)
		})
	}
	contains(t, test(GoodConduct()), "cloudauth-local: conduct: ", "conduct (1):")
	same(t, test(), "")
}

func TestWhatTheEmulatorRefusesSaysWhere(t *testing.T) {
	t.Parallel()
	for said, act := range map[string]func(*Account){
		"did you mean `Throttling.Api`?":              func(a *Account) { a.Fail("Throttlin.Api") },
		"did you mean retry-ladder?":                  func(a *Account) { a.Play("retry-lader") },
		"the scenario cannot be read: open nix.json":  func(a *Account) { a.Play("nix.json") },
		"no transaction has the TransactionId nix":    func(a *Account) { a.Complete("nix") },
		"GET /_emulator/nix was answered with 404":    func(a *Account) { a.Admin("GET", "nix", nil, nil) },
		"0 of 1 callbacks came to https://127.0.0.1:": func(a *Account) { a.Receiver().WaitFor(1, time.Millisecond) },
	} {
		printed := (&recorder{}).run(func(tb TB) { act(New(tb)) })
		contains(t, printed, said)
	}
}
