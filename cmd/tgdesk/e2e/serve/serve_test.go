// Package serve_test reaches a desk that tgdesk serve runs with the client of OpenSSH,
// which must be there.
package serve_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/telegram/botsim"
)

func hana() botsim.User { return botsim.User{ID: 77, FirstName: "Hana"} }

// TestHostKey is made once, for the owner alone, and never replaced.
func TestHostKey(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	path := filepath.Join(s.DeskDir, "ssh_host_ed25519")
	first := s.StartServer()
	if out := first.Out.String(); !strings.Contains(out, "The host key is new") || !strings.Contains(out, "No operator has a key yet. Add one: tgdesk operator key add mika FILE.pub") {
		t.Errorf("printed %q", out)
	}
	s.ExpectMode(path, 0o600)
	first.Cancel()
	first.ExpectEnd(0, "")
	second := s.StartServer()
	if out := second.Out.String(); strings.Contains(out, "new") || string(second.Host.Marshal()) != string(first.Host.Marshal()) {
		t.Errorf("the second start has another key, and printed %q", out)
	}
	second.Cancel()
	second.ExpectEnd(0, "")
	whole, err := os.ReadFile(path)
	s.Must(err)
	s.Must(os.Chmod(path, 0o644))
	third := s.StartServer()
	s.ExpectMode(path, 0o600)
	third.Cancel()
	third.ExpectEnd(0, "")
	for what, text := range map[string]string{"half of it": string(whole[:len(whole)/2]), "empty": "", "a token": s.Bot.Token} {
		s.Must(os.WriteFile(path, []byte(text), 0o600))
		r := s.Run("serve", "--listen", "127.0.0.1:0")
		s.Expect(r, 1, "", "The host key "+path+" cannot be used: it is no private key of SSH")
		if now, err := os.ReadFile(path); err != nil || string(now) != text {
			t.Errorf("%s: the file is now %q, %v", what, now, err)
		}
	}
	s.Must(os.Remove(path))
	s.Must(os.Mkdir(path, 0o700))
	if r := s.Run("serve", "--listen", "127.0.0.1:0"); r.Status != 1 || !strings.Contains(r.Err, path) {
		t.Errorf("a folder in its place: %+v", r)
	}
	s.ExpectNotPrinted(rig.SecretOf(s.Bot.Token))
}

// TestServeRefuses what cannot work, before anything runs.
func TestServeRefuses(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.Expect(s.Run("serve", "--listen", "2222"), 2, "", `--listen takes an address and a port, such as 127.0.0.1:2222, or :2222 for every address; not "2222".`)
	running := s.StartServer()
	s.Expect(s.Run("serve"), 1, "", "tgdesk serve")
	other := rig.NewSandbox(t)
	other.Expect(other.Run("serve", "--listen", running.Addr), 1, "", "Cannot listen on "+running.Addr+": ")
	s.Expect(s.Run("chat", "list"), 0, "", "")
}

// TestScreen is the whole way: a screen in a terminal, which is left as it was, with
// nothing of the desk's machine in it, and its marks in the audit.
func TestScreen(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	key := s.AddOperator("ann", core.RoleOperator)
	v := s.StartServer()
	s.Must(s.Bot.WaitPolling(t.Context()))
	s.Bot.Visitor(hana()).Say("hello")
	c := v.Screen(key)
	c.WaitFor("PENDING")
	c.WaitFor("hello")
	c.Press("\r") // pick up
	c.WaitFor("Reply to Hana")
	c.Press("hi there\r")
	c.WaitFor("✓")
	c.Press("\ta") // in the next area
	c.WaitFor("Over SSH files come by a verb")
	c.Press("q")
	c.WaitFor("Quit?")
	c.Press("y")
	c.ExpectStatus(0)
	c.WaitFor("\x1b[?1049l")
	v.Cancel()
	v.ExpectEnd(0, "")
	s.WithDesk(func(d *desk.Desk, admin core.OperatorID) {
		entries, err := d.AuditLog(t.Context(), admin, core.AuditQuery{Operator: key.Operator, Limit: 100})
		s.Must(err)
		var acts []core.Act
		for _, e := range slices.Backward(entries) {
			acts = append(acts, e.Act)
			if e.Via != core.DoorSSH || e.Session == "" || e.Session != entries[0].Session {
				t.Errorf("%s came by %s in the session %q", e.Act, e.Via, e.Session)
			}
		}
		if want := []core.Act{core.ActLogin, core.ActChatPickedUp, core.ActLogout}; !slices.Equal(acts, want) {
			t.Errorf("the audit holds %v, want %v", acts, want)
		}
		if entries[len(entries)-1].After != key.Fingerprint() || entries[0].Subject != "127.0.0.1" {
			t.Errorf("the audit holds %+v", entries)
		}
	})
}

// TestLooks: theme, colours and time zone are those of the operator's terminal.
func TestLooks(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	key := s.AddOperator("mika", core.RoleAdmin)
	v := s.StartServer()
	s.Must(s.Bot.WaitPolling(t.Context()))
	s.Bot.Visitor(hana()).Say("hello")
	for _, c := range []struct {
		env        []string
		shows, not string
	}{
		{nil, "48;5;236m", "38;2;"},
		{[]string{"NO_COLOR=1"}, "acme", "38;5;"},
		{[]string{"COLORTERM=truecolor"}, "38;2;", "17:30"},
		{[]string{"TZ=Asia/Kolkata"}, "17:30", "12:00"},
		{[]string{"TZ=../../etc/passwd"}, "PENDING", "17:30"},
		{[]string{"TERM=dumb"}, "PENDING", "\x1b[?1049h"},
	} {
		screen := v.Screen(key, c.env...)
		screen.WaitFor("hello")
		screen.WaitFor(c.shows)
		screen.Press("q")
		screen.ExpectStatus(0)
		if strings.Contains(screen.Text(), c.not) {
			t.Errorf("%v: %q is shown", c.env, c.not)
		}
	}
}

// TestStop: who is connected learns why, and drafts are kept.
func TestStop(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	key := s.AddOperator("mika", core.RoleAdmin)
	v := s.StartServer()
	s.Must(s.Bot.WaitPolling(t.Context()))
	s.Bot.Visitor(hana()).Say("hello")
	c := v.Screen(key)
	c.WaitFor("hello")
	c.Press("\r")
	c.WaitFor("Reply to Hana")
	c.Press("not sent yet")
	c.WaitFor("yet")
	v.Cancel()
	c.WaitFor("tgdesk: This desk is stopping. Connect again once it runs.")
	c.ExpectStatus(1)
	v.ExpectEnd(0, "")
	again := s.StartServer()
	c = again.Screen(key)
	c.WaitFor("hello")
	c.Press("2\r")
	c.WaitFor("not sent yet")
}

// TestVerbs: what they print and how they end goes through.
func TestVerbs(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	admin, ann := s.AddOperator("mika", core.RoleAdmin), s.AddOperator("ann", core.RoleOperator)
	want := s.Run("brand", "list", "--json").Out
	v := s.StartServer()
	s.Must(s.Bot.WaitPolling(t.Context()))
	if r := v.SSH(admin, "", "chat", "list", "--json"); r.Status != 0 || !strings.HasPrefix(r.Out, "{") {
		t.Errorf("%+v, beside %s", r, want)
	}
	s.Expect(v.SSH(admin, "", "chat", "list", "--frob"), 2, "", "tgdesk chat list has no flag --frob")
	s.Expect(v.SSH(admin, "", "chat", "show", "12"), 1, "", "There is no chat 12.")
	s.Expect(v.SSH(ann, "", "brand", "set", "acme", "--answer-limit", "1m"), 1, "", "Only an admin may do that.")
	s.Expect(v.SSH(admin, "", "brand", "set", "acme", "--answer-limit", "1m"), 0, "answer limit 1m", "")
	for _, verb := range []string{"serve", "demo"} {
		if r := v.SSH(admin, "", verb); r.Status == 0 || r.Err == "" {
			t.Errorf("%s over SSH: %+v", verb, r)
		}
	}
	s.ExpectNoSecrets(rig.SecretOf(s.Bot.Token))
}
