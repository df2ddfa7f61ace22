package cloudauthlocal

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// How many lines of the emulator's log are kept, and how many an error or a report shows.
const (
	keptLines  = 500
	shownLines = 20
)

// process is an emulator that this package started. It ends when its stdin is closed, and so with this process too,
// however that ends.
type process struct {
	command *exec.Cmd
	stdin   io.Closer
	log     *tail
	// Closed when the process has ended and its log is read.
	ended chan struct{}
}

// launch starts the emulator and waits for the URL that it prints.
func launch(options Options) (*process, string, error) {
	path, err := findBinary(options.Binary)
	if err != nil {
		return nil, "", err
	}
	if err := checkArchitecture(path); err != nil {
		return nil, "", err
	}
	arguments := []string{"serve", "--port", strconv.Itoa(options.Port), "--stop-on-stdin-close"}
	if options.Seed != 0 {
		arguments = append(arguments, "--seed", strconv.FormatUint(options.Seed, 10))
	}
	command := exec.Command(path, append(arguments, options.Args...)...)
	command.Env = environment()
	stdin, err := command.StdinPipe()
	if err != nil {
		return nil, "", err
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		return nil, "", err
	}
	stderr, err := command.StderrPipe()
	if err != nil {
		return nil, "", err
	}
	if err := command.Start(); err != nil {
		// The file is there: what does not exist is the loader that it was built for.
		if errors.Is(err, syscall.ENOEXEC) || errors.Is(err, os.ErrNotExist) {
			return nil, "", &Error{Reason: WrongArchitecture, Message: fmt.Sprintf("%s was built for another system: %v", path, err)}
		}
		return nil, "", &Error{Reason: NoBinary, Message: fmt.Sprintf("%s cannot be started: %v", path, err)}
	}
	p := &process{command: command, stdin: stdin, log: &tail{}, ended: make(chan struct{})}
	first := make(chan string, 1)
	var reading sync.WaitGroup
	reading.Add(2)
	go func() {
		defer reading.Done()
		p.log.read(stderr)
	}()
	go func() {
		defer reading.Done()
		lines := bufio.NewScanner(stdout)
		if lines.Scan() {
			first <- lines.Text()
		}
		_, _ = io.Copy(io.Discard, stdout)
	}()
	go func() {
		reading.Wait()
		_ = command.Wait() // Its state is read from the command.
		close(p.ended)
	}()
	url, err := p.ready(first, options)
	if err != nil {
		p.stop()
		return nil, "", err
	}
	return p, url, nil
}

// ready waits for the first line of stdout, which is the URL.
func (p *process) ready(first <-chan string, options Options) (string, error) {
	timeout := options.Timeout
	if timeout == 0 {
		timeout = 10 * time.Second
	}
	path := p.command.Path
	select {
	case line := <-first:
		if !strings.HasPrefix(line, "http://") && !strings.HasPrefix(line, "https://") {
			return "", p.failed(StartFailed, fmt.Sprintf("the first line of %s is no URL but %q: is it cloudauth-local?", path, line))
		}
		return line, nil
	case <-p.ended:
		reason, message := StartFailed, fmt.Sprintf("%s ended before it was ready (%v)", path, p.command.ProcessState)
		if options.Port != 0 && strings.Contains(p.log.text(), "cannot listen on") {
			reason, message = PortInUse, fmt.Sprintf("port %d is in use; leave the option Port at 0 for a free one", options.Port)
		}
		return "", p.failed(reason, message)
	case <-time.After(timeout):
		return "", p.failed(StartFailed, fmt.Sprintf("%s was not ready after %s", path, timeout))
	}
}

// environment is that of this process, without the variables that say where an emulator listens.
func environment() []string {
	var kept []string
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "CLOUDAUTH_LOCAL_HOST=") && !strings.HasPrefix(variable, "CLOUDAUTH_LOCAL_PORT=") {
			kept = append(kept, variable)
		}
	}
	return kept
}

func (p *process) failed(reason Reason, message string) error {
	return &Error{Reason: reason, Message: message, Log: newest(p.log.lines(), shownLines)}
}

// died gives the error for an emulator that has ended; nil while it runs. An end that is just happening is waited for.
func (p *process) died(patience time.Duration) error {
	select {
	case <-p.ended:
		return p.failed(Died, fmt.Sprintf("the emulator ended during the test (%v)", p.command.ProcessState))
	case <-time.After(patience):
		return nil
	}
}

// stop ends the emulator, by force where it does not end by itself.
func (p *process) stop() {
	_ = p.stdin.Close()
	select {
	case <-p.ended:
	case <-time.After(7 * time.Second):
		_ = p.command.Process.Kill()
		<-p.ended
	}
}

// tail keeps the last lines of a log.
type tail struct {
	mutex sync.Mutex
	kept  []string
}

func (t *tail) read(from io.Reader) {
	reader := bufio.NewReader(from)
	for {
		line, err := reader.ReadString('\n')
		if line = strings.TrimRight(line, "\r\n"); line != "" {
			t.mutex.Lock()
			t.kept = append(t.kept, line)
			if len(t.kept) > keptLines {
				t.kept = t.kept[1:]
			}
			t.mutex.Unlock()
		}
		if err != nil {
			return
		}
	}
}

func (t *tail) lines() []string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return append([]string(nil), t.kept...)
}

func (t *tail) text() string { return strings.Join(t.lines(), "\n") }
