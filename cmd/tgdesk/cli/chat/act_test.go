package chat_test

import (
	"context"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

func TestChatActs(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	s.Expect(s.Run("chat", "reply", "1", "hello"), 1, "", "Nobody has picked up this chat yet")
	s.Expect(s.Run("chat", "pickup", "#1"), 0, "Chat 1 is active, held by mika.\n", "")
	s.Expect(s.Run("chat", "reply", "1", "It", "is", "on its way."), 0, "Chat 1 is active, held by mika.\n", "")
	s.Expect(s.RunWith("between\nus\n", "chat", "note", "1", "-"), 0, "Added a note to chat 1.\n", "")
	s.Expect(s.Run("chat", "show", "1"), 0, "between", "")
	s.Expect(s.Run("chat", "show", "1"), 0, "It is on its way.", "")
	s.Expect(s.Run("chat", "transfer", "1"), 1, "", "Nobody else of this brand is there.")
	s.Expect(s.Run("chat", "transfer", "1", "zoe"), 1, "", "zoe")
	s.Expect(s.Run("chat", "assign", "1", "mika"), 1, "", "mika holds this chat already.")
	s.Expect(s.Run("chat", "assign", "1", "MIKA"), 1, "", "mika holds this chat already.")
	s.Expect(s.Run("chat", "join", "1"), 1, "", "You hold this chat.")
	for _, verb := range []string{"accept", "reject", "withdraw"} {
		s.Expect(s.Run("chat", verb, "1"), 1, "", "No transfer of this chat is open.")
	}
	s.Expect(s.Run("chat", "leave", "1"), 1, "", "You hold this chat.")
	s.Expect(s.Run("chat", "putback", "1"), 0, "Chat 1 is pending.\n", "")
	s.Expect(s.Run("chat", "pickup", "1"), 0, "held by mika", "")
	s.Expect(s.Run("chat", "end", "1"), 0, "Chat 1 is completed.\n", "")
	s.Expect(s.Run("chat", "end", "1"), 1, "", "completed")
	for _, wrong := range [][]string{{"pickup"}, {"pickup", "x"}, {"reply", "1"}, {"note"}, {"assign", "1"}, {"invite", "1", "a", "b"}, {"transfer"}, {"transfer", "1", "a", "b"}} {
		if r := s.Run(append([]string{"chat"}, wrong...)...); r.Status != 2 || r.Err == "" {
			t.Errorf("%v: %+v", wrong, r)
		}
	}
}

// TestHandedChatsInJSON: what is under way between operators is in the document.
func TestHandedChatsInJSON(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		ann, err := tx.SaveOperator(ctx, core.Operator{Name: "ann", Role: core.RoleOperator})
		if err != nil {
			return err
		}
		waiting, err := tx.Chat(ctx, 1)
		if err != nil {
			return err
		}
		if err := tx.SaveChat(ctx, waiting.Offered(ann.ID, waiting.CreatedAt.Add(time.Hour))); err != nil {
			return err
		}
		c, err := tx.Chat(ctx, 2)
		if err != nil {
			return err
		}
		tr, err := tx.InsertTransfer(ctx, core.Transfer{
			Chat: 2, From: c.Owner.Operator, Note: "please", AskedAt: c.CreatedAt, ExpiresAt: c.CreatedAt.Add(time.Hour), State: core.TransferAsked,
		})
		if err != nil {
			return err
		}
		if err := tx.InsertParticipant(ctx, core.Participant{Chat: 2, Operator: ann.ID, Kind: core.ParticipantInvited, InvitedBy: c.Owner.Operator, JoinedAt: c.CreatedAt}); err != nil {
			return err
		}
		c = c.TransferAskedUntil(tr.ID, tr.ExpiresAt)
		c.Participants = c.Participants.With(ann.ID)
		return tx.SaveChat(ctx, c)
	})
	s.Expect(s.Run("chat", "list", "--json"), 0, `"offered_to":"ann"`, "")
	s.Expect(s.Run("chat", "list", "--json", "--state", "active"), 0,
		`"transfer":{"from":"mika","to":null,"note":"please","asked_at":"2026-11-22T11:00:00Z","expires_at":"2026-11-22T12:00:00Z"},"offered_to":null,"participants":["ann"]`, "")
}
