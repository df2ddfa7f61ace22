package cloudauthlocal

import (
	"fmt"
	"net/url"
)

// Request is a call of the journal. GET /_emulator/openapi.json says what each member is.
type Request struct {
	ID            uint64
	Time          string
	Operation     string
	Method        string
	Parameters    map[string]string
	Headers       map[string]string
	Answer        Answer
	Signature     string
	Rules         []string
	Tolerated     []string
	Hint          string
	TransactionID string
}

// Answer is what a call got.
type Answer struct {
	Status  int
	Code    string
	Message string
	// How long a throttled client was told to wait, in milliseconds.
	RetryAfterMs int
	RequestID    string
	Result       map[string]string
}

// Attempt is one try to deliver a callback.
type Attempt struct {
	TransactionID string
	At            string
	Try           int
	URL           string
	SentTo        string
	Status        int
	Failure       string
	Accepted      bool
}

// Transaction is an identity check.
type Transaction struct {
	TransactionID string
	MerchantBizID string
	DocType       string
	// waiting, opened, completed or expired.
	State   string
	Passed  *bool
	SubCode string
}

// Finding is something that the client did and that will fail in production.
type Finding struct {
	Rule  string
	Seen  string
	Calls []uint64
	Why   string
}

// Retry is a call that says what a throttled or failed one had said.
type Retry struct {
	Operation string
	// The number of the call, and of the one that had failed.
	Call, Of uint64
	// How that one was answered.
	Code string
	// How long the client was told to wait, and how long it did, in milliseconds.
	ToldMs, WaitedMs int
	// Whether that was long enough.
	InTime bool
}

// String gives a finding as a sentence.
func (f Finding) String() string {
	return fmt.Sprintf("%s (calls %v): %s. %s", f.Rule, f.Calls, f.Seen, f.Why)
}

// nokey is the query of a path that takes no access key.
var nokey = url.Values{}

// ask asks the admin API about this key; a query of its own takes the key's place.
func (a *Account) ask(method, path string, query url.Values, body, into any) error {
	if query == nil {
		query = url.Values{"accessKeyId": {a.AccessKeyID}}
	}
	return a.emulator.ask(method, path, query, body, into)
}

type page struct {
	Requests []Request
	Next     string
}

func (a *Account) page(query url.Values) (page, error) {
	query.Set("accessKeyId", a.AccessKeyID)
	var read page
	err := a.ask("GET", "requests", query, nil, &read)
	return read, err
}

func (a *Account) requests() ([]Request, error) {
	var newestFirst []Request
	query := url.Values{"limit": {"1000"}}
	for {
		page, err := a.page(query)
		if err != nil {
			return nil, err
		}
		newestFirst = append(newestFirst, page.Requests...)
		if page.Next == "" {
			break
		}
		query.Set("cursor", page.Next)
	}
	return oldestFirst(newestFirst), nil
}

func oldestFirst[T any](newestFirst []T) []T {
	rows := make([]T, 0, len(newestFirst))
	for index := len(newestFirst) - 1; index >= 0; index-- {
		rows = append(rows, newestFirst[index])
	}
	return rows
}

func (a *Account) callbacks() ([]Attempt, error) {
	var answer struct{ Attempts []Attempt }
	err := a.ask("GET", "callbacks", nil, nil, &answer)
	return answer.Attempts, err
}

func (a *Account) conduct() ([]Finding, error) {
	var answer struct{ Findings []Finding }
	err := a.ask("GET", "conduct", nil, nil, &answer)
	return answer.Findings, err
}
