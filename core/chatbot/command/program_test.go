package command

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"

	"tgdesk/core"
)

// asProgram is the first argument of the test's own binary where it is to be a program.
const asProgram = "be-a-program"

// TestMain runs the tests, or is the program that they ask.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == asProgram {
		be(os.Args[2], os.Args[3:])
		return
	}
	os.Exit(m.Run())
}

// be is a program in its own process.
func be(kind string, args []string) {
	in := bufio.NewReader(os.Stdin)
	next := func() (e struct{ ID, Event, Text string }) {
		line, err := in.ReadBytes('\n')
		if err != nil {
			os.Exit(0)
		}
		if err := json.Unmarshal(line, &e); err != nil {
			os.Exit(9)
		}
		return e
	}
	remember := func(id, memory string) {
		_ = json.NewEncoder(os.Stdout).Encode(map[string]any{"id": id, "actions": []any{}, "memory": memory})
	}
	switch kind {
	case "tell": // who, where and with what it runs
		for {
			e := next()
			dir, _ := os.Getwd()
			remember(e.ID, fmt.Sprint(os.Getpid(), "\n", dir, "\n", strings.Join(args, "|"), "\n", strings.Join(os.Environ(), "\n")))
		}
	case "once": // answers without a newline and ends
		e := next()
		fmt.Printf(`{"id":%q,"actions":[],"memory":%q}`, e.ID, e.ID)
	case "crash":
		next()
		os.Exit(3)
	case "print": // what each event's text says, as it is
		for {
			fmt.Print(next().Text)
		}
	case "greet": // before it is asked
		fmt.Println("Ready.")
		forever()
	case "flood":
		next()
		for line := bytes.Repeat([]byte("x"), 1<<20); ; {
			if _, err := os.Stdout.Write(line); err != nil {
				return
			}
		}
	case "complain":
		e := next()
		fmt.Fprintf(os.Stderr, "\x1b[2Jred\x1b[0m \u202ealert\n\n%s\n", strings.Repeat("y", 5000))
		for i := range 1000 {
			fmt.Fprintln(os.Stderr, "line", i)
		}
		fmt.Fprint(os.Stderr, "the end")
		remember(e.ID, "")
	case "family", "parent": // itself and a child connect to the test; the child at least does not want to end
		hello(args[0])
		child := exec.Command(os.Args[0], asProgram, "child", args[0])
		child.Stdout, child.Stderr = os.Stdout, os.Stderr
		_ = child.Start()
		if kind == "family" {
			signal.Ignore(syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
			forever()
		}
		next()
	case "child":
		signal.Ignore(syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
		hello(args[0])
		forever()
	case "deaf":
		hello(args[0])
		forever()
	case "desk": // that runs a program
		_, err := New(Options{Command: programLine("deaf", args[0])})
		if err != nil {
			os.Exit(9)
		}
		forever()
	}
}

// forever waits for what never comes.
func forever() {
	r, _, err := os.Pipe()
	if err == nil {
		_, _ = r.Read(make([]byte, 1))
	}
}

// hello connects to the test, which sees when the process has ended.
func hello(at string) {
	if _, err := net.Dial("tcp", at); err != nil {
		os.Exit(9)
	}
}

// programLine is the command of a kind of program.
func programLine(kind string, args ...string) string {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	line := "'" + self + "' " + asProgram + " " + kind
	for _, a := range args {
		line += " '" + a + "'"
	}
	return line
}

// real returns a Command of a kind of program in a process of its own.
func real(t *testing.T, log *slog.Logger, kind string, args ...string) *Command {
	t.Helper()
	c, err := New(Options{Command: programLine(kind, args...), Dir: os.TempDir(), Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// processes waits for so many processes to say hello. What it returns waits until they
// have ended.
func processes(t *testing.T, l net.Listener, n int) (ended func()) {
	t.Helper()
	var all []net.Conn
	for range n {
		conn, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, conn)
	}
	return func() {
		for _, conn := range all {
			_, _ = io.Copy(io.Discard, conn)
			_ = conn.Close()
		}
	}
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func TestProgram(t *testing.T) {
	t.Setenv("TGDESK_TOKEN", "123456:secret")
	t.Setenv("TZ", "Asia/Tokyo")
	c := real(t, nil, "tell", "two words", "")
	pid := ""
	for i := range 3 {
		got, err := c.Answer(t.Context(), event(fmt.Sprint("e", i)))
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(got.Memory, "\n")
		dir, _ := os.Stat(lines[1])
		if temp, err := os.Stat(os.TempDir()); err != nil || !os.SameFile(dir, temp) {
			t.Errorf("it runs in %s", lines[1])
		}
		if lines[2] != "two words|" || pid != "" && lines[0] != pid {
			t.Errorf("process %s, before %s, with %q", lines[0], pid, lines[2])
		}
		pid = lines[0]
		for _, variable := range lines[3:] {
			switch name, value, _ := strings.Cut(variable, "="); name {
			case "PATH", "HOME", "LANG":
			case "TZ":
				if value != "Asia/Tokyo" {
					t.Errorf("TZ is %s", value)
				}
			default:
				t.Errorf("the program gets %s", variable)
			}
		}
	}
}

// TestProgramsThatEnd are started again: the event during which one ended fails, and is
// answered where the program ends as a matter of course.
func TestProgramsThatEnd(t *testing.T) {
	t.Parallel()
	c := real(t, nil, "crash")
	for range 2 {
		_, err := c.Answer(t.Context(), event("e1"))
		if got := sentence(t, err); !strings.HasSuffix(got, " ended (exit status 3).") {
			t.Error(got)
		}
	}
	c = real(t, nil, "once")
	for i := range 3 {
		id := fmt.Sprint("e", i)
		if got, err := c.Answer(t.Context(), event(id)); err != nil || got.Memory != id {
			t.Errorf("event %s: %+v, %v", id, got, err)
		}
	}
}

func TestProgramsThatDoNotStart(t *testing.T) {
	t.Parallel()
	self, _ := os.Executable()
	plain := t.TempDir() + "/notes.txt"
	if err := os.WriteFile(plain, []byte("no program"), 0o600); err != nil {
		t.Fatal(err)
	}
	for command, want := range map[string]string{
		"no-such-program --token abc": "The program no-such-program was not found.",
		"/no/such/program":            "The program program was not found.",
		plain:                         "The program notes.txt could not be started: permission denied.",
		self + "/x":                   "The program x could not be started: not a directory.",
	} {
		c, err := New(Options{Command: command})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Answer(t.Context(), event("e1"))
		if got := sentence(t, err); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s", command, got)
		}
		_ = c.Close()
	}
	for command, want := range map[string]string{"": "Name the program that answers: command:PROGRAM ARG ….", "bot 'x": "The command has a quote that is not closed, or ends in a backslash."} {
		_, err := New(Options{Command: command})
		if got := sentence(t, err); got != want {
			t.Errorf("%q: %s", command, got)
		}
	}
}

// TestOddPrograms print what is no answer. The next event is answered by the next start,
// never by what was left of the last.
func TestOddPrograms(t *testing.T) {
	t.Parallel()
	const good = `{"actions":[],"memory":"good"}`
	says := func(c *Command, text string) (core.BotAnswer, error) {
		e := event("e1")
		e.Text = text
		return c.Answer(t.Context(), e)
	}
	for text, want := range map[string]string{
		good + "\n":                           "",
		"\n \r\n" + good + "\r\n":             "",
		"Loading …\n":                         "The chatbot's answer is no JSON: invalid character 'L' looking for beginning of value, at byte 1.",
		good + "\n" + good + "\n":             "and was stopped: it must print one line for each that it reads.",
		`{"id":"e0","actions":[]}` + "\n":     "The chatbot's answer names another event than the one it was asked about.",
		`{"actions":[{"do":"dance"}]}` + "\n": `Action 1 of the chatbot's answer is "dance", which is none that there is.`,
	} {
		c := real(t, nil, "print")
		if _, err := says(c, text); err != nil || want != "" {
			if got := sentence(t, err); want == "" || !strings.HasSuffix(got, want) {
				t.Errorf("%q: %s", text, got)
			}
		}
		if got, err := says(c, good+"\n"); err != nil || got.Memory != "good" {
			t.Errorf("after %q: %+v, %v", text, got, err)
		}
		_ = c.Close()
	}
	_, err := real(t, nil, "flood").Answer(t.Context(), event("e1"))
	if got := sentence(t, err); got != "The chatbot's answer has more than 15 MB (15,728,640 bytes)." {
		t.Error(got)
	}
	_, err = real(t, nil, "greet").Answer(t.Context(), event("e1")) // before or after it is asked
	if got := sentence(t, err); !strings.Contains(got, "it must print one line for each that it reads.") && !strings.Contains(got, "is no JSON") {
		t.Error(got)
	}
	// A person joined: whatever comes back is good.
	e := event("e1")
	e.Kind, e.Text = core.BotOperatorJoined, "thanks\n"
	if _, err := real(t, nil, "print").Answer(t.Context(), e); err != nil {
		t.Error(err)
	}
}

// lines is a log.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// TestMessagesAreLogged, cleaned, and not too many of them.
func TestMessagesAreLogged(t *testing.T) {
	t.Parallel()
	log := &lines{}
	c := real(t, slog.New(slog.NewTextHandler(log, nil)), "complain")
	if _, err := c.Answer(t.Context(), event("e1")); err != nil {
		t.Fatal(err)
	}
	_ = c.Close() // all is read then
	text := log.text.String()
	if n := strings.Count(text, "\n"); n > logBurst+20 || len(text) > 30_000 {
		t.Errorf("the log has %d lines, %d bytes", n, len(text))
	}
	if !strings.Contains(text, "red") || !strings.Contains(text, `"line 1"`) || strings.ContainsAny(text, "\x1b\u202e") || strings.Contains(text, `text=""`) {
		t.Errorf("the log says\n%s", text)
	}
}

// TestNothingIsLeftBehind: what a program started ends with the chatbot, although it
// ignores that it is asked to, and so does the program.
func TestNothingIsLeftBehind(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"family", "parent"} {
		l := listen(t)
		c := real(t, nil, kind, l.Addr().String())
		ended := processes(t, l, 2)
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		ended()
	}
}

// TestDeaf: an event that a program does not read, and which no pipe has room for, holds
// nobody up.
func TestDeaf(t *testing.T) {
	t.Parallel()
	l := listen(t)
	c := real(t, nil, "deaf", l.Addr().String())
	ended := processes(t, l, 1)
	failed := make(chan error, 1)
	go func() {
		e := event("e1")
		e.Text = strings.Repeat("x", 1<<20)
		_, err := c.Answer(t.Context(), e)
		failed <- err
	}()
	_ = c.Close()
	if got := sentence(t, <-failed); got != "The chatbot was stopped before it answered." {
		t.Error(got)
	}
	ended()
}
