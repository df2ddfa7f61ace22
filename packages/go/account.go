package cloudauthlocal

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"
)

// TB is what the package uses of *testing.T and *testing.B.
type TB interface {
	Name() string
	Helper()
	Cleanup(func())
	Failed() bool
	Logf(format string, args ...any)
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Account is an access key of one test, and what the test asks of the emulator for it. Where the emulator refuses or has
// ended, the test ends with a sentence that says why.
type Account struct {
	// URL is the emulator's base URL.
	URL string
	// Endpoint is host:port, as SDKs want it.
	Endpoint string
	// AccessKeyID names the account.
	AccessKeyID string
	// AccessKeySecret signs; unless the emulator declares accounts, any secret does.
	AccessKeySecret string

	t        TB
	emulator *Emulator
	settings settings
	scenario scenario
	maps     []callbackMap
	// Whether the test was told that the emulator has gone.
	gone bool
}

type settings struct {
	key, secret, scenario string
	unusedOK, conduct     bool
}

// Setting changes how an account is made and checked.
type Setting interface{ set(*settings) }

type setting func(*settings)

func (f setting) set(s *settings) { f(s) }

// Key takes this access key in place of one made of the test's name.
func Key(id, secret string) Setting {
	return setting(func(s *settings) { s.key, s.secret = id, secret })
}

// Scenario plays a scenario from the start: see Play.
func Scenario(scenario string) Setting { return setting(func(s *settings) { s.scenario = scenario }) }

// GoodConduct fails the test where its calls would fail in production: see Conduct.
func GoodConduct() Setting { return setting(func(s *settings) { s.conduct = true }) }

type unusedOK struct{}

func (unusedOK) set(s *settings) { s.unusedOK = true }
func (unusedOK) change(r *rule)  { r.unusedOK = true }

// UnusedOK lets a test pass though a rule never acted: one rule, or all of an account.
func UnusedOK() interface {
	Setting
	RuleOption
} {
	return unusedOK{}
}

// New gives a test an account at the emulator that the test binary shares.
func New(t TB, with ...Setting) *Account {
	t.Helper()
	emulator, err := Shared()
	if err != nil {
		t.Fatalf("%v", err)
	}
	return emulator.Account(t, with...)
}

// Account gives a test an account. When the test ends, its rules are checked, and a failed test logs the Report.
func (e *Emulator) Account(t TB, with ...Setting) *Account {
	t.Helper()
	set := settings{secret: "secret"}
	for _, change := range with {
		change.set(&set)
	}
	if set.key == "" {
		key, err := e.key(t.Name())
		if err != nil {
			t.Fatalf("cloudauth-local: no random access key: %v", err)
		}
		set.key = key
	}
	account := &Account{
		URL: e.URL, Endpoint: e.Endpoint, AccessKeyID: set.key, AccessKeySecret: set.secret,
		t: t, emulator: e, settings: set,
	}
	t.Cleanup(account.finish)
	if set.scenario != "" {
		account.Play(set.scenario)
	}
	return account
}

// Fail refuses calls with an error code from the next call on: every call, or those that the options say. A rule counts
// the calls from when it was added; of several rules the first that answers a call wins.
func (a *Account) Fail(code string, options ...RuleOption) *RuleHandle {
	a.t.Helper()
	rule, err := a.add("fail", code, map[string]any{"error": code}, options)
	a.must(err)
	return rule
}

// Drop breaks the connection in place of the answer: reset, closeEarly, closeMidBody, stall or garbage. The call itself is
// handled.
func (a *Account) Drop(how string, options ...RuleOption) *RuleHandle {
	a.t.Helper()
	rule, err := a.add("drop", how, map[string]any{"connection": how}, options)
	a.must(err)
	return rule
}

// Delay makes answers wait. Delays add up, and the rules behind this one still act.
func (a *Account) Delay(wait time.Duration, options ...RuleOption) *RuleHandle {
	a.t.Helper()
	rule, err := a.add("delay", wait.String(), map[string]any{"delay": milliseconds(wait)}, options)
	a.must(err)
	return rule
}

// Rule adds any rule of the scenario format by its `then`, such as {"callback": {"drop": true}}.
func (a *Account) Rule(then map[string]any, options ...RuleOption) *RuleHandle {
	a.t.Helper()
	rule, err := a.add("rule", fmt.Sprint(then), then, options)
	a.must(err)
	return rule
}

// Play plays a scenario from the next call on: the name of a shipped one, the path of a file (it ends in .json), or the
// JSON itself. It takes the place of the one played before. Rules that were added are asked before its rules.
func (a *Account) Play(scenario string) {
	a.t.Helper()
	name, body := scenario, any(map[string]string{"shipped": scenario})
	switch {
	case strings.HasPrefix(strings.TrimSpace(scenario), "{"):
		name, body = "the scenario", json.RawMessage(scenario)
	case strings.HasSuffix(scenario, ".json"):
		text, err := os.ReadFile(scenario)
		if err != nil {
			a.t.Fatalf("cloudauth-local: the scenario cannot be read: %v", err)
		}
		body = json.RawMessage(text)
	}
	a.must(a.play(name, body))
}

// Complete ends the check of a transaction as its user would, and sends the callback. It passes unless told otherwise.
func (a *Account) Complete(transactionID string, end ...Completion) {
	a.t.Helper()
	body := map[string]any{}
	for _, change := range end {
		change(body)
	}
	a.must(a.ask("POST", "transactions/"+url.PathEscape(transactionID)+"/complete", nokey, body, nil))
}

// Completion says how a check ends.
type Completion func(map[string]any)

// NotPassed fails the check, with a SubCode or, where that is empty, the usual one.
func NotPassed(subCode string) Completion {
	return func(body map[string]any) {
		body["passed"] = false
		if subCode != "" {
			body["subCode"] = subCode
		}
	}
}

// Advance moves the clock of this key alone: expiry, throttle, timestamps, callbacks and delays follow at once.
func (a *Account) Advance(by time.Duration) {
	a.t.Helper()
	a.must(a.ask("POST", "clock", nil, map[string]string{"advance": milliseconds(by)}, nil))
}

// Now gives the time by this key's clock.
func (a *Account) Now() time.Time {
	a.t.Helper()
	var clock struct{ Now time.Time }
	a.must(a.ask("GET", "clock", nil, nil, &clock))
	return clock.Now
}

// Codes gives the code of every answer to this key, oldest first.
func (a *Account) Codes() []string {
	a.t.Helper()
	codes := []string{}
	for _, call := range a.Requests() {
		codes = append(codes, call.Answer.Code)
	}
	return codes
}

// Requests gives the calls with this key and what became of them, oldest first.
func (a *Account) Requests() []Request {
	a.t.Helper()
	calls, err := a.requests()
	a.must(err)
	return calls
}

// Transactions gives the transactions of this key, oldest first; the newest thousand.
func (a *Account) Transactions() []Transaction {
	a.t.Helper()
	var answer struct{ Transactions []Transaction }
	query := url.Values{"accessKeyId": {a.AccessKeyID}, "limit": {"1000"}}
	a.must(a.ask("GET", "transactions", query, nil, &answer))
	return oldestFirst(answer.Transactions)
}

// Callbacks gives every try of every callback, oldest first.
func (a *Account) Callbacks() []Attempt {
	a.t.Helper()
	attempts, err := a.callbacks()
	a.must(err)
	return attempts
}

// Conduct gives what the client did that will fail in production; empty is good.
func (a *Account) Conduct() []Finding {
	a.t.Helper()
	findings, err := a.conduct()
	a.must(err)
	return findings
}

// Retries gives every retry of the client: how long it was told to wait, and how long it did.
func (a *Account) Retries() []Retry {
	a.t.Helper()
	var answer struct{ Retries []Retry }
	a.must(a.ask("GET", "conduct", nil, nil, &answer))
	return answer.Retries
}

// Coverage says how often the client met each code, outcome (check.passed, …) and callback situation (callback.repeated,
// …) of the contract; those that it never met are 0.
func (a *Account) Coverage() map[string]int {
	a.t.Helper()
	var coverage struct {
		Codes, Outcomes, Callbacks []struct {
			Name  string
			Count int
		}
	}
	a.must(a.ask("GET", "coverage", nil, nil, &coverage))
	counts := map[string]int{}
	for _, part := range [][]struct {
		Name  string
		Count int
	}{coverage.Codes, coverage.Outcomes, coverage.Callbacks} {
		for _, one := range part {
			counts[one.Name] = one.Count
		}
	}
	return counts
}

// Admin asks the admin API something that has no verb here: the path is below /_emulator/, and the query gets this access
// key. GET /_emulator/openapi.json describes it. body and into may be nil.
func (a *Account) Admin(method, path string, body, into any) {
	a.t.Helper()
	a.must(a.ask(method, path, nil, body, into))
}

// must ends the test where the emulator refused something or has gone.
func (a *Account) must(err error) {
	if err == nil {
		return
	}
	a.t.Helper()
	var fault *Error
	a.gone = a.gone || errors.As(err, &fault) && fault.Reason == Died
	a.t.Fatalf("%v", err)
}

// finish checks what a test leaves behind, and logs the report of a failed one.
func (a *Account) finish() {
	a.t.Helper()
	if a.gone {
		return // The test was told, with the log; there is nothing more to ask.
	}
	for _, complaint := range a.complaints() {
		a.t.Errorf("%s", complaint)
	}
	if a.t.Failed() {
		a.t.Logf("%s", a.Report())
	}
	a.forget()
}

// complaints gives the rules that never acted, and findings of conduct where the test wants none.
func (a *Account) complaints() []string {
	var complaints []string
	if err := a.readActed(); err != nil {
		return []string{err.Error()}
	}
	if unused := a.scenario.unused(); len(unused) > 0 {
		complaints = append(complaints, "cloudauth-local: never acted: "+strings.Join(unused, "; ")+
			"\nremove what is not needed, or allow it with cloudauthlocal.UnusedOK()")
	}
	if a.settings.conduct {
		findings, err := a.conduct()
		if err != nil {
			return append(complaints, err.Error())
		}
		for _, one := range findings {
			complaints = append(complaints, "cloudauth-local: conduct: "+one.String())
		}
	}
	return complaints
}
