package cloudauthlocal

import "time"

// Options says which emulator is started or joined. The zero value is right for most tests.
type Options struct {
	// URL of a running emulator to join. Without it and without Binary: CLOUDAUTH_LOCAL_URL.
	URL string
	// Binary to start. Without it: CLOUDAUTH_LOCAL_BINARY, then cloudauth-local on PATH.
	Binary string
	// Port to listen on; 0 takes a free one.
	Port int
	// Seed of all identifiers; 0 takes a random one.
	Seed uint64
	// Args are further flags for the emulator, such as "--qps", "0".
	Args []string
	// AdminToken is sent to the admin API. Without it: CLOUDAUTH_LOCAL_ADMIN_TOKEN.
	AdminToken string
	// Timeout for the start; 0 means 10 s.
	Timeout time.Duration
}
