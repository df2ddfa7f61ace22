package cloudauthlocal

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// refused demands that a start fails for this reason and says so.
func refused(t *testing.T, options Options, reason Reason, said ...string) {
	t.Helper()
	emulator, err := Start(options)
	if err == nil {
		emulator.Stop()
		t.Fatalf("it started")
	}
	var fault *Error
	if !errors.As(err, &fault) || fault.Reason != reason {
		t.Errorf("the reason is not %q: %v", reason, err)
	}
	contains(t, err.Error(), said...)
}

func program(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cloudauth-local")
	if err := os.WriteFile(path, []byte(content), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func realBinary(t *testing.T) string {
	t.Helper()
	path, err := findBinary("")
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAMissingBinaryIsNamed(t *testing.T) {
	refused(t, Options{Binary: "/nix/cloudauth-local"}, NoBinary, "the option Binary is /nix/cloudauth-local, where there is no file")
	refused(t, Options{Binary: t.TempDir()}, NoBinary, "which is a folder")
	t.Setenv("CLOUDAUTH_LOCAL_URL", "")
	t.Setenv("CLOUDAUTH_LOCAL_BINARY", "/nix/other")
	refused(t, Options{}, NoBinary, "CLOUDAUTH_LOCAL_BINARY is /nix/other, where there is no file")
	t.Setenv("CLOUDAUTH_LOCAL_BINARY", "")
	t.Setenv("PATH", t.TempDir())
	refused(t, Options{}, NoBinary, "cloudauth-local is not on PATH", "CLOUDAUTH_LOCAL_URL")
}

func TestABinaryOnPathIsFound(t *testing.T) {
	folder := t.TempDir()
	if err := os.Symlink(realBinary(t), filepath.Join(folder, "cloudauth-local")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("CLOUDAUTH_LOCAL_URL", "")
	t.Setenv("CLOUDAUTH_LOCAL_BINARY", "")
	t.Setenv("PATH", folder)
	emulator, err := Start(Options{Seed: 7, Args: []string{"--qps", "0"}})
	if err != nil {
		t.Fatal(err)
	}
	emulator.Stop()
}

func TestABinaryOfAnotherArchitectureIsNamed(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "linux" {
		foreign, err := os.ReadFile(realBinary(t))
		if err != nil {
			t.Fatal(err)
		}
		binary.LittleEndian.PutUint16(foreign[18:], 8) // MIPS
		refused(t, Options{Binary: program(t, string(foreign))}, WrongArchitecture, "is a program for EM_MIPS", runtime.GOARCH)
		refused(t, Options{Binary: program(t, "MZ, a program for Windows")}, WrongArchitecture, "is no program for Linux")
		refused(t, Options{Binary: program(t, "")}, WrongArchitecture, "is no program")
	}
	unset := program(t, "#!/bin/sh\n")
	if err := os.Chmod(unset, 0o644); err != nil {
		t.Fatal(err)
	}
	refused(t, Options{Binary: unset}, NoBinary, "which is not executable")
}

func TestAProgramThatIsSomethingElseIsNamed(t *testing.T) {
	t.Parallel()
	refused(t, Options{Binary: program(t, "#!/bin/sh\necho hello\n")}, StartFailed, `is no URL but "hello"`)
	refused(t, Options{Binary: program(t, "#!/bin/sh\necho why >&2\nexit 3\n")}, StartFailed, "exit status 3", "log ends with:\n  why")
	refused(t, Options{Binary: program(t, "#!/nix/sh\n")}, WrongArchitecture, "was built for another system")
	refused(t, Options{Binary: program(t, "#!/bin/sh\nexec cat\n"), Timeout: time.Millisecond}, StartFailed, "was not ready after 1ms")
	refused(t, Options{Binary: realBinary(t), Args: []string{"--nix"}}, StartFailed, "--nix")
}

func TestAPortInUseIsNamed(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	port := listener.Addr().(*net.TCPAddr).Port
	refused(t, Options{Binary: realBinary(t), Port: port}, PortInUse, fmt.Sprintf("port %d is in use", port), "log ends with:")
}

func TestAURLThatIsSomethingElseIsNamed(t *testing.T) {
	t.Parallel()
	var answer string
	server := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(writer, answer)
	}))
	defer server.Close()
	answer = "<html>A shop</html>"
	refused(t, Options{URL: server.URL}, NotAnEmulator, server.URL, "<html>A shop</html>")
	answer = `{"status":"ok"}`
	refused(t, Options{URL: server.URL}, NotAnEmulator, server.URL)
	answer = `{"status":"ok","version":"9.8.7"}`
	refused(t, Options{URL: server.URL}, OtherVersion, "is version 9.8.7, and this package is "+Version)

	other, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		connection, err := other.Accept()
		if err == nil {
			_, _ = connection.Read(make([]byte, 4096)) // Unread bytes would make the close a reset.
			fmt.Fprint(connection, "SSH-2.0-OpenSSH\r\n")
			connection.Close()
		}
	}()
	refused(t, Options{URL: "http://" + other.Addr().String()}, NotAnEmulator, "does not speak HTTP")
	other.Close()
	refused(t, Options{URL: "http://" + other.Addr().String()}, Unreachable, "no emulator answers at http://127.0.0.1:")
	refused(t, Options{URL: "127.0.0.1:8809"}, NotAnEmulator, `"127.0.0.1:8809" is no URL`)
}

func TestARunningEmulatorIsJoined(t *testing.T) {
	running, err := Start(Options{Binary: realBinary(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(running.Stop)
	t.Setenv("CLOUDAUTH_LOCAL_URL", running.URL+"/")
	joined, err := Start(Options{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, joined.URL, running.URL)
	(&recorder{}).run(func(tb TB) {
		account := joined.Account(tb, Key("joined", "any"))
		account.Fail("InternalError")
		call(t, account)
	})
	joined.Stop()
	account := running.Account(t, Key("joined", "any"))
	call(t, account)
	same(t, account.Codes(), []string{"InternalError", "Success"})
}

func TestAnEmulatorThatDiesFailsTheTestOnce(t *testing.T) {
	t.Parallel()
	emulator, err := Start(Options{Binary: realBinary(t)})
	if err != nil {
		t.Fatal(err)
	}
	test := &recorder{}
	printed := test.run(func(tb TB) {
		account := emulator.Account(tb)
		call(t, account)
		until(t, func() bool { return len(emulator.Log()) > 0 }) // It is written behind the answer.
		if err := emulator.process.command.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		account.Codes()
	})
	same(t, len(test.errors), 1)
	contains(t, printed, "the emulator ended during the test (signal: killed)", "the emulator's log ends with:", "Initialize    200 Success")
}

const child = "CLOUDAUTH_LOCAL_TEST_CHILD"

// A test run that only starts an emulator, and waits to be killed.
func TestMain(m *testing.M) {
	if os.Getenv(child) != "" {
		emulator, err := Start(Options{})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(emulator.URL)
		select {}
	}
	os.Exit(m.Run())
}

func TestTheEmulatorEndsWithATestRunThatIsKilled(t *testing.T) {
	t.Parallel()
	run := exec.Command(os.Args[0])
	run.Env = append(os.Environ(), child+"=1", "CLOUDAUTH_LOCAL_URL=", "CLOUDAUTH_LOCAL_BINARY="+realBinary(t))
	run.Stderr = os.Stderr
	stdout, err := run.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	// Held open, it is closed by the end of the emulator alone.
	connection, err := net.Dial("tcp", strings.TrimPrefix(strings.TrimSpace(line), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	if err := run.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = run.Wait()
	if err := connection.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := connection.Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("the emulator goes on: %v", err)
	}
}

func TestTheVersionIsThatOfTheEmulator(t *testing.T) {
	t.Parallel()
	manifest, err := os.ReadFile("../../Cargo.toml")
	if err != nil {
		t.Skip("outside of the repository there is no Cargo.toml")
	}
	contains(t, string(manifest), fmt.Sprintf("\nversion = %q\n", Version))
}
