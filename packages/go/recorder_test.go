package cloudauthlocal

import (
	"fmt"
	"runtime"
	"strings"
)

// recorder stands for the *testing.T of a test that may fail.
type recorder struct {
	failed   bool
	errors   []string
	logs     []string
	cleanups []func()
}

func (r *recorder) Name() string     { return "Recorded" }
func (r *recorder) Helper()          {}
func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Failed() bool     { return r.failed }
func (r *recorder) Logf(format string, args ...any) {
	r.logs = append(r.logs, fmt.Sprintf(format, args...))
}
func (r *recorder) Errorf(format string, args ...any) {
	r.failed = true
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}
func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

// run runs a test to its end, cleanups included, and gives all that it printed.
func (r *recorder) run(test func(TB)) string {
	parts := append([]func(){func() { test(r) }}, func() {
		for index := len(r.cleanups) - 1; index >= 0; index-- {
			r.cleanups[index]()
		}
	})
	for _, part := range parts {
		done := make(chan struct{})
		go func() {
			defer close(done)
			part()
		}()
		<-done
	}
	return strings.Join(append(r.errors, r.logs...), "\n")
}
