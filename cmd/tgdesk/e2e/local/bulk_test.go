package local_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

// TestWholeLists: many chats are ended and marked as read at once, by those who may, and
// what is refused is counted and told.
func TestWholeLists(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		w := rig.RowWriter{Ctx: ctx, Tx: tx}
		mika, err := tx.OperatorByName(ctx, "mika")
		w.Check(err)
		ann, err := tx.SaveOperator(ctx, core.Operator{Name: "ann", Role: core.RoleOperator})
		w.Check(err)
		_, err = tx.SaveOperator(ctx, core.Operator{Name: "sue", Role: core.RoleSupervisor})
		w.Check(err)
		at := rig.Noon().Add(-time.Minute)
		for i := range 420 { // more than a page of each
			c := core.Chat{State: core.States()[i%3], CreatedAt: at, WaitingSince: at, AwaitingSince: at, LastMessageAt: at, CountsFrom: at, DeadlineAt: at.Add(5 * time.Minute), Received: 1}
			if c.VisitorID = w.Visitor(core.Visitor{Profile: core.Profile{TelegramID: int64(i + 1), FirstName: "V"}}); c.State == core.Active {
				c.PickedUpAt, c.DeadlineAt, c.Owner = at, at.Add(core.Day), core.OperatorOwner(mika.ID)
				if i%2 == 0 {
					c.Owner = core.OperatorOwner(ann.ID)
				}
			} else if c.State == core.Unanswered {
				c.DeadlineAt = at.Add(core.Day)
			}
			c.ID = w.Chat(c)
			c.BrandID = 1
			c.LastMessageID = w.Message(core.Message{ChatID: c.ID, VisitorID: c.VisitorID, From: core.FromVisitor, Kind: core.KindText, Text: "hi", SentAt: at})
			w.Check(tx.SaveChat(ctx, c))
			if i%30 == 0 {
				w.Check(tx.SaveTags(ctx, c.ID, "vip"))
			}
		}
		return w.Err
	})
	defer s.StartDesk().End()
	for _, call := range []struct{ who, args, want string }{
		{"ann", "chat read --all --state active --tag vip --yes", "Marked as read: 0 chats."},
		{"ann", "chat read --all --state active --yes --json", `{"read":{"chats":140,"refused":[]}}`},
		{"ann", "chat read --all --state active --yes", "Marked as read: 0 chats."},
		{"ann", "chat end --all --state pending --yes", "Ended 0 chats.\nNot 140 chats: "},
		{"ann", "chat end --all --state active --yes", "Ended 70 chats.\nNot 70 chats: "},
		{"ann", "chat end --all --state unanswered --brand acme --tag vip --yes", "Ended 0 chats.\n"},
		{"ann", "chat end --all --state unanswered --yes", "Ended 140 chats.\n"},
		{"sue", "chat end --all --state pending --tag vip --yes", "Ended 14 chats.\n"},
		{"sue", "chat end --all --state pending --yes", "Ended 126 chats.\n"},
		{"sue", "chat end --all --state active --yes --json", `{"ended":{"chats":70,"refused":[]}}`},
		{"mika", "audit --act chat_completed --operator sue --limit 0 --json", `"subject":"operator","before":"active mika","after":"completed"`},
	} {
		r := s.RunSSHAs(call.who, "", strings.Split(call.args, " ")...)
		if r.Status != 0 || !strings.Contains(r.Out, call.want) {
			t.Errorf("%s: %s: %+v, want %q", call.who, call.args, r, call.want)
		}
	}
	if n := strings.Count(s.Run("audit", "--act", "chat_completed", "--limit", "0", "--json").Out, `"act"`); n != 420 {
		t.Errorf("%d entries of the audit", n)
	}
}
