package local_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/cmd/tgdesk/root"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui/remote"
)

// TestQuestions asks on the terminal of whoever calls: standard input where it is
// one, else the terminal that the program was started from.
func TestQuestions(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	defer s.StartDesk().End()
	globex := s.Sim.AddBot(botsim.Bot{ID: 222222, Username: "globex_bot", Name: "Globex"})
	add := []string{"brand", "add", "globex", "--token-file", "-"}
	s.Expect(s.RunWith(globex.Token, add...), 1, "belongs to @globex_bot", "give --yes")
	for answer, status := range map[string]int{"\n": 1, "n\n": 1, "Y\n": 0} {
		s.Env.OpenTTY = func() (io.ReadWriteCloser, error) { return &rig.TypedInput{Reader: strings.NewReader(answer)}, nil }
		if r := s.RunWith(globex.Token, add...); r.Status != status {
			t.Errorf("answer %q: %+v", answer, r)
		}
	}
	s.Expect(s.RunOnTerminal("n\n", "brand", "remove", "globex"), 1, "", "nothing was changed")
	s.Expect(s.RunOnTerminal("yes\n", "brand", "remove", "globex"), 0, "Removed the brand globex.", "Remove the brand globex and forget the token")
	r, echoed := s.AnswerOnTerminal("token (not shown", globex.Token+"\n", "brand", "add", "globex", "--token-file", "-", "--yes")
	s.Expect(r, 0, "", "Saved the brand globex.")
	if strings.Contains(echoed, rig.SecretOf(globex.Token)) {
		t.Error("the terminal shows the token")
	}
	s.Expect(s.RunOnTerminal("", "file", "1"), 1, "", "There is no message 1.") // standard output is no terminal
}

// TestQuestionsOverSSH asks on the terminal of the session, as with ssh -t.
func TestQuestionsOverSSH(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	defer s.StartDesk().End()
	globex := s.Sim.AddBot(botsim.Bot{ID: 222222, Username: "globex_bot", Name: "Globex"})
	s.Expect(s.RunSSH(globex.Token, "brand", "add", "globex", "--token-file", "-"), 1, "", "give --yes")
	shown, err := onSessionTerminal(s, []string{"token (not shown", globex.Token + "\r", "[y/N]", "y\r"}, "brand", "add", "globex", "--token-file", "-")
	if err != nil || !strings.Contains(shown, "Saved the brand globex.\r\n") || !strings.Contains(shown, "[y/N] ") || strings.Contains(shown, rig.SecretOf(globex.Token)) {
		t.Errorf("%v: %q", err, shown)
	}
	shown, err = onSessionTerminal(s, []string{"[y/N]", "n\r"}, "brand", "remove", "globex")
	if exit, ok := err.(*ssh.ExitError); !ok || exit.ExitStatus() != 1 || !strings.Contains(shown, "nothing was changed") {
		t.Errorf("%v: %q", err, shown)
	}
	shown, err = onSessionTerminal(s, []string{"[y/N]", "\x03"}, "brand", "remove", "globex") // ctrl+c
	if exit, ok := err.(*ssh.ExitError); !ok || exit.ExitStatus() != 1 || !strings.Contains(shown, "Interrupted") {
		t.Errorf("%v: %q", err, shown)
	}
	shown, err = onSessionTerminal(s, nil, "file", "1")
	if exit, ok := err.(*ssh.ExitError); !ok || exit.ExitStatus() != 2 || !strings.Contains(shown, "not written to a terminal") {
		t.Errorf("%v: %q", err, shown)
	}
}

// onSessionTerminal calls a verb with a terminal and returns all that it shows. Keys
// are pairs of what is waited for and what is typed then.
func onSessionTerminal(s *rig.Sandbox, keys []string, args ...string) (string, error) {
	return onTerminalOf(s, 80, 24, keys, args...)
}

// onTerminalOf is onSessionTerminal with a terminal of w × h cells.
func onTerminalOf(s *rig.Sandbox, w, h int, keys []string, args ...string) (string, error) {
	client := s.DialSSH("mika")
	session, err := client.NewSession()
	s.Must(err)
	s.Must(session.RequestPty("xterm", h, w, ssh.TerminalModes{}))
	in, err := session.StdinPipe()
	s.Must(err)
	typed := &typist{keys: keys, in: in}
	session.Stdout, session.Stderr = typed, typed
	err = session.Run(remote.Quote(args))
	s.Must(client.Close())
	return typed.shown.String(), err
}

type typist struct {
	in io.Writer

	mu    sync.Mutex
	keys  []string
	shown bytes.Buffer
}

func (w *typist) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.shown.Write(p)
	if len(w.keys) > 0 && strings.Contains(w.shown.String(), w.keys[0]) {
		_, err := io.WriteString(w.in, w.keys[1])
		w.keys = w.keys[2:]
		return len(p), err
	}
	return len(p), nil
}

// TestInterrupted ends a call that waits for an answer; the desk goes on.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	desk := s.StartDesk()
	ctx, cancel := context.WithCancel(t.Context())
	var errs bytes.Buffer
	globex := s.Sim.AddBot(botsim.Bot{ID: 222222, Username: "globex_bot", Name: "Globex"})
	nobody, _ := io.Pipe()
	env := s.Env
	env.In, env.Out, env.Err = strings.NewReader(globex.Token), io.Discard, &errs
	env.OpenTTY = func() (io.ReadWriteCloser, error) { cancel(); return silentTerminal{nobody}, nil }
	status := root.Run(ctx, env, []string{"brand", "add", "globex", "--token-file", "-"})
	if status != 1 || errs.String() != "tgdesk: Interrupted.\n" {
		t.Errorf("status %d, %q", status, errs.String())
	}
	s.Expect(s.Run("brand", "show", "globex"), 1, "", "There is no brand")
	desk.Press("q") // which nobody else is in the way of
	desk.ExpectEnd(0, "")
}

// silentTerminal is one at which nobody types.
type silentTerminal struct{ *io.PipeReader }

func (silentTerminal) Write(p []byte) (int, error) { return len(p), nil }

// TestManyAtOnce: clients that read and change at the same time.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	readFirst(s)
	defer s.StartDesk().End()
	want := s.Run("chat", "list").Out
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			args, out := []string{"chat", "list"}, want
			if i%4 == 0 {
				args, out = []string{"brand", "set", "acme", "--accent", "#5fafff"}, "acme: answer limit 5m, close unanswered 1d, close idle 1d, colour #5fafff.\n"
			}
			var printed, errs bytes.Buffer
			env := s.Env
			env.In, env.Out, env.Err = strings.NewReader(""), &printed, &errs
			if status := root.Run(t.Context(), env, args); status != 0 || printed.String() != out {
				t.Errorf("%v: status %d, %q %q", args, status, printed.String(), errs.String())
			}
		})
	}
	all.Wait()
}
