package engine

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/core/desk"
)

// comesIn signs an operator in and opens a screen, whose name is the operator's.
func (r *rig) comesIn(name string, role core.Role) core.OperatorID {
	r.t.Helper()
	op := r.signIn(name, role)
	must(r.t, r.desk.Enter(r.t.Context(), op, name))
	synctest.Wait()
	return op
}

func (r *rig) leaves(op core.OperatorID, name string) {
	r.t.Helper()
	must(r.t, r.desk.Leave(r.t.Context(), op, name, false))
	synctest.Wait()
}

func (r *rig) options(change func(*core.BrandOptions)) {
	r.t.Helper()
	b, err := r.desk.Brand(r.t.Context(), r.brand)
	must(r.t, err)
	o := b.Options
	change(&o)
	_, err = r.desk.SetBrandOptions(r.t.Context(), r.op, r.brand, o)
	must(r.t, err)
	synctest.Wait()
}

func (r *rig) read(id core.ChatID) core.Chat {
	r.t.Helper()
	c, err := r.desk.Chat(r.t.Context(), id)
	must(r.t, err)
	return c
}

func (r *rig) wantOwner(id core.ChatID, s core.State, op core.OperatorID) core.Chat {
	r.t.Helper()
	c := r.read(id)
	if c.State != s || c.Owner.Operator != op {
		r.t.Errorf("#%d is %s, owner %d; want %s, %d", id, c.State, c.Owner.Operator, s, op)
	}
	return c
}

func wantRefusal(t *testing.T, what string, err error, id string) {
	t.Helper()
	if e, ok := err.(*core.Error); !ok || e.ID != id { //nolint:errorlint // use cases return it as it is
		t.Errorf("%s: %v, want %s", what, err, id)
	}
}

// wantAudit counts the entries of a chat with an act.
func (r *rig) wantAudit(id core.ChatID, act core.Act, want int) {
	r.t.Helper()
	r.store.mu.RLock()
	defer r.store.mu.RUnlock()
	n := 0
	for _, e := range r.store.audit {
		if e.Chat == id && e.Act == act {
			n++
		}
	}
	if n != want {
		r.t.Errorf("#%d: %d entries %s in the audit, want %d", id, n, act, want)
	}
}

func TestTransferIsAccepted(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, c := t.Context(), r.hears(1, "hello")
		_, err := r.desk.AskTransfer(ctx, r.op, c.ID, 0, "")
		wantRefusal(t, "with nobody there", err, "nobody_else_there")
		ann, bob := r.comesIn("ann", core.RoleOperator), r.signIn("bob", core.RoleOperator)
		_, err = r.desk.AskTransfer(ctx, r.op, c.ID, bob, "")
		wantRefusal(t, "to one who is offline", err, "operator_offline")
		box := r.desk.Subscribe()
		handed, err := r.desk.AskTransfer(ctx, r.op, c.ID, ann, " speaks Spanish ")
		must(t, err)
		if handed.Warning != nil || handed.Transfer.Note != "speaks Spanish" || handed.Transfer.ExpiresAt.Sub(r.store.now()) != 2*time.Minute {
			t.Errorf("asked: %+v", handed)
		}
		if events, _ := box.Take(); !slices.Contains(events, core.Event{Kind: core.EventTransfer, Brand: r.brand, Chat: c.ID, Operator: r.op, To: ann, Alert: true}) {
			t.Errorf("events: %+v", events)
		}
		_, err = r.desk.AskTransfer(ctx, r.op, c.ID, 0, "")
		wantRefusal(t, "asked twice", err, "transfer_open")
		_, err = r.desk.AcceptTransfer(ctx, bob, c.ID)
		wantRefusal(t, "bob accepts", err, "transfer_not_to_you_but")
		must(t, second(r.desk.SendDraft(ctx, r.op, c.ID, core.Draft{Text: "one moment"}, nil)))
		must(t, second(r.desk.AcceptTransfer(ctx, ann, c.ID)))
		r.wantOwner(c.ID, core.Active, ann)
		_, err = r.desk.SendDraft(ctx, r.op, c.ID, core.Draft{Text: "no more"}, nil)
		wantRefusal(t, "the old owner writes", err, "chat_held_by")
		must(t, second(r.desk.SendDraft(ctx, ann, c.ID, core.Draft{Text: "hola"}, nil)))
		wantEqual(t, "transcript", r.texts(c), []string{"hello", "[picked_up]", "[transfer_asked]", "speaks Spanish", "one moment", "[transfer_accepted]", "hola"})
		r.wantAudit(c.ID, core.ActTransfer, 2)
	})
}

// otherBrand adds another brand.
func (r *rig) otherBrand() core.BrandID {
	r.t.Helper()
	b, err := r.desk.AddBrand(r.t.Context(), r.op, desk.NewBrand{Name: "globex", Accent: "#ff8800", Bot: core.Bot{ID: 7}}, "globex")
	must(r.t, err)
	return b.ID
}

func second[T any](_ T, err error) error { return err }

func TestTransferEndsWithoutSuccess(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, ann := t.Context(), r.comesIn("ann", core.RoleOperator)
		bob := r.comesIn("bob", core.RoleOperator)
		must(t, second(r.desk.SetAvailability(ctx, bob, true)))
		ask := func(visitor int64, to core.OperatorID) core.ChatID {
			c := r.hears(visitor, "hello")
			handed, err := r.desk.AskTransfer(ctx, r.op, c.ID, to, "")
			must(t, err)
			if away := handed.Warning != nil; away != (to == bob) {
				t.Errorf("warned of %d: %v", to, handed.Warning)
			}
			return c.ID
		}
		ends := map[string]core.ChatID{"expired": ask(1, ann), "rejected": ask(2, ann), "withdrawn": ask(3, 0), "ended": ask(4, bob), "put back": ask(5, 0)}
		must(t, second(r.desk.RejectTransfer(ctx, ann, ends["rejected"])))
		_, err := r.desk.RejectTransfer(ctx, ann, ends["withdrawn"])
		wantRefusal(t, "rejected for all", err, "transfer_to_anybody")
		_, err = r.desk.WithdrawTransfer(ctx, ann, ends["withdrawn"])
		wantRefusal(t, "withdrawn by another", err, "chat_held_by")
		must(t, second(r.desk.WithdrawTransfer(ctx, r.op, ends["withdrawn"])))
		must(t, second(r.desk.End(ctx, r.op, ends["ended"])))
		must(t, second(r.desk.PutBack(ctx, r.op, ends["put back"])))
		r.after(2*time.Minute - time.Millisecond)
		if r.read(ends["expired"]).Handover.Transfer == 0 {
			t.Error("expired too early")
		}
		r.after(time.Millisecond)
		want := map[string]core.TransferState{"expired": core.TransferExpired, "rejected": core.TransferRejected, "withdrawn": core.TransferWithdrawn, "ended": core.TransferWithdrawn, "put back": core.TransferWithdrawn}
		for how, id := range ends {
			if c := r.read(id); c.Handover.Transfer != 0 || c.State == core.Active && !c.HeldBy(r.op) {
				t.Errorf("%s: %+v", how, c)
			}
			if tr := r.store.transfers[core.TransferID(id)]; tr.State != want[how] || tr.ClosedAt.IsZero() {
				t.Errorf("%s: %+v", how, tr)
			}
			_, err := r.desk.AcceptTransfer(ctx, ann, id)
			wantCode(t, how, err, core.CodeConflict)
		}
	})
}

// TestTransferExpiresWhileTheDeskIsOff: at its time, before what follows from it.
func TestTransferExpiresWhileTheDeskIsOff(t *testing.T) {
	inBubble(t, func(r *rig) {
		ann, c := r.comesIn("ann", core.RoleOperator), r.hears(1, "hello")
		must(t, second(r.desk.AskTransfer(t.Context(), r.op, c.ID, ann, "")))
		r.stop()
		r.after(3 * time.Hour)
		r.boot()
		r.wantOwner(c.ID, core.Active, r.op)
		if tr := r.store.transfers[1]; tr.State != core.TransferExpired || !tr.ClosedAt.Equal(tr.ExpiresAt) {
			t.Errorf("%+v", tr)
		}
		if a, err := r.desk.Availability(t.Context(), ann); err != nil || a.State != core.Offline || a.Cause != core.CauseDisconnected {
			t.Errorf("after a restart ann is %+v, %v", a, err)
		}
		_, err := r.desk.AcceptTransfer(t.Context(), ann, c.ID)
		wantRefusal(t, "accepted too late", err, "no_transfer")
	})
}

func TestCapacityAndBrandHoldForTransfers(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, ann := t.Context(), r.comesIn("ann", core.RoleOperator)
		one := 1
		_, err := r.desk.SetOperator(ctx, r.op, ann, desk.OperatorChange{MaxChats: &one})
		must(t, err)
		a, b := r.hears(1, "hello"), r.hears(2, "hello")
		must(t, second(r.desk.AskTransfer(ctx, r.op, a.ID, ann, "")))
		must(t, second(r.desk.AskTransfer(ctx, r.op, b.ID, ann, "")))
		must(t, second(r.desk.AcceptTransfer(ctx, ann, a.ID)))
		_, err = r.desk.AcceptTransfer(ctx, ann, b.ID)
		wantRefusal(t, "beyond the capacity", err, "chats_at_limit")
		elsewhere := core.SetOf(r.otherBrand())
		_, err = r.desk.SetOperator(ctx, r.op, ann, desk.OperatorChange{Brands: &elsewhere})
		must(t, err)
		r.wantOwner(a.ID, core.Pending, 0)
		if c := r.wantOwner(b.ID, core.Active, r.op); c.Handover.Transfer != 0 {
			t.Error("ann is still asked for a chat of another brand")
		}
		_, err = r.desk.AskTransfer(ctx, r.op, b.ID, ann, "")
		wantRefusal(t, "of another brand", err, "operator_of_other_brand")
	})
}

func TestParticipants(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, ann, bob := t.Context(), r.comesIn("ann", core.RoleOperator), r.comesIn("bob", core.RoleOperator)
		sue, c := r.comesIn("sue", core.RoleSupervisor), r.hears(1, "hello")
		_, err := r.desk.Invite(ctx, ann, c.ID, bob)
		wantRefusal(t, "ann invites", err, "chat_held_by")
		must(t, second(r.desk.Invite(ctx, r.op, c.ID, ann)))
		_, err = r.desk.Invite(ctx, r.op, c.ID, ann)
		wantRefusal(t, "twice", err, "operator_takes_part")
		must(t, second(r.desk.Join(ctx, sue, c.ID)))
		must(t, second(r.desk.Join(ctx, sue, c.ID)))
		must(t, second(r.desk.SendDraft(ctx, ann, c.ID, core.Draft{Text: "I can help"}, nil)))
		if now := r.read(c.ID); !now.AwaitingSince.IsZero() || !now.HeldBy(r.op) {
			t.Errorf("a participant's answer is none: %+v", now)
		}
		must(t, second(r.desk.LeaveChat(ctx, ann, c.ID)))
		_, err = r.desk.SendDraft(ctx, ann, c.ID, core.Draft{Text: "still here"}, nil)
		wantRefusal(t, "after leaving", err, "chat_held_by")
		must(t, second(r.desk.Assign(ctx, sue, c.ID, sue)))
		must(t, second(r.desk.Join(ctx, r.op, c.ID)))
		must(t, second(r.desk.End(ctx, sue, c.ID)))
		parts, err := r.desk.Participants(ctx, c.ID)
		must(t, err)
		for _, p := range parts {
			if p.LeftAt.IsZero() || (p.Kind == core.ParticipantInvited) != (p.Operator == ann) {
				t.Errorf("%+v", p)
			}
		}
		if len(parts) != 3 {
			t.Errorf("%d parts", len(parts))
		}
		wantEqual(t, "transcript", r.texts(c), []string{"hello", "[picked_up]", "[invited]", "[joined]", "I can help", "[left]", "[assigned]", "[joined]", "[ended]"})
	})
}

// TestOwnerGone: a chat waits again once its owner is offline for too long, but only when
// somebody else is there.
func TestOwnerGone(t *testing.T) {
	inBubble(t, func(r *rig) {
		ann, bob := r.comesIn("ann", core.RoleOperator), r.comesIn("bob", core.RoleOperator)
		r.bot.say(1, "hello")
		synctest.Wait()
		c := r.chatOf(1)
		must(t, second(r.desk.PickUp(t.Context(), ann, c.ID)))
		r.leaves(ann, "ann")
		r.after(9 * time.Minute)
		must(t, r.desk.Enter(t.Context(), ann, "ann"))
		r.after(time.Hour)
		r.wantOwner(c.ID, core.Active, ann) // came back in time
		r.leaves(ann, "ann")
		r.after(10*time.Minute - time.Millisecond)
		r.wantOwner(c.ID, core.Active, ann)
		r.after(time.Millisecond)
		r.wantOwner(c.ID, core.Pending, 0)
		r.wantAudit(c.ID, core.ActChatLost, 1)
		must(t, second(r.desk.PickUp(t.Context(), bob, c.ID)))
		r.leaves(bob, "bob")
		r.after(8 * time.Hour)
		r.wantOwner(c.ID, core.Active, bob) // at night nobody could take it
		must(t, r.desk.Enter(t.Context(), ann, "ann"))
		r.after(0)
		if now := r.wantOwner(c.ID, core.Pending, 0); now.WaitingSince.Before(r.store.now()) {
			t.Errorf("it waits since %s, before anybody could take it", now.WaitingSince)
		}
		wantEqual(t, "transcript", r.texts(c), []string{"hello", "[picked_up]", "[owner_gone]", "[picked_up]", "[owner_gone]"})
	})
}

// TestOneLimitIsSwitchedOff: a chat that was assigned to somebody who is offline then
// still follows the other limit.
func TestOneLimitIsSwitchedOff(t *testing.T) {
	for name, limits := range map[string]struct{ answer, gone, answerThen, goneThen time.Duration }{
		"answer": {5 * time.Minute, 10 * time.Minute, 0, 10 * time.Minute},
		"gone":   {10 * time.Minute, 5 * time.Minute, 10 * time.Minute, 0},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				ann := r.comesIn("ann", core.RoleOperator)
				r.comesIn("bob", core.RoleOperator)
				r.options(func(o *core.BrandOptions) { o.AssignedAnswer, o.OwnerGone = limits.answer, limits.gone })
				c := r.hears(1, "hello")
				must(t, second(r.desk.Assign(t.Context(), r.op, c.ID, ann)))
				r.leaves(ann, "ann")
				r.options(func(o *core.BrandOptions) { o.AssignedAnswer, o.OwnerGone = limits.answerThen, limits.goneThen })
				r.after(10*time.Minute - time.Millisecond)
				r.wantOwner(c.ID, core.Active, ann)
				r.after(time.Millisecond)
				r.wantOwner(c.ID, core.Pending, 0)
			})
		})
	}
}

func TestOneOperatorKeepsTheirChats(t *testing.T) {
	inBubble(t, func(r *rig) {
		must(t, r.desk.Enter(t.Context(), r.op, "s"))
		c := r.hears(1, "hello")
		r.leaves(r.op, "s")
		r.stop()
		r.after(10 * time.Hour)
		r.boot()
		must(t, r.desk.Enter(t.Context(), r.op, "s"))
		r.after(time.Hour)
		r.wantOwner(c.ID, core.Active, r.op)
	})
}

func TestAssignedChatsAreAnswered(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, ann := t.Context(), r.comesIn("ann", core.RoleOperator)
		give := func(visitor int64, answered bool) core.ChatID {
			c := r.hears(visitor, "hello")
			if answered {
				r.reply(c, "hi")
			}
			must(t, second(r.desk.Assign(ctx, r.op, c.ID, ann)))
			return c.ID
		}
		silent, answers, needless := give(1, false), give(2, false), give(3, true)
		must(t, second(r.desk.SendDraft(ctx, ann, answers, core.Draft{Text: "hi"}, nil)))
		r.after(5*time.Minute - time.Millisecond)
		r.wantOwner(silent, core.Active, ann)
		r.after(time.Millisecond)
		r.wantOwner(silent, core.Pending, 0)
		r.after(5 * time.Minute)
		r.wantOwner(silent, core.Unanswered, 0)
		r.wantOwner(answers, core.Active, ann)
		r.wantOwner(needless, core.Active, ann)
		// Whoever takes a chat by themselves has no such limit, nor has anybody where it is off.
		must(t, second(r.desk.PickUp(ctx, ann, silent)))
		r.options(func(o *core.BrandOptions) { o.AssignedAnswer = 0 })
		free := give(4, false)
		r.after(time.Hour)
		r.wantOwner(silent, core.Active, ann)
		r.wantOwner(free, core.Active, ann)
	})
}
