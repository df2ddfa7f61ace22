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
	// Played before another scenario took their place.
	removed []*rule
	// The other members of the scenario that is played.
	members map[string]any
	// The rules that the emulator has now, in its order, and the newest call when they were sent.
	sent   []*rule
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

// add adds a rule behind those that were added before.
func (a *Account) add(verb, what string, then map[string]any, options []RuleOption) error {
	made := &rule{name: verb + " " + what, when: map[string]any{}, then: then, unusedOK: a.settings.unusedOK}
	for _, option := range options {
		option.change(made)
	}
	if err := a.catchUp(); err != nil {
		return err
	}
	before := a.scenario.added
	a.scenario.added = append(before, made)
	if err := a.send(); err != nil {
		a.scenario.added = before
		return err
	}
	return nil
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
	s.sent = sent
	page, err := a.page(url.Values{"limit": {"1"}})
	if err != nil {
		return err
	}
	if len(page.Requests) > 0 {
		s.newest = page.Requests[0].ID
	}
	return nil
}
