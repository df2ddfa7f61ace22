package cloudauthlocal

import (
	"encoding/json"
	"fmt"
	"net/url"
	"path/filepath"
)

// scenario is what is played for one access key. Rules are added one by one, and sent to the emulator as a whole, which
// starts its counts anew: so they are carried on here.
type scenario struct {
	added  []*rule
	played []*rule
	// Removed, or played before another scenario took their place.
	removed []*rule
	// Declared accounts, where signatures are verified.
	accounts []any
	// The other members of the scenario that is played.
	members map[string]any
	// The rules that the emulator has now, in its order, and the newest call when they were sent.
	sent   []*rule
	isSent bool
	newest uint64
}

// all gives every rule that there is or was.
func (s *scenario) all() []*rule {
	return append(append(append([]*rule{}, s.removed...), s.added...), s.played...)
}

func (s *scenario) unused() []string {
	var names []string
	for _, one := range s.all() {
		if one.acted() == 0 && !one.unusedOK {
			names = append(names, one.name)
		}
	}
	return names
}

// RuleHandle is a rule that a test added.
type RuleHandle struct {
	account *Account
	rule    *rule
}

// Acted gives on how many calls it has acted so far.
func (h *RuleHandle) Acted() int {
	h.account.t.Helper()
	h.account.must(h.account.readActed())
	return h.rule.acted()
}

// Remove takes the rule away: the next call no longer meets it.
func (h *RuleHandle) Remove() {
	h.account.t.Helper()
	h.account.must(h.account.remove(h.rule))
}

// VerifySignatures has the signatures, timestamps and nonces of this key checked as the service checks them.
func (a *Account) VerifySignatures() {
	a.t.Helper()
	a.must(a.catchUp())
	a.scenario.accounts = []any{map[string]any{"accessKeyId": a.AccessKeyID, "accessKeySecret": a.AccessKeySecret}}
	a.must(a.send())
}

// remove takes an added rule away. One that is gone already stays so.
func (a *Account) remove(gone *rule) error {
	for index, one := range a.scenario.added {
		if one == gone {
			if err := a.catchUp(); err != nil {
				return err
			}
			a.scenario.added = append(append([]*rule{}, a.scenario.added[:index]...), a.scenario.added[index+1:]...)
			a.scenario.removed = append(a.scenario.removed, gone)
			return a.send()
		}
	}
	return nil
}

// forget takes the key's scenario and callback map away from an emulator that goes on: it keeps a bounded number.
func (a *Account) forget() {
	if a.emulator.process != nil {
		return
	}
	if a.scenario.isSent {
		_ = a.ask("DELETE", "scenario", nil, nil, nil) // One that has ended has nothing left to take away.
	}
	if len(a.maps) > 0 {
		_ = a.ask("DELETE", "callback-map", nil, nil, nil)
	}
}

// add adds a rule behind those that were added before.
func (a *Account) add(verb, what string, then map[string]any, options []RuleOption) (*RuleHandle, error) {
	made := &rule{name: verb + " " + what, when: map[string]any{}, then: then, unusedOK: a.settings.unusedOK}
	for _, option := range options {
		option.change(made)
	}
	if err := a.catchUp(); err != nil {
		return nil, err
	}
	before := a.scenario.added
	a.scenario.added = append(before, made)
	if err := a.send(); err != nil {
		a.scenario.added = before
		return nil, err
	}
	return &RuleHandle{account: a, rule: made}, nil
}

// play plays a document behind the rules that were added.
func (a *Account) play(name string, body any) error {
	if err := a.catchUp(); err != nil {
		return err
	}
	var put struct{ Scenario map[string]any }
	if err := a.ask("PUT", "scenario", nil, body, &put); err != nil {
		return err
	}
	rules, _ := put.Scenario["rules"].([]any)
	delete(put.Scenario, "rules")
	a.scenario.removed = append(a.scenario.removed, a.scenario.played...)
	a.scenario.played, a.scenario.members = nil, put.Scenario
	for index, one := range rules {
		document, _ := one.(map[string]any)
		when, _ := document["when"].(map[string]any)
		then, _ := document["then"].(map[string]any)
		label := fmt.Sprintf("rule %d of %s", index+1, filepath.Base(name))
		if description, ok := document["description"].(string); ok {
			label += ": " + description
		}
		a.scenario.played = append(a.scenario.played,
			&rule{name: label, when: when, then: then, unusedOK: a.settings.unusedOK})
	}
	return a.send()
}

// catchUp takes over what the emulator counted since the rules were sent.
func (a *Account) catchUp() error {
	if len(a.scenario.sent) == 0 {
		return nil
	}
	if err := a.readActed(); err != nil {
		return err
	}
	page, err := a.page(url.Values{"limit": {"1000"}})
	if err != nil {
		return err
	}
	calls := page.Requests
	for index, call := range calls {
		if call.ID <= a.scenario.newest {
			calls = calls[:index]
			break
		}
	}
	for _, one := range a.scenario.sent {
		if err := one.note(calls); err != nil {
			return err
		}
	}
	return nil
}

// readActed takes over on how many calls each rule acted.
func (a *Account) readActed() error {
	if len(a.scenario.sent) == 0 {
		return nil
	}
	var answer struct{ Rules []struct{ Acted int } }
	if err := a.ask("GET", "scenario", nil, nil, &answer); err != nil {
		return err
	}
	for index, one := range answer.Rules {
		if index < len(a.scenario.sent) {
			a.scenario.sent[index].actedSince = one.Acted
		}
	}
	return nil
}

// send plays the rules that can still act.
func (a *Account) send() error {
	s := &a.scenario
	document := map[string]any{}
	for name, member := range s.members {
		document[name] = member
	}
	var sent []*rule
	documents := []any{}
	for _, one := range append(append([]*rule{}, s.added...), s.played...) {
		if !one.spent() {
			sent = append(sent, one)
			documents = append(documents, one.document())
		}
	}
	document["rules"] = documents
	if len(s.accounts) > 0 {
		declared, _ := document["accounts"].([]any)
		document["accounts"] = append(append([]any{}, declared...), s.accounts...)
	}
	written, err := json.Marshal(document)
	if err != nil {
		return &Error{Reason: Refused, Message: fmt.Sprintf("the rule cannot be written: %v", err)}
	}
	if err := a.ask("PUT", "scenario", nil, json.RawMessage(written), nil); err != nil {
		return err
	}
	for _, one := range s.all() {
		one.actedBefore, one.actedSince = one.acted(), 0
	}
	s.sent, s.isSent = sent, true
	page, err := a.page(url.Values{"limit": {"1"}})
	if err != nil {
		return err
	}
	if len(page.Requests) > 0 {
		s.newest = page.Requests[0].ID
	}
	return nil
}
