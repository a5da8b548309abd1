package local_test

import (
	"context"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

// TestHandingOver passes chats between operators of whom two have screens on the desk.
func TestHandingOver(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	unblock(s)
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		w := rig.RowWriter{Ctx: ctx, Tx: tx}
		for _, o := range []core.Operator{{Name: "ann", Role: core.RoleOperator}, {Name: "bob", Role: core.RoleOperator}, {Name: "sue", Role: core.RoleSupervisor}} {
			_, err := tx.SaveOperator(ctx, o)
			w.Check(err)
		}
		return w.Err
	})
	defer s.StartDesk().End()
	s.WriteFile("config/tgdesk/config.toml", "[operator]\nname = \"ann\"\n")
	ann := s.StartConsole()
	ann.WaitFor("PENDING")
	expect := func(who, args string, status int, want string) {
		t.Helper()
		r := s.RunSSHAs(who, "", strings.Split(args, " ")...)
		if r.Status != status || !strings.Contains(r.Out+r.Err, want) {
			t.Errorf("%s: %s: %+v, want %d, %q", who, args, r, status, want)
		}
	}
	expect("mika", "chat transfer 2 bob", 1, "bob is offline")
	expect("mika", "chat transfer 2 ann --note Spanish", 0, "Chat 2 is active, held by mika, who asks ann to take it over.")
	expect("bob", "chat accept 2", 1, "ann is asked to take this chat over")
	expect("ann", "chat reject 2", 0, "Chat 2 is active, held by mika.")
	expect("mika", "chat transfer 2", 0, "held by mika, who asks the others to take it over.")
	expect("mika", "chat withdraw 2", 0, "Chat 2 is active, held by mika.")
	expect("mika", "chat invite 2 ann", 0, "held by mika")
	expect("ann", "chat reply 2 hola", 0, "held by mika")
	expect("bob", "chat reply 2 hola", 1, "mika holds this chat")
	expect("ann", "chat leave 2", 0, "held by mika")
	expect("sue", "chat join 2", 0, "held by mika")
	expect("bob", "chat join 2", 1, "supervisor")
	expect("mika", "chat transfer 2", 0, "asks the others")
	expect("bob", "chat accept 2", 0, "Chat 2 is active, held by bob.")
	expect("ann", "chat assign 2 ann", 1, "supervisor")
	expect("sue", "chat assign 2 ann", 0, "Chat 2 is active, held by ann.")
	expect("sue", "chat assign 1 mika", 0, "Chat 1 is active, held by mika.")
	ann.End()
	expect("mika", "chat transfer 1 ann", 1, "ann is offline")
	expect("mika", "chat transfer 1", 1, "Nobody else of this brand is there")
	for _, line := range []string{"mika asked ann to take the chat over", "Spanish", "ann does not take the chat over: mika keeps it", "bob took the chat over from mika", "sue gave the chat to ann"} {
		expect("sue", "chat show 2", 0, line)
	}
}
