package cloudauthlocal

import (
	"fmt"
	"strings"
)

// How many calls and tries a report shows.
const shown = 50

// Report says what happened to this access key: its calls with their answers, rules and hints, the rules of its scenario,
// its callbacks, the findings of conduct, and the warnings of the emulator's log. A failed test logs it.
func (a *Account) Report() string {
	text := &strings.Builder{}
	fmt.Fprintf(text, "cloudauth-local: access key %s at %s\n", a.AccessKeyID, a.URL)
	for _, part := range []func(*strings.Builder) error{a.reportCalls, a.reportRules, a.reportCallbacks, a.reportConduct} {
		if err := part(text); err != nil {
			// It has the log with it. Where it is not the emulator's end, the log says more than the other parts.
			fmt.Fprintf(text, "%v\n", err)
			return text.String()
		}
	}
	a.reportLog(text)
	return text.String()
}

// reportLog gives the warnings that were logged lately, those of other keys too.
func (a *Account) reportLog(text *strings.Builder) {
	var lines []string
	for _, line := range a.emulator.Log() {
		if strings.Contains(line, " WARN ") || strings.Contains(line, " ERROR ") {
			lines = append(lines, line)
		}
	}
	if len(lines) > 0 {
		fmt.Fprintf(text, "the emulator's log:\n  %s\n", strings.Join(newest(lines, shownLines), "\n  "))
	}
}

func (a *Account) reportCalls(text *strings.Builder) error {
	calls, err := a.requests()
	if err != nil {
		return err
	}
	calls = heading(text, "calls", calls)
	for _, call := range calls {
		operation := call.Operation
		if operation == "" {
			operation = "-"
		}
		fmt.Fprintf(text, "  %d  %s  %d %s", call.ID, operation, call.Answer.Status, call.Answer.Code)
		if call.Answer.RetryAfterMs > 0 {
			fmt.Fprintf(text, "  retry after %d ms", call.Answer.RetryAfterMs)
		}
		if call.TransactionID != "" {
			fmt.Fprintf(text, "  %s", call.TransactionID)
		}
		fmt.Fprintln(text)
		line(text, "message", call.Answer.Message)
		rules := strings.Join(call.Rules, "; ")
		line(text, "by", rules)
		line(text, "tolerated", strings.Join(call.Tolerated, "; "))
		if call.Hint != rules { // Where a rule acted, the hint is its name.
			line(text, "hint", call.Hint)
		}
	}
	return nil
}

func (a *Account) reportRules(text *strings.Builder) error {
	if err := a.readActed(); err != nil {
		return err
	}
	for _, rule := range heading(text, "rules", a.scenario.all()) {
		fmt.Fprintf(text, "  %s: acted on %d calls\n", rule.name, rule.acted())
	}
	return nil
}

func (a *Account) reportCallbacks(text *strings.Builder) error {
	attempts, err := a.callbacks()
	if err != nil {
		return err
	}
	for _, one := range heading(text, "callbacks", attempts) {
		outcome := one.Failure
		if one.Status != 0 {
			outcome = fmt.Sprintf("status %d", one.Status)
		}
		fmt.Fprintf(text, "  %s  try %d  %s: %s\n", one.TransactionID, one.Try, one.URL, outcome)
	}
	return nil
}

func (a *Account) reportConduct(text *strings.Builder) error {
	findings, err := a.conduct()
	if err != nil {
		return err
	}
	for _, one := range heading(text, "conduct", findings) {
		fmt.Fprintf(text, "  %s\n", one)
	}
	return nil
}

// heading begins a part, and gives the newest of its rows.
func heading[T any](text *strings.Builder, name string, rows []T) []T {
	if len(rows) == 0 {
		fmt.Fprintf(text, "%s: none\n", name)
		return nil
	}
	fmt.Fprintf(text, "%s (%d):\n", name, len(rows))
	if left := len(rows) - shown; left > 0 {
		fmt.Fprintf(text, "  … %d older ones\n", left)
	}
	return newest(rows, shown)
}

func line(text *strings.Builder, name, value string) {
	if value != "" {
		fmt.Fprintf(text, "       %s: %s\n", name, value)
	}
}
