package engine

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/tui/locale"
)

func wantCode(t *testing.T, what string, err error, want core.Code) {
	t.Helper()
	if core.CodeOf(err) != want {
		t.Errorf("%s: %v, want %s", what, err, want)
	}
}

// signIn makes another operator known.
func (r *rig) signIn(name string, role core.Role) core.OperatorID {
	r.t.Helper()
	op, err := r.desk.SignIn(r.t.Context(), name, role)
	must(r.t, err)
	return op.ID
}

func TestSignIn(t *testing.T) {
	inBubble(t, func(r *rig) {
		ann := r.signIn("  ann ", core.RoleOperator)
		if again := r.signIn("ann", core.RoleAdmin); again != ann || r.store.operators[ann].Role != core.RoleOperator {
			t.Errorf("signed in as %d, then as %+v", ann, r.store.operators[again])
		}
		for _, name := range []string{"", " ", "a\x1bb", "a\u202eb", strings.Repeat("x", 41), "\xff", "Lee, Ann"} {
			_, err := r.desk.SignIn(t.Context(), name, core.RoleOperator)
			wantCode(t, name, err, core.CodeInvalid)
		}
		_, err := r.desk.SignIn(t.Context(), "bob", "boss")
		wantCode(t, "role", err, core.CodeInvalid)
	})
}

func TestPickUpIsAtomic(t *testing.T) {
	inBubble(t, func(r *rig) {
		ann := r.signIn("ann", core.RoleOperator)
		c := r.hears(7, "hello")
		box := r.desk.Subscribe()
		_, err := r.desk.PickUp(t.Context(), ann, c.ID)
		wantCode(t, "second", err, core.CodeConflict)
		if locale.English().Error(err) != "mika has already picked up this chat." {
			t.Errorf("sentence: %s", locale.English().Error(err))
		}
		again, err := r.desk.PickUp(t.Context(), r.op, c.ID)
		if err != nil || again != c {
			t.Errorf("owner again: %+v, %v", again, err)
		}
		if events, _ := box.Take(); len(events) > 0 {
			t.Errorf("events of nothing: %v", events)
		}
		_, err = r.desk.PickUp(t.Context(), 99, c.ID)
		wantCode(t, "nobody", err, core.CodeForbidden)
		_, err = r.desk.PickUp(t.Context(), ann, 99)
		wantCode(t, "no such chat", err, core.CodeNotFound)
	})
}

func TestEventsOfATransition(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		box := r.desk.Subscribe()
		_, err := r.desk.PutBack(t.Context(), r.op, c.ID)
		must(t, err)
		events, resync := box.Take()
		wantEqual(t, "events", events, []core.Event{
			{Kind: core.EventChat, Brand: r.brand, Chat: c.ID, Operator: r.op}, {Kind: core.EventMessage, Brand: r.brand, Chat: c.ID, Operator: r.op},
		})
		if resync {
			t.Error("resync")
		}
		wantEqual(t, "transcript", r.texts(c), []string{"hello", "[picked_up]", "[put_back]"})
	})
}

// TestEventsNameTheOperator: an event says who acted, and equal ones of one
// operator are still taken once.
func TestEventsNameTheOperator(t *testing.T) {
	inBubble(t, func(r *rig) {
		box := r.desk.Subscribe()
		ann := r.signIn("ann", core.RoleOperator)
		r.signIn("ann", core.RoleOperator) // nothing changes
		_, err := r.desk.SetOperator(t.Context(), ann, ann, desk.OperatorChange{Alias: new("Annie")})
		must(t, err)
		events, _ := box.Take()
		wantEqual(t, "sign in and alias", events, []core.Event{{Kind: core.EventOperator, Operator: ann}})

		r.bot.say(7, "hello")
		synctest.Wait()
		c := r.chatOf(7)
		arrived, _ := box.Take()
		for _, e := range arrived {
			if e.Operator != 0 {
				t.Errorf("a visitor's message: %+v", e)
			}
		}
		chat := core.Event{Kind: core.EventChat, Brand: r.brand, Chat: c.ID, Operator: ann}
		message := core.Event{Kind: core.EventMessage, Brand: r.brand, Chat: c.ID, Operator: ann}
		_, err = r.desk.PickUp(t.Context(), ann, c.ID)
		must(t, err)
		events, _ = box.Take()
		wantEqual(t, "pick up", events, []core.Event{chat, message})
		for range 2 {
			_, err = r.desk.PutBack(t.Context(), ann, c.ID)
			must(t, err)
			_, err = r.desk.PickUp(t.Context(), ann, c.ID)
			must(t, err)
		}
		events, _ = box.Take()
		wantEqual(t, "put back and pick up, twice", events, []core.Event{chat, message})
	})
}

func TestReplyRefusals(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, ann, c := t.Context(), r.signIn("ann", core.RoleOperator), r.hears(7, "hello")
		other := r.hears(8, "hello")
		note, err := r.desk.SendNote(ctx, ann, c.ID, "careful", nil)
		must(t, err)
		for what, try := range map[string]struct {
			op   core.OperatorID
			text string
			to   core.MessageID
			want core.Code
		}{
			"not the owner":    {ann, "hi", 0, core.CodeForbidden},
			"empty":            {r.op, " \n\t", 0, core.CodeInvalid},
			"invisible":        {r.op, "\u200b \u3164\x00", 0, core.CodeInvalid},
			"too long":         {r.op, strings.Repeat("x", desk.MaxReply+1), 0, core.CodeInvalid},
			"to a note":        {r.op, "hi", note.ID, core.CodeInvalid},
			"to another's":     {r.op, "hi", r.store.transcript[other.ID][0], core.CodeInvalid},
			"to what is not":   {r.op, "hi", 999, core.CodeNotFound},
			"at the very most": {r.op, strings.Repeat("x", desk.MaxReply), 0, ""},
		} {
			_, err := r.desk.SendDraft(ctx, try.op, c.ID, core.Draft{Text: try.text, ReplyTo: try.to}, nil)
			wantCode(t, what, err, try.want)
		}
		_, err = r.desk.SendNote(ctx, ann, c.ID, "\u2800", nil)
		wantCode(t, "an invisible note", err, core.CodeInvalid)
		_, err = r.desk.End(ctx, r.op, c.ID)
		must(t, err)
		_, err = r.desk.SendDraft(ctx, r.op, c.ID, core.Draft{Text: "hi"}, nil)
		wantCode(t, "completed", err, core.CodeConflict)
		_, err = r.desk.SendNote(ctx, r.op, c.ID, "hi", nil)
		must(t, err)
	})
}

// TestLateActs: a deadline that passed counts, even if no timer ran yet.
func TestLateActs(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		r.stop()
		time.Sleep(24 * time.Hour)
		_, err := r.desk.SendDraft(t.Context(), r.op, c.ID, core.Draft{Text: "sorry"}, nil)
		wantCode(t, "reply after the idle limit", err, core.CodeConflict)
		r.boot()
	})
}

// TestMarkRead: each operator has their own mark, whoever holds the chat. It never goes
// back, and a completed chat takes none.
func TestMarkRead(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, ann := t.Context(), r.signIn("ann", core.RoleOperator)
		c := r.hears(7, "one")
		r.bot.say(7, "two", "three")
		synctest.Wait()
		ids := r.store.transcript[c.ID] // one, [picked_up], two, three
		unread := func(op core.OperatorID, upTo core.MessageID) int {
			_, err := r.desk.MarkRead(ctx, op, c.ID, upTo)
			must(t, err)
			mark, err := r.desk.ReadMark(ctx, op, c.ID)
			must(t, err)
			return mark.Unread(r.chatOf(7))
		}
		box := r.desk.Subscribe()
		defer box.Close()
		got := []int{unread(r.op, ids[2]), unread(r.op, ids[0]), unread(ann, ids[1]), unread(r.op, ids[3]), unread(ann, ids[0])}
		wantEqual(t, "unread", got, []int{1, 1, 2, 0, 2})
		events, _ := box.Take()
		read := func(op core.OperatorID) core.Event {
			return core.Event{Kind: core.EventRead, Brand: r.brand, Chat: c.ID, Operator: op}
		}
		wantEqual(t, "events", events, []core.Event{read(r.op), read(ann)}) // those of a mailbox coalesce
		_, err := r.desk.MarkRead(ctx, r.op, c.ID, 99)
		wantCode(t, "another chat's", err, core.CodeNotFound)
		r.bot.say(7, "four")
		synctest.Wait()
		_, err = r.desk.End(ctx, r.op, c.ID)
		must(t, err)
		wantEqual(t, "unread once completed", []int{unread(r.op, r.store.transcript[c.ID][4])}, []int{1})
	})
}

func TestAddBrandRefusals(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, ann := t.Context(), r.signIn("ann", core.RoleOperator)
		good := desk.NewBrand{Name: "globex", Accent: "#00ff00", Bot: r.telegram.bot("globex").who.Bot}
		bad := func(change func(*desk.NewBrand)) desk.NewBrand { n := good; change(&n); return n }
		for what, try := range map[string]struct {
			op   core.OperatorID
			n    desk.NewBrand
			want core.Code
		}{
			"not an admin": {ann, good, core.CodeForbidden},
			"name taken":   {r.op, bad(func(n *desk.NewBrand) { n.Name = " ACME" }), core.CodeConflict},
			"no name":      {r.op, bad(func(n *desk.NewBrand) { n.Name = "" }), core.CodeInvalid},
			"bot taken":    {r.op, bad(func(n *desk.NewBrand) { n.Bot = r.bot.who.Bot }), core.CodeConflict},
			"no bot":       {r.op, bad(func(n *desk.NewBrand) { n.Bot = core.Bot{} }), core.CodeInvalid},
			"colour":       {r.op, bad(func(n *desk.NewBrand) { n.Accent = "green" }), core.CodeInvalid},
			"limits":       {r.op, bad(func(n *desk.NewBrand) { n.Limits.Answer = time.Second }), core.CodeInvalid},
		} {
			_, err := r.desk.AddBrand(ctx, try.op, try.n, "globex")
			wantCode(t, what, err, try.want)
		}
		_, err := r.desk.AddBrand(ctx, r.op, good, " \n")
		wantCode(t, "no token", err, core.CodeInvalid)
		b, err := r.desk.AddBrand(ctx, r.op, good, "globex")
		must(t, err)
		synctest.Wait()
		if b.Limits != core.DefaultLimits() || len(r.telegram.bot("globex").polls) != 1 {
			t.Errorf("added %+v", b)
		}
	})
}

func TestAuthenticate(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx := t.Context()
		who, err := r.desk.Authenticate(ctx, r.op, "", " globex\n")
		if err != nil || who.Bot.Username != "globex" {
			t.Errorf("%+v, %v", who, err)
		}
		_, err = r.desk.Authenticate(ctx, r.op, "", "acme")
		wantCode(t, "bot of another brand", err, core.CodeConflict)
		if !strings.Contains(locale.English().Error(err), "acme") {
			t.Errorf("sentence: %s", locale.English().Error(err))
		}
		_, err = r.desk.AuthenticateFor(ctx, r.op, r.brand, "acme")
		wantCode(t, "its own bot", err, "")
		_, err = r.desk.AuthenticateFor(ctx, r.op, r.brand, "globex")
		wantCode(t, "a bot that is not its own", err, core.CodeConflict)
	})
}

func TestBrandSettings(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, ann := t.Context(), r.signIn("ann", core.RoleOperator)
		_, err := r.desk.SetBrand(ctx, r.op, r.brand, desk.BrandChange{Name: new("ACME")})
		wantCode(t, "rename by case", err, "")
		_, err = r.desk.SetBrand(ctx, r.op, r.brand, desk.BrandChange{Accent: new("#123abc")})
		wantCode(t, "accent", err, "")
		_, err = r.desk.SetBrand(ctx, ann, r.brand, desk.BrandChange{Accent: new("#123abc")})
		wantCode(t, "accent, not an admin", err, core.CodeForbidden)
		_, err = r.desk.SetBrand(ctx, r.op, r.brand, desk.BrandChange{Limits: new(core.Limits{})})
		wantCode(t, "limits", err, core.CodeInvalid)
		_, err = r.desk.DisableBrand(ctx, ann, r.brand)
		wantCode(t, "disable, not an admin", err, core.CodeForbidden)
		_, err = r.desk.EnableBrand(ctx, ann, r.brand, true)
		wantCode(t, "drop, not an admin", err, core.CodeForbidden)
		if b, _ := r.desk.Brand(ctx, r.brand); b.Name != "ACME" || b.Accent != "#123abc" {
			t.Errorf("brand: %+v", b)
		}
	})
}

func TestRemoveBrand(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, c := t.Context(), r.hears(7, "hello")
		err := r.desk.RemoveBrand(ctx, r.op, r.brand)
		wantCode(t, "with an open chat", err, core.CodeConflict)
		r.bot.failing(&core.SendError{Outcome: core.OutcomeNotSent})
		m := r.reply(c, "one", "two")
		_, err = r.desk.End(ctx, r.op, c.ID)
		must(t, err)
		must(t, r.desk.RemoveBrand(ctx, r.op, r.brand))
		r.after(time.Hour)
		r.wantDelivery(m[0], core.DeliveryFailed)
		r.wantDelivery(m[1], core.DeliveryFailed)
		if _, err := r.store.Channel(ctx, r.brand); !core.IsNotFound(err) || len(r.bot.calls) != 1 {
			t.Errorf("the channel: %v, %d requests", err, len(r.bot.calls))
		}
		_, err = r.desk.SetBrand(ctx, r.op, r.brand, desk.BrandChange{Name: new("ghost")})
		wantCode(t, "rename", err, core.CodeNotFound)
		_, err = r.desk.AddBrand(ctx, r.op, desk.NewBrand{Name: "acme", Accent: "#ffffff", Bot: r.bot.who.Bot}, "acme")
		wantCode(t, "name and bot are free again", err, "")
	})
}
