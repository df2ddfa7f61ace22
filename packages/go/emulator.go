package cloudauthlocal

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"time"
)

// Emulator is a running cloudauth-local.
type Emulator struct {
	// URL is its base URL.
	URL string
	// Endpoint is host:port, as SDKs want it.
	Endpoint string

	token string
	// How often each access key was given out.
	given   map[string]int
	mutex   sync.Mutex
	process *process // nil for one that was joined
	client  http.Client
}

// Start starts an emulator, or joins a running one: at options.URL, or else, where no binary is given, at
// CLOUDAUTH_LOCAL_URL. The error is an *Error that says what is wrong.
func Start(options Options) (*Emulator, error) {
	token := options.AdminToken
	if token == "" {
		token = os.Getenv("CLOUDAUTH_LOCAL_ADMIN_TOKEN")
	}
	emulator := &Emulator{token: token, given: map[string]int{}, client: http.Client{Timeout: 10 * time.Second}}
	base := options.URL
	if base == "" && options.Binary == "" {
		base = os.Getenv("CLOUDAUTH_LOCAL_URL")
	}
	if base == "" {
		process, printed, err := launch(options)
		if err != nil {
			return nil, err
		}
		emulator.process, base = process, printed
	}
	emulator.URL = strings.TrimRight(base, "/")
	if err := emulator.greet(); err != nil {
		emulator.Stop()
		return nil, err
	}
	return emulator, nil
}

// Stop ends the emulator, unless it was joined. In a test that is t.Cleanup(emulator.Stop), before Account is called: a
// deferred Stop would come before the accounts are checked.
func (e *Emulator) Stop() {
	if e.process != nil {
		e.process.stop()
	}
	e.client.CloseIdleConnections()
}

// Log gives the last 500 lines of the emulator's log; none for one that was joined.
func (e *Emulator) Log() []string {
	if e.process == nil {
		return nil
	}
	return e.process.log.lines()
}

// key gives an access key that begins with a test's name. For an emulator that was started here it is the same in every
// run, so that with the same seed the answers are the same; at one that was joined there may have been other runs.
func (e *Emulator) key(name string) (string, error) {
	name = strings.Trim(notInKeys.ReplaceAllString(name, "-"), "-")
	if name == "" {
		name = "test"
	}
	if len(name) > 80 {
		name = name[:80]
	}
	if e.process == nil {
		random := make([]byte, 6)
		if _, err := rand.Read(random); err != nil {
			return "", err
		}
		return name + "-" + hex.EncodeToString(random), nil
	}
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.given[name]++
	if number := e.given[name]; number > 1 {
		return fmt.Sprintf("%s-%d", name, number), nil
	}
	return name, nil
}

var notInKeys = regexp.MustCompile("[^A-Za-z0-9]+")

var shared struct {
	once     sync.Once
	emulator *Emulator
	err      error
}

// Shared gives the one emulator of this test binary, started with no options at the first use. It ends with the test
// binary.
func Shared() (*Emulator, error) {
	shared.once.Do(func() { shared.emulator, shared.err = Start(Options{}) })
	return shared.emulator, shared.err
}

// greet makes sure that the URL is an emulator's, and of this version.
func (e *Emulator) greet() error {
	parsed, err := url.Parse(e.URL)
	if err != nil || parsed.Host == "" || parsed.Scheme != "http" && parsed.Scheme != "https" {
		return e.fault(NotAnEmulator, fmt.Sprintf("%q is no URL; an emulator's is like http://127.0.0.1:8809", e.URL))
	}
	e.Endpoint = parsed.Host
	answer, err := e.client.Get(e.URL + "/_emulator/health")
	if err != nil {
		if strings.Contains(err.Error(), "malformed HTTP") {
			return e.fault(NotAnEmulator, fmt.Sprintf("what answers at %s does not speak HTTP: %v", e.URL, err))
		}
		return e.fault(Unreachable, fmt.Sprintf("no emulator answers at %s: %v; is it running, and is this the URL that it printed?", e.URL, err))
	}
	defer answer.Body.Close()
	var health struct{ Status, Version string }
	body, _ := io.ReadAll(io.LimitReader(answer.Body, 1<<16))
	if json.Unmarshal(body, &health) != nil || health.Status == "" || health.Version == "" {
		return e.fault(NotAnEmulator, fmt.Sprintf("what answers at %s is no emulator: GET /_emulator/health gives %s and %q",
			e.URL, answer.Status, cut(string(body), 80)))
	}
	if series(health.Version) != series(Version) {
		return e.fault(OtherVersion, fmt.Sprintf("the emulator at %s is version %s, and this package is %s; take the same for both",
			e.URL, health.Version, Version))
	}
	return nil
}

// series gives the part of a version that has to be the same: all but the last number.
func series(version string) string {
	if last := strings.LastIndex(version, "."); last > 0 {
		return version[:last]
	}
	return version
}

// ask sends a request to the admin API, and reads the answer into `into` unless it is nil.
func (e *Emulator) ask(method, path string, query url.Values, body, into any) error {
	var content io.Reader
	switch given := body.(type) {
	case nil:
	case json.RawMessage:
		content = bytes.NewReader(given)
	default:
		written, err := json.Marshal(body)
		if err != nil {
			return e.fault(Refused, fmt.Sprintf("the body for %s %s cannot be written: %v", method, path, err))
		}
		content = bytes.NewReader(written)
	}
	request, err := http.NewRequest(method, e.URL+"/_emulator/"+path+"?"+query.Encode(), content)
	if err != nil {
		return e.fault(Refused, err.Error())
	}
	if e.token != "" {
		request.Header.Set("Authorization", "Bearer "+e.token)
	}
	answer, err := e.client.Do(request)
	if err != nil {
		return e.lost(err)
	}
	defer answer.Body.Close()
	read, err := io.ReadAll(answer.Body)
	if err != nil {
		return e.lost(err)
	}
	if answer.StatusCode != http.StatusOK {
		return e.fault(Refused, fmt.Sprintf("%s /_emulator/%s was answered with %s: %s", method, path, answer.Status, problem(read)))
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(read, into); err != nil {
		return e.fault(OtherVersion, fmt.Sprintf("the answer to %s /_emulator/%s cannot be read: %v", method, path, err))
	}
	return nil
}

// lost tells why a request was not answered.
func (e *Emulator) lost(cause error) error {
	if e.process != nil {
		if err := e.process.died(time.Second); err != nil {
			return err
		}
	}
	return e.fault(Died, fmt.Sprintf("the emulator at %s no longer answers: %v", e.URL, cause))
}

func (e *Emulator) fault(reason Reason, message string) error {
	fault := &Error{Reason: reason, Message: message}
	if reason != Refused { // Of a refusal the message tells everything.
		fault.Log = newest(e.Log(), shownLines)
	}
	return fault
}

func newest[T any](rows []T, most int) []T {
	if len(rows) > most {
		return rows[len(rows)-most:]
	}
	return rows
}

// problem gives what the admin API says is wrong: its message, and where in a scenario it is.
func problem(body []byte) string {
	var said struct {
		Message     string
		Diagnostics []struct {
			Line, Column         int
			Message, Label, Help string
		}
	}
	if json.Unmarshal(body, &said) != nil || said.Message == "" {
		return cut(string(body), 200)
	}
	text := said.Message
	for _, one := range said.Diagnostics {
		text += fmt.Sprintf("\n  line %d, column %d: %s", one.Line, one.Column, one.Message)
		for _, more := range []string{one.Label, one.Help} {
			if more != "" {
				text += "; " + more
			}
		}
	}
	return text
}

func cut(text string, length int) string {
	if len(text) <= length {
		return text
	}
	return text[:length] + "…"
}
