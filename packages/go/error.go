package cloudauthlocal

import "strings"

// Reason says what kind of Error it is.
type Reason string

const (
	// NoBinary: there is no emulator to start.
	NoBinary Reason = "no binary"
	// WrongArchitecture: the file is no program of this machine.
	WrongArchitecture Reason = "wrong architecture"
	// PortInUse: another program listens on the port that was asked for.
	PortInUse Reason = "port in use"
	// OtherVersion: the emulator is of another version than this package.
	OtherVersion Reason = "other version"
	// NotAnEmulator: what answers at the URL is something else, or the URL is malformed.
	NotAnEmulator Reason = "not an emulator"
	// Unreachable: nothing answers at the URL.
	Unreachable Reason = "unreachable"
	// StartFailed: the program ended, or printed no URL, before it was ready.
	StartFailed Reason = "start failed"
	// Died: the emulator ended during the test.
	Died Reason = "died"
	// Refused: the admin API refused what a test asked of it.
	Refused Reason = "refused"
)

// Error is the one error of this package.
type Error struct {
	Reason  Reason
	Message string
	// Log holds the last lines of the emulator's log; empty for an emulator that this package did not start.
	Log []string
}

// Error gives the message, with the log below it.
func (e *Error) Error() string {
	text := "cloudauth-local: " + e.Message
	if len(e.Log) > 0 {
		text += "\nthe emulator's log ends with:\n  " + strings.Join(e.Log, "\n  ")
	}
	return text
}
