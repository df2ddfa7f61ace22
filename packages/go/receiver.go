package cloudauthlocal

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Callback is one callback as it arrived.
type Callback struct {
	// GET, or POST.
	Method string
	// The path of the URL, such as /verified.
	Path string
	// All parameters of the query, and of a form body.
	Parameters    map[string]string
	TransactionID string
	Passed        bool
	SubCode       string
	// callbackToken, which is there where Initialize had a CallbackToken.
	Token string
}

// Receiver answers every callback of one account with 200 and keeps it. It ends with the test.
type Receiver struct {
	// URL is the CallbackUrl for Initialize; any path and query may stand in place of its own. It begins with https, as the
	// service demands; the emulator sends the callback to the same port by plain HTTP.
	URL string

	account  *Account
	mutex    sync.Mutex
	received []Callback
	refusals []int
	// Closed, and made anew, with every callback.
	arrived chan struct{}
}

// Receiver starts a receiver on a free port.
func (a *Account) Receiver() *Receiver {
	a.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		a.t.Fatalf("cloudauth-local: no port for a callback receiver: %v", err)
	}
	address := listener.Addr().String()
	receiver := &Receiver{URL: "https://" + address + "/callback", account: a, arrived: make(chan struct{})}
	server := &http.Server{Handler: receiver, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	a.t.Cleanup(func() { _ = server.Shutdown(context.Background()) })
	a.MapCallbacks("https://"+address, "http://"+address)
	return receiver
}

// MapCallbacks sends callbacks for URLs that begin with `url`, such as https://shop.example, to a server of this machine,
// such as http://127.0.0.1:3000.
func (a *Account) MapCallbacks(url, to string) {
	a.t.Helper()
	maps := append(a.maps, callbackMap{From: url, To: to})
	a.must(a.ask("PUT", "callback-map", nil, map[string]any{"maps": maps}, nil))
	a.maps = maps
}

type callbackMap struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Received gives the callbacks so far, oldest first, those that were refused included.
func (r *Receiver) Received() []Callback {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return append([]Callback(nil), r.received...)
}

// Refuse answers the next callbacks with another status than 200, such as 500, so that the emulator sends them again.
func (r *Receiver) Refuse(times, status int) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for ; times > 0; times-- {
		r.refusals = append(r.refusals, status)
	}
}

// Wait waits, for 5 s at most, until so many callbacks have come in all, and gives them.
func (r *Receiver) Wait(count int) []Callback {
	r.account.t.Helper()
	return r.WaitFor(count, 5*time.Second)
}

// WaitFor is Wait with another timeout. The test ends where they do not come in time, with what the emulator knows of its
// tries.
func (r *Receiver) WaitFor(count int, timeout time.Duration) []Callback {
	r.account.t.Helper()
	late := time.After(timeout)
	for {
		r.mutex.Lock()
		received, arrived := append([]Callback(nil), r.received...), r.arrived
		r.mutex.Unlock()
		if len(received) >= count {
			return received
		}
		select {
		case <-arrived:
		case <-late:
			tries := &strings.Builder{}
			r.account.must(r.account.reportCallbacks(tries))
			r.account.t.Fatalf("cloudauth-local: %d of %d callbacks came to %s within %s; %s", len(received), count, r.URL, timeout, tries)
		}
	}
}

// ServeHTTP takes a callback, by GET or as a form.
func (r *Receiver) ServeHTTP(writer http.ResponseWriter, request *http.Request) {
	if err := request.ParseForm(); err != nil {
		http.Error(writer, fmt.Sprintf("the parameters cannot be read: %v", err), http.StatusBadRequest)
		return
	}
	parameters := map[string]string{}
	for name := range request.Form {
		parameters[name] = request.Form.Get(name)
	}
	r.mutex.Lock()
	status := http.StatusOK
	if len(r.refusals) > 0 {
		status, r.refusals = r.refusals[0], r.refusals[1:]
	}
	r.received = append(r.received, Callback{
		Method: request.Method, Path: request.URL.Path, Parameters: parameters, TransactionID: parameters["transactionId"],
		Passed: parameters["passed"] == "Y", SubCode: parameters["subCode"], Token: parameters["callbackToken"],
	})
	close(r.arrived)
	r.arrived = make(chan struct{})
	r.mutex.Unlock()
	writer.WriteHeader(status)
}
