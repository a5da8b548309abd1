package root_test

import (
	"context"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

// said is what a command line prints. "" is anything on standard output, and nothing on
// standard error.
type said struct {
	args      string // words, or with | between them
	status    int
	out, errs string
}

func expectSaid(t *testing.T, s *rig.Sandbox, all ...said) {
	t.Helper()
	for _, c := range all {
		words := strings.Fields(c.args)
		if strings.Contains(c.args, "|") {
			words = strings.Split(c.args, "|")
		}
		if r := s.Run(words...); r.Status != c.status || !strings.Contains(r.Out, c.out) || !strings.Contains(r.Err, c.errs) || (c.errs == "") != (r.Err == "") {
			t.Errorf("%s: status %d\nout: %s\nerr: %s\nwant %d, %q, %q", c.args, r.Status, r.Out, r.Err, c.status, c.out, c.errs)
		}
	}
}

func newFilled(t *testing.T) *rig.Sandbox {
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	return s
}

// TestCommandsNameVerbs wants a refusal to name the verb that helps, not a key of the
// screen.
func TestCommandsNameVerbs(t *testing.T) {
	t.Parallel()
	const waits = "Nobody has picked up this chat yet. Pick it up first: tgdesk chat pickup 1\n"
	expectSaid(t, newFilled(t),
		said{"chat reply 1 hello", 1, "", waits}, said{"chat transfer #1", 1, "", waits}, said{"chat|attach|1|-|--name|a.txt", 1, "", waits},
		said{"chat leave 1", 1, "", "You take no part in this chat.\n"}, said{"chat withdraw 1", 1, "", "No transfer of this chat is open.\n"},
		said{"chat accept 1", 1, "", "No transfer of this chat is open.\n"}, said{"chat wake 1", 1, "", waits},
		said{"visitor block 1", 2, "", "Say why with --reason: the block list shows it.\n"},
		said{"brand remove acme", 1, "", "acme still has open chats (2). End them first, or give --end-chats.\n"})
}

func TestUnknownVerbWithHelp(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	expectSaid(t, s,
		said{"brnd --help", 2, "", "tgdesk has no verb \"brnd\". Did you mean brand? Try: tgdesk --help\n"},
		said{"foo -h", 2, "", "tgdesk has no verb \"foo\"."}, said{"--help foo", 2, "", "tgdesk has no verb \"foo\"."},
		said{"brand foo --help", 2, "", "tgdesk brand has no verb \"foo\"."}, said{"--data x brand foo --help", 2, "", "tgdesk brand has no verb \"foo\"."},
		said{"--help", 0, "Without a verb", ""}, said{"brand --help", 0, "Usage:", ""}, said{"--data x brand show acme --help", 0, "Show one brand", ""},
		said{"--version", 0, s.Run("version").Out, ""})
}

// TestCommandsSayWhatWasDone wants a verb to say what it did, beside what became of the
// chat.
func TestCommandsSayWhatWasDone(t *testing.T) {
	t.Parallel()
	s := newFilled(t)
	expectSaid(t, s,
		said{"chat pickup 1", 0, "Picked up. Chat 1 is active, held by mika.\n", ""},
		said{"chat reply 1 hello", 0, "Replied. It is sent when the desk runs. Chat 1 is active, held by mika.\n", ""},
		said{"chat note 3 x", 0, "Added a note to chat 3.\n", ""},
		said{"chat snooze 1 --until 2h", 0, "Chat 1 is set aside until", ""}, said{"chat wake 1", 0, "No longer set aside. Chat 1 is active, held by mika.\n", ""},
		said{"chat putback 1", 0, "Put back. Chat 1 is pending.\n", ""}, said{"chat end 1", 0, "Ended. Chat 1 is completed.\n", ""},
		said{"operator add ann --role operator", 0, "tgdesk operator key add ann FILE\n", ""})
}

// TestHealthHasOneName wants the health of a channel in the words of the screen, and in a
// table nothing beside it.
func TestHealthHasOneName(t *testing.T) {
	t.Parallel()
	s := newFilled(t)
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		return tx.SetHealth(ctx, 1, core.Health{State: core.HealthUnauthorized, Detail: core.NewProblem("token_unauthorized")})
	})
	s.WhileHeld(func() {
		expectSaid(t, s, said{"brand show acme", 0, "needs a token: Telegram does not accept", ""}, said{"brand list --json", 0, `"state":"unauthorized","detail":"Telegram does not accept`, ""},
			said{"brand list", 0, " needs a token\n", ""})
	})
}

// TestDoctorIsNotPleasedWithLess wants a mark at what is off or not known.
func TestDoctorIsNotPleasedWithLess(t *testing.T) {
	t.Parallel()
	s := newFilled(t)
	s.Env.Space = func(string) (int64, int64, bool) { return 0, 0, false }
	s.Expect(s.Run("brand", "set", "acme", "--chatbot", "command:sh -c true"), 0, "", "")
	expectSaid(t, s, said{"doctor", 0, "! disk: its room is not known\n", ""}, said{"doctor", 0, "! chatbot of acme: command:sh (2 arguments): stopped\n    Start the desk: tgdesk\n", ""})
}
