package core

import (
	"errors"
	"testing"
	"time"
)

// TestPolicyOfChats asks every question about a chat in every state, for its
// owner, another operator, an admin and a supervisor. "" is yes. Those who do not work
// for the brand, or may not use the desk, are refused whatever they ask.
func TestPolicyOfChats(t *testing.T) {
	t.Parallel()
	ask := map[string]func(Operator, Chat) error{
		"pick up":  MayPickUp,
		"reply":    func(op Operator, c Chat) error { return MayReply(op, c, Visitor{}) },
		"note":     MayNote,
		"put back": MayPutBack,
		"end":      MayEnd,
	}
	const (
		taken, waits, over, other = "chat_taken", "chat_not_active", "chat_completed", "chat_not_yours"
	)
	want := map[string]map[OperatorID][4]string{ // pending, active, unanswered, completed
		"pick up":  {mika.ID: {"", "", "", over}, ann.ID: {"", taken, "", over}, root.ID: {"", taken, "", over}, sue.ID: {"", taken, "", over}},
		"reply":    {mika.ID: {waits, "", waits, over}, ann.ID: {waits, other, waits, over}, root.ID: {waits, other, waits, over}, sue.ID: {waits, other, waits, over}},
		"note":     {mika.ID: {}, ann.ID: {}, root.ID: {}, sue.ID: {}},
		"put back": {mika.ID: {waits, "", waits, over}, ann.ID: {waits, other, waits, over}, root.ID: {waits, "", waits, over}, sue.ID: {waits, "", waits, over}},
		"end":      {mika.ID: {waits, "", "", over}, ann.ID: {waits, other, "", over}, root.ID: {"", "", "", over}, sue.ID: {"", "", "", over}},
	}
	for what, may := range ask {
		for _, op := range []Operator{mika, ann, root, sue} {
			for i, s := range States() {
				wantReason(t, what+" "+string(s)+" by "+op.Name, may(op, chatIn(s)), want[what][op.ID][i])
				elsewhere, disabled, removed := op, op, op
				elsewhere.Brands = SetOf[BrandID](2, 3)
				disabled.DisabledAt, removed.RemovedAt = noon, noon
				if !op.Admin() {
					wantReason(t, what+" elsewhere by "+op.Name, may(elsewhere, chatIn(s)), "brand_not_yours")
				}
				wantReason(t, what+" disabled by "+op.Name, may(disabled, chatIn(s)), "operator_disabled")
				wantReason(t, what+" removed by "+op.Name, may(removed, chatIn(s)), "operator_unknown")
			}
		}
	}
	wantReason(t, "reply to one who blocked the bot", MayReply(mika, chatIn(Active), Visitor{BlockedBotAt: noon}), "visitor_blocked")
	wantReason(t, "settings, operator", MayManage(mika), "admins_only")
	wantReason(t, "settings, supervisor", MayManage(sue), "admins_only")
	invited := chatIn(Active)
	invited.Participants = SetOf(ann.ID)
	wantReason(t, "reply of who was invited", MayReply(ann, invited, Visitor{}), "")
	full := mika
	full.MaxChats = 2
	wantReason(t, "room for one", MayHoldMore(full, 1), "")
	wantReason(t, "no room", MayHoldMore(full, 2), "chats_at_limit")
	wantReason(t, "no limit", MayHoldMore(mika, 1000), "")
	wantReason(t, "settings, admin", MayManage(root), "")
	confined := sue
	confined.Brands = SetOf[BrandID](2)
	for _, c := range []struct {
		op    Operator
		brand BrandID
		want  string
	}{{root, 0, ""}, {root, 1, ""}, {sue, 0, ""}, {sue, 1, ""}, {confined, 2, ""}, {confined, 1, "brand_not_yours"}, {confined, 0, "canned_all_brands"},
		{mika, 1, "supervisors_only"}, {Operator{}, 1, "operator_unknown"}} {
		wantReason(t, "canned replies of "+c.op.Name, MayManageCanned(c.op, c.brand), c.want)
	}
}

// TestPolicyOfChatbotChats asks about a chat that the chatbot holds: anybody may
// take it, an admin may end it, and nobody writes in it before.
func TestPolicyOfChatbotChats(t *testing.T) {
	t.Parallel()
	c, reply := chatIn(Active), Message{From: FromOperator, OperatorID: mika.ID, Delivery: DeliveryFailed}
	c.Owner = ChatbotOwner()
	const held = "chat_held_by_chatbot"
	for _, op := range []Operator{mika, ann, root} {
		admin := held
		if op == root {
			admin = ""
		}
		wantReason(t, op.Name+" picks up", MayPickUp(op, c), "")
		wantReason(t, op.Name+" replies", MayReply(op, c, Visitor{}), held)
		wantReason(t, op.Name+" sends again", MayResend(op, reply, c, Visitor{}), held)
		wantReason(t, op.Name+" notes", MayNote(op, c), "")
		wantReason(t, op.Name+" puts back", MayPutBack(op, c), admin)
		wantReason(t, op.Name+" ends", MayEnd(op, c), admin)
		wantReason(t, op.Name+" sets aside", MaySnooze(op, c), held)
		wantReason(t, op.Name+" invites", MayInvite(op, c), held)
		wantReason(t, op.Name+" transfers", MayTransfer(op, c), held)
		joins := held
		if !op.Supervises() {
			joins = "supervisors_only"
		}
		wantReason(t, op.Name+" joins", MayJoin(op, c), joins)
		if got, moved, err := c.PickedUp(op, noon.Add(time.Minute), Rules{Limits: DefaultLimits()}); err != nil || !moved || !got.HeldBy(op.ID) || !got.PickedUpAt.Equal(noon.Add(time.Minute)) {
			t.Errorf("%s picks up: %+v, moved %t, %v", op.Name, got.Owner, moved, err)
		}
	}
}

func TestOwners(t *testing.T) {
	t.Parallel()
	for _, k := range []struct {
		owner         Owner
		nobody, mikas bool
	}{
		{owner: Owner{}, nobody: true}, {owner: ChatbotOwner()}, {owner: OperatorOwner(ann.ID)},
		{owner: OperatorOwner(mika.ID), mikas: true}, {owner: OperatorOwner(0)},
	} {
		if k.owner.Nobody() != k.nobody || k.owner.Is(mika.ID) != k.mikas || k.owner.Is(0) {
			t.Errorf("%+v: nobody %t, mika's %t, operator 0's %t", k.owner, k.owner.Nobody(), k.owner.Is(mika.ID), k.owner.Is(0))
		}
	}
	over := chatIn(Completed)
	if over.HeldBy(mika.ID) || !over.Owner.Is(mika.ID) {
		t.Errorf("completed: held %t, owner %+v", over.HeldBy(mika.ID), over.Owner)
	}
}

// TestPolicyOfReplies asks what may be done with a reply of mika's.
func TestPolicyOfReplies(t *testing.T) {
	t.Parallel()
	reply := func(d Delivery) Message {
		return Message{From: FromOperator, OperatorID: mika.ID, Author: mika.Name, Delivery: d, TelegramID: 12}
	}
	deleted, unknownID, visitors := reply(DeliverySent), reply(DeliverySent), reply(DeliveryNone)
	deleted.DeletedAt, unknownID.TelegramID, visitors.From = noon.Add(time.Hour), 0, FromVisitor
	for _, row := range []struct {
		name                       string
		op                         Operator
		m                          Message
		edit, editLater, del, send string // editLater: once the chat is completed
	}{
		{"sent", mika, reply(DeliverySent), "", "edit_completed", "", "not_resendable"},
		{"queued", mika, reply(DeliveryQueued), "", "edit_completed", "", "not_resendable"},
		{"sending", mika, reply(DeliverySending), "being_sent", "being_sent", "being_sent", "not_resendable"},
		{"failed", mika, reply(DeliveryFailed), "", "edit_completed", "", ""},
		{"unknown", mika, reply(DeliveryUnknown), "fate_unknown", "fate_unknown", "fate_unknown", ""},
		{"deleted", mika, deleted, "deleted", "deleted", "deleted", "not_resendable"},
		{"without an id", mika, unknownID, "fate_unknown", "fate_unknown", "fate_unknown", "not_resendable"},
		{"the visitor's", mika, visitors, "not_a_reply", "not_a_reply", "not_a_reply", "not_resendable"},
		{"another operator", ann, reply(DeliverySent), "not_your_reply", "not_your_reply", "not_your_reply", "chat_not_yours"},
		{"an admin", root, reply(DeliverySent), "", "edit_completed", "", "chat_not_yours"},
	} {
		open, over := chatIn(Active), chatIn(Completed)
		wantReason(t, row.name+": edit", MayEditReply(row.op, row.m, open), row.edit)
		wantReason(t, row.name+": edit once completed", MayEditReply(row.op, row.m, over), row.editLater)
		wantReason(t, row.name+": delete", MayDeleteReply(row.op, row.m, open), row.del)
		wantReason(t, row.name+": send again", MayResend(row.op, row.m, open, Visitor{}), row.send)
		wantReason(t, row.name+": send again once completed", MayResend(row.op, row.m, over, Visitor{}), "chat_completed")
	}
}

// wantReason checks the id of a refusal, "" for none.
func wantReason(t *testing.T, what string, err error, id string) {
	t.Helper()
	got := ""
	if e, ok := errors.AsType[*Error](err); ok {
		got = e.ID
	}
	if got != id || err != nil && got == "" {
		t.Errorf("%s: %v, want %q", what, err, id)
	}
}

// Where a chat waits, picking it up would not help to leave it, or to withdraw a transfer.
func TestPolicyOfWaitingChats(t *testing.T) {
	t.Parallel()
	for _, s := range []State{Pending, Unanswered} {
		for _, op := range []Operator{mika, ann, root, sue} {
			wantReason(t, "leave by "+op.Name, MayLeave(op, chatIn(s)), "not_in_chat")
			wantReason(t, "withdraw by "+op.Name, MayWithdrawTransfer(op, chatIn(s)), "no_transfer")
		}
	}
}
