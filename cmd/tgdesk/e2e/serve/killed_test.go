//go:build unix

package serve_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/cmd/tgdesk/root"
	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui/remote"
)

func TestMain(m *testing.M) { rig.Main(m) }

// TestKilledAtAnyMoment kills the server beneath screens and verbs, again and again, each
// time after another number of things that were confirmed. Nothing that was confirmed
// is lost, nothing is there twice, and everybody learns that the desk has gone.
func TestKilledAtAnyMoment(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	k := newKilled(t, rand.New(rand.NewPCG(seed, 0)))
	for round := range 4 {
		k.round(round)
	}
	v := k.s.StartServerProcess()
	k.expectKept(v)
	if left, err := filepath.Glob(filepath.Join(k.s.DeskDir, ".*")); err != nil || len(left) > 0 {
		t.Errorf("left in the desk's folder: %v %v", left, err)
	}
	if r := v.SSH(k.mika, "", " "); r.Status != 2 || !strings.Contains(r.Err, "tgdesk: tgdesk cannot be called over SSH") {
		t.Errorf("a call without a verb: %+v", r)
	}
}

// killed is a desk whose server is killed, and what was asked of it.
type killed struct {
	s         *rig.Sandbox
	rng       *rand.Rand
	mika, ann rig.SSHKey
	hana      *botsim.Visitor
	draft     string // ann's, as another screen of hers has shown it

	mu        sync.Mutex
	tried     []string // texts
	confirmed map[string]bool
	enough    chan struct{} // closed when as many were confirmed as the round waits for
	missing   int
}

func newKilled(t *testing.T, rng *rand.Rand) *killed {
	k := &killed{s: rig.NewSandbox(t), rng: rng, draft: "Reply to Hana", confirmed: map[string]bool{}}
	k.s.AddBrand()
	k.mika, k.ann = k.s.AddOperator("mika", core.RoleAdmin), k.s.AddOperator("ann", core.RoleOperator)
	k.hana = k.s.Bot.Visitor(hana())
	v := k.s.StartServerProcess()
	k.s.Must(k.s.Bot.WaitPolling(t.Context()))
	k.hana.Say("hello")
	c := v.Screen(k.ann)
	c.WaitFor("hello")
	c.Press("\r")
	c.WaitFor("Reply to Hana")
	k.s.Expect(v.SSH(k.mika, "", "chat", "join", "1"), 0, "", "")
	v.Kill()
	k.s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		w := rig.RowWriter{Ctx: ctx, Tx: tx}
		for range 100 { // more than a connection holds: a backup waits for its reader
			w.Message(core.Message{ChatID: 1, VisitorID: 1, From: core.FromNote, Kind: core.KindText, OperatorID: k.mika.Operator, Author: "mika", Text: strings.Repeat("long note ", 4000), SentAt: rig.Noon()})
		}
		return w.Err
	})
	return k
}

// round starts the server, keeps it busy and kills it.
func (k *killed) round(round int) {
	s := k.s
	s.T.Helper()
	v := s.StartServerProcess()
	s.Must(s.Bot.WaitPolling(s.T.Context()))
	k.mu.Lock()
	k.missing, k.enough = 1+k.rng.IntN(12), make(chan struct{})
	k.mu.Unlock()
	first, second := k.openChat(v), k.openChat(v)
	k.draft = draftOf(round)
	first.Press("\x15" + k.draft)
	second.WaitFor(k.draft) // it is stored: events follow the transaction
	var all sync.WaitGroup
	for way, call := range map[string]func(args ...string) (int, string){
		"local": k.callLocally,
		"ssh":   func(args ...string) (int, string) { r := v.SSH(k.mika, "", args...); return r.Status, r.Err },
	} {
		for _, verb := range []string{"note", "reply"} {
			all.Go(func() { k.keepAsking(fmt.Sprintf("%s%d%s", way, round, verb), verb, call) })
		}
	}
	stuck := k.startStuck(v)
	<-k.enough
	v.Kill()
	all.Wait()
	for _, c := range []*rig.Screen{first, second} {
		c.ExpectStatus(255) // of OpenSSH, which has a sentence of its own
	}
	for _, wait := range stuck {
		if err := wait(); err == nil {
			s.T.Error("a verb that was under way has ended well")
		}
	}
}

// draftOf differs from the draft of the round before in each character, so that a screen
// paints all of it.
func draftOf(round int) string {
	text := make([]byte, 12)
	for i := range text {
		text[i] = 'a' + byte(i+5*round)%26
	}
	return string(text)
}

// openChat opens a screen of ann's on her chat, with her draft.
func (k *killed) openChat(v *rig.ServerProcess) *rig.Screen {
	c := v.Screen(k.ann)
	c.WaitFor("Hana")
	c.Press("2\r")
	c.WaitFor(k.draft)
	return c
}

// startStuck starts verbs that wait for their client: a backup that is not read and an
// upload that stops half way.
func (k *killed) startStuck(v *rig.ServerProcess) (wait []func() error) {
	s := k.s
	client, err := v.Dial(k.mika)
	s.Must(err)
	s.T.Cleanup(func() { _ = client.Close() })
	for _, args := range [][]string{{"backup", "-"}, {"chat", "attach", "1", "half.pdf"}} {
		session, err := client.NewSession()
		s.Must(err)
		in, err := session.StdinPipe()
		s.Must(err)
		out, err := session.StdoutPipe()
		s.Must(err)
		s.Must(session.Start(remote.Quote(args)))
		if args[0] == "backup" {
			_, err = io.ReadFull(out, make([]byte, 1))
		} else {
			_, err = io.WriteString(in, "%PDF-1.7 half")
		}
		s.Must(err)
		wait = append(wait, func() error {
			_, _ = io.Copy(io.Discard, out) // until the connection ends
			return session.Wait()
		})
	}
	return wait
}

// callLocally runs the program beside the server.
func (k *killed) callLocally(args ...string) (int, string) {
	var errs bytes.Buffer
	env := k.s.Env
	env.In, env.Out, env.Err = strings.NewReader(""), io.Discard, &errs
	env.Now = nil
	return root.Run(k.s.T.Context(), env, args), errs.String()
}

// keepAsking calls a verb with new texts until it fails, which the kill makes it.
func (k *killed) keepAsking(name, verb string, call func(...string) (int, string)) {
	for i := 0; ; i++ {
		text := fmt.Sprintf("%sno%d.", name, i)
		k.mu.Lock()
		k.tried = append(k.tried, text)
		k.mu.Unlock()
		status, errs := call("chat", verb, "1", text)
		if status != 0 {
			if errs == "" {
				k.s.T.Errorf("%s ended with status %d and without a sentence", text, status)
			}
			return
		}
		k.mu.Lock()
		k.confirmed[text] = true
		if k.missing--; k.missing == 0 {
			close(k.enough)
		}
		k.mu.Unlock()
	}
}

// expectKept compares what the desk and the visitor have with what was asked for.
func (k *killed) expectKept(v *rig.ServerProcess) {
	k.s.T.Helper()
	k.openChat(v)
	r := v.SSH(k.mika, "", "chat", "export", "1")
	received := ""
	for _, m := range k.hana.Inbox() {
		received += m.Text + "\n"
	}
	for _, text := range k.tried {
		n := strings.Count(r.Out, text)
		if n > 1 || n == 0 && k.confirmed[text] {
			k.s.T.Errorf("%s is there %d times; confirmed: %v", text, n, k.confirmed[text])
		}
		if sent := strings.Count(received, text); sent > 1 || sent > n {
			k.s.T.Errorf("%s was sent %d times, and is there %d times", text, sent, n)
		}
	}
	if strings.Contains(r.Out, "half.pdf") {
		k.s.T.Error("half a file was taken")
	}
	parts, err := os.ReadDir(filepath.Join(k.s.DeskDir, cli.MediaName, "part"))
	if err == nil && len(parts) > 0 {
		k.s.T.Errorf("incomplete files are left: %v", parts)
	}
}
