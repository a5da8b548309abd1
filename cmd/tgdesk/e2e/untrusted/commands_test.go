package untrusted

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/hostile"
	"tgdesk/cmd/tgdesk/e2e/rig"
)

// checkCommands runs the verbs that read on a desk full of hostile text and looks
// at all that they print.
func checkCommands(t *testing.T, s *rig.Sandbox) {
	t.Helper()
	s.Env = rig.NewSandbox(t).Env
	call := func(args ...string) string {
		r := s.Run(append(args, "--data", s.DeskDir)...)
		if fault := hostile.TextFault(r.Out+r.Err, true); fault != "" {
			t.Errorf("tgdesk %s: %s", strings.Join(args, " "), fault)
		}
		return r.Out
	}
	call("doctor")
	call("doctor", "--json")
	call("brand", "list")
	call("brand", "show", "acme")
	call("chat", "list")
	call("chat", "list", "--brand", hostile.Texts()[0])
	call("chat", "show", hostile.Texts()[5])
	list := call("chat", "list", "--json")
	var document struct{ Chats []struct{ ID json.Number } }
	if err := json.Unmarshal([]byte(list), &document); err != nil || len(document.Chats) < 10 {
		t.Fatalf("%d chats, %v", len(document.Chats), err)
	}
	for _, c := range document.Chats {
		id := c.ID.String()
		if shown := call("chat", "show", id); shown != call("chat", "export", id) {
			t.Errorf("chat %s is not exported as it is shown", id)
		}
		if shown := call("chat", "show", id, "--json"); !json.Valid([]byte(shown)) {
			t.Errorf("chat %s is no JSON", id)
		}
		hostile.CheckPage(t, call("chat", "export", id, "--format", "html"))
	}
	file := filepath.Join(s.Root, "chat.html")
	call("chat", "export", document.Chats[0].ID.String(), "--format", "html", "-o", file)
	if text, err := os.ReadFile(file); err != nil || hostile.TextFault(string(text), true) != "" {
		t.Errorf("the exported file: %v %s", err, hostile.TextFault(string(text), true))
	}
}
