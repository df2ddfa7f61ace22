package cloudauthlocal

import (
	"fmt"
	"strings"
	"time"
)

// rule is a rule of the scenario format, with what became of it.
type rule struct {
	// The verb that added it, for messages.
	name     string
	when     map[string]any
	then     map[string]any
	unusedOK bool
	// On how many calls it acted before it was last sent to the emulator, and since.
	actedBefore, actedSince int
	// How many calls it had counted when it was last sent.
	counted int
}

// RuleOption says which calls a rule acts on, and how.
type RuleOption interface{ change(*rule) }

type ruleOption func(*rule)

func (o ruleOption) change(r *rule) { o(r) }

// First acts on the first n calls.
func First(n int) RuleOption { return calls("first", n) }

// Nth acts on exactly these calls; the first is number 1.
func Nth(n ...int) RuleOption {
	numbers := make([]any, 0, len(n))
	for _, number := range n {
		numbers = append(numbers, number)
	}
	return calls("nth", numbers)
}

// After acts on every call after the first n.
func After(n int) RuleOption { return calls("after", n) }

// Every acts on every nth call.
func Every(n int) RuleOption { return calls("every", n) }

func calls(which string, value any) RuleOption {
	return ruleOption(func(r *rule) {
		counted, _ := r.when["calls"].(map[string]any)
		if counted == nil {
			counted = map[string]any{}
			r.when["calls"] = counted
		}
		counted[which] = value
		r.name += fmt.Sprintf(", %s %s", which, strings.Trim(fmt.Sprint(value), "[]"))
	})
}

// Operation acts on calls of this operation only, such as CheckResult.
func Operation(name string) RuleOption {
	return ruleOption(func(r *rule) {
		r.when["operation"] = name
		r.name += ", " + name
	})
}

// When adds conditions of the scenario format, such as {"parameters": {"SceneCode": "signup"}}.
func When(conditions map[string]any) RuleOption {
	return ruleOption(func(r *rule) {
		for name, condition := range conditions {
			r.when[name] = condition
		}
		r.name += fmt.Sprintf(", when %v", conditions)
	})
}

// RetryAfter is how long a throttled client is told to wait.
func RetryAfter(wait time.Duration) RuleOption { return then("retryAfter", milliseconds(wait)) }

// Status takes another HTTP status than that of the code.
func Status(status int) RuleOption { return then("status", status) }

// Message takes another message than that of the code.
func Message(message string) RuleOption { return then("message", message) }

func then(member string, value any) RuleOption {
	return ruleOption(func(r *rule) { r.then[member] = value })
}

// milliseconds writes a duration as scenarios do, rounded up.
func milliseconds(duration time.Duration) string {
	return fmt.Sprintf("%dms", (duration + time.Millisecond - 1).Milliseconds())
}

func (r *rule) acted() int { return r.actedBefore + r.actedSince }

func (r *rule) calls() map[string]any {
	calls, _ := r.when["calls"].(map[string]any)
	return calls
}

// spent says whether it can act on no further call.
func (r *rule) spent() bool {
	limits := r.calls()
	if first, ok := number(limits["first"]); ok && r.counted >= first {
		return true
	}
	nth, ok := limits["nth"].([]any)
	return ok && len(rest(nth, r.counted)) == 0
}

// note counts calls that came since the rule was sent. The error is of a rule whose count cannot be carried on.
func (r *rule) note(calls []Request) error {
	limits := r.calls()
	if len(calls) == 0 || limits == nil || r.spent() {
		return nil
	}
	for _, call := range calls {
		operation, one := r.when["operation"]
		if call.Operation != "" && (!one || operation == call.Operation) {
			r.counted++
		}
	}
	carried := true
	for name := range r.when {
		carried = carried && (name == "calls" || name == "operation" || name == "probability")
	}
	if every, ok := number(limits["every"]); ok && every > 0 {
		carried = carried && r.counted%every == 0
	}
	if !carried {
		return &Error{Reason: Refused, Message: r.name + " has begun to count calls, and another rule now would start its " +
			"count anew; add all rules before the first call"}
	}
	return nil
}

// document gives the rule in the scenario format, counting on from where it is.
func (r *rule) document() map[string]any {
	when := map[string]any{}
	for name, condition := range r.when {
		when[name] = condition
	}
	if limits := r.calls(); limits != nil && r.counted > 0 {
		left := map[string]any{}
		if first, ok := number(limits["first"]); ok {
			left["first"] = first - r.counted
		}
		if after, ok := number(limits["after"]); ok && after > r.counted {
			left["after"] = after - r.counted
		}
		if nth, ok := limits["nth"].([]any); ok {
			left["nth"] = rest(nth, r.counted)
		}
		if every, ok := limits["every"]; ok {
			left["every"] = every
		}
		if when["calls"] = left; len(left) == 0 {
			delete(when, "calls")
		}
	}
	document := map[string]any{"description": r.name, "then": r.then}
	if len(when) > 0 {
		document["when"] = when
	}
	return document
}

// rest gives the call numbers that are left after so many calls.
func rest(nth []any, counted int) []any {
	var left []any
	for _, value := range nth {
		if one, ok := number(value); ok && one > counted {
			left = append(left, one-counted)
		}
	}
	return left
}

// number reads a whole number of a scenario, from Go or from JSON.
func number(value any) (int, bool) {
	switch value := value.(type) {
	case int:
		return value, true
	case float64:
		return int(value), true
	}
	return 0, false
}
