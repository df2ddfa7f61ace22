package cloudauthlocal

import (
	"fmt"
	"time"
)

// rule is a rule of the scenario file.
type rule struct {
	Description string         `json:"description"`
	When        map[string]any `json:"when,omitempty"`
	Then        map[string]any `json:"then"`
}

// RuleOption says which calls a rule of Fail acts on, and how.
type RuleOption func(*rule)

func newRule(code string, options []RuleOption) rule {
	made := rule{Description: code, When: map[string]any{}, Then: map[string]any{"error": code}}
	for _, change := range options {
		change(&made)
	}
	return made
}

func calls(which string, value any, words string) RuleOption {
	return func(r *rule) {
		counted, _ := r.When["calls"].(map[string]any)
		if counted == nil {
			counted = map[string]any{}
			r.When["calls"] = counted
		}
		counted[which] = value
		r.Description += ", " + words
	}
}

// First acts on the first n calls.
func First(n int) RuleOption { return calls("first", n, fmt.Sprintf("first %d", n)) }

// Nth acts on exactly these calls; the first is number 1.
func Nth(n ...int) RuleOption { return calls("nth", n, fmt.Sprintf("nth %v", n)) }

// After acts on every call after the first n.
func After(n int) RuleOption { return calls("after", n, fmt.Sprintf("after %d", n)) }

// Every acts on every nth call.
func Every(n int) RuleOption { return calls("every", n, fmt.Sprintf("every %d", n)) }

// Operation acts on calls of this operation only, such as CheckResult.
func Operation(name string) RuleOption {
	return func(r *rule) {
		r.When["operation"] = name
		r.Description += ", " + name
	}
}

// RetryAfter is how long the client is told to wait.
func RetryAfter(wait time.Duration) RuleOption { return then("retryAfter", span(wait)) }

// Delay makes the answer wait.
func Delay(wait time.Duration) RuleOption { return then("delay", span(wait)) }

// Status takes another HTTP status than that of the code.
func Status(status int) RuleOption { return then("status", status) }

// Message takes another message than that of the code.
func Message(message string) RuleOption { return then("message", message) }

func then(member string, value any) RuleOption {
	return func(r *rule) { r.Then[member] = value }
}

// span writes a duration as scenarios do: whole milliseconds, rounded up.
func span(duration time.Duration) string {
	return fmt.Sprintf("%dms", (duration + time.Millisecond - 1).Milliseconds())
}
