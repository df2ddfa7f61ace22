// Package cloudauthlocal runs cloudauth-local, the emulator of Alibaba Cloud ID Verification, in Go tests.
//
//	func TestSignupSurvivesThrottling(t *testing.T) {
//		cloudauth := cloudauthlocal.New(t)
//		cloudauth.Fail("Throttling.Api", cloudauthlocal.First(2), cloudauthlocal.RetryAfter(time.Millisecond))
//		...
//	}
//
// New starts one emulator for the test binary, or joins the one at CLOUDAUTH_LOCAL_URL, and gives the test an access key
// of its own: throttle, rules, clock, journal, coverage and conduct belong to the key, so that tests may run in parallel.
// A failed test logs what happened to its key. A rule that never acted fails the test; see UnusedOK.
//
// The package uses the standard library only.
package cloudauthlocal

// Version is the version of this package, and of the emulator that it works with.
const Version = "0.1.0"
