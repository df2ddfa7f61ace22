package cloudauthlocal

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

type callbackMap struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Receiver receives callbacks of one account on a free port of this machine.
type Receiver struct {
	// URL is what the code under test passes as CallbackUrl. It begins with https, as the service demands; the emulator
	// sends the callback to the same port by plain HTTP.
	URL string

	t        TB
	received chan url.Values
	mutex    sync.Mutex
	statuses []int
}

// Receiver starts a receiver. It ends with the test.
func (a *Account) Receiver() *Receiver {
	a.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		a.t.Fatalf("cloudauth-local: no port for a callback receiver: %v", err)
	}
	address := listener.Addr().String()
	receiver := &Receiver{URL: "https://" + address + "/callback", t: a.t, received: make(chan url.Values, 1000)}
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

// Answer sets the HTTP statuses of the next answers, in order; after them comes 200. The service calls again after
// another status than 200.
func (r *Receiver) Answer(statuses ...int) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.statuses = statuses
}

// Next waits for the next callback and gives its parameters: transactionId, passed, subCode and, where Initialize had a
// CallbackToken, callbackToken. The test ends where none comes in time.
func (r *Receiver) Next(timeout time.Duration) url.Values {
	r.t.Helper()
	select {
	case parameters := <-r.received:
		return parameters
	case <-time.After(timeout):
		r.t.Fatalf("cloudauth-local: no callback came to %s within %s", r.URL, timeout)
		return nil
	}
}

// ServeHTTP takes a callback, by GET or as a form.
func (r *Receiver) ServeHTTP(writer http.ResponseWriter, request *http.Request) {
	if err := request.ParseForm(); err != nil {
		http.Error(writer, err.Error(), http.StatusBadRequest)
		return
	}
	r.mutex.Lock()
	status := http.StatusOK
	if len(r.statuses) > 0 {
		status, r.statuses = r.statuses[0], r.statuses[1:]
	}
	r.mutex.Unlock()
	select {
	case r.received <- request.Form:
	default: // 1000 that no test asked for.
	}
	writer.WriteHeader(status)
}
