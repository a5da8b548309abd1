package settings

import (
	"testing"
	"time"

	"tgdesk/core"
)

func TestRename(t *testing.T) {
	t.Parallel()
	d := open(t, newFake(acme(), globex()), false)
	d.press("enter enter")
	d.press("ctrl+u")
	d.enter("Acme GmbH")
	d.press("enter")
	d.notice("The brand is now called Acme GmbH.", false)
	d.expect("Settings › Brands › Acme GmbH")

	d.press("enter ctrl+u")
	d.enter("グローベックス社")
	d.expect("✗ There is already a brand named グローベックス社.")
	d.press("ctrl+u")
	d.enter("x")
	d.desk.fails["RenameBrand"] = core.NewError(core.CodeInvalid, "name_unprintable")
	d.press("enter")
	d.notice("", false)
	d.expect("✗ The name contains characters")
	d.enter("y")
	d.expectNot("✗")
}

func TestRenameToTheSame(t *testing.T) {
	t.Parallel()
	d := brandScene("enter space enter", acme())(t)
	d.expect("Settings › Brands › acme ─")
	if d.desk.called("RenameBrand") {
		t.Error("renamed to the name it has")
	}
}

func TestAccent(t *testing.T) {
	t.Parallel()
	d := brandScene("down enter down enter", acme())(t)
	d.notice("The colour of acme is now green.", false)
	for typed, want := range map[string]string{"#AbC": "#aabbcc", "123456": "#123456"} {
		d.press("enter #")
		d.press("ctrl+u")
		d.enter(typed)
		d.press("enter")
		d.notice("The colour of acme is now "+want+".", false)
		if d.desk.brands[0].Accent != want {
			t.Errorf("%q gave %q", typed, d.desk.brands[0].Accent)
		}
	}
	d.press("enter ctrl+u")
	d.enter("red")
	d.press("enter")
	d.expect("✗ Not a colour.")
}

func TestLimitSteps(t *testing.T) {
	t.Parallel()
	saved := map[core.LimitKind]string{
		core.LimitAnswer:          "acme: pending chats become unanswered after ",
		core.LimitCloseUnanswered: "acme closes unanswered chats after ",
		core.LimitCloseIdle:       "acme closes idle chats after ",
		core.LimitChatbotIdle:     "acme closes idle chats of the chatbot after ",
	}
	for i, k := range core.LimitKinds() {
		d := brandScene("down down", acme())(t)
		for range i {
			d.press("down")
		}
		if k == core.LimitChatbotIdle { // on the page of the chatbot
			d = brandScene("G up enter G", acme())(t)
		}
		d.press("enter g enter")
		step := k.Rule().Steps[0]
		if got := d.desk.limits; got != core.DefaultLimits().With(k, step) {
			t.Errorf("%s: saved %+v", k, got)
		}
		d.notice(saved[k]+d.s.o.Locale.Duration(step)+", open ones included.", false)
		d.expect("Settings › Brands › acme ")
	}
}

// TestLimitsFit: a limit of several units is whole in a row of 40 columns.
func TestLimitsFit(t *testing.T) {
	t.Parallel()
	b := acme()
	b.Limits = b.Limits.With(core.LimitAnswer, 90*time.Second).With(core.LimitCloseIdle, 45*time.Second)
	d := brandScene("", b)(t)
	d.w, d.h = 40, 12
	d.expect("› 1m30s", "› 45 seconds", "› 1 day")
}

func TestLimitFreeValues(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed string
		want  time.Duration
		error string
	}{
		{"90m", 90 * time.Minute, ""},
		{"1h30m", 90 * time.Minute, ""},
		{"45s", 45 * time.Second, ""},
		{"29s", 0, "✗ Must be between 30 seconds and 1 day."},
		{"25h", 0, "✗ Must be between 30 seconds and 1 day."},
		{"5", 0, "✗ Not a time."},
		{"5 parsecs", 0, "✗ Not a time."},
	} {
		d := brandScene("down down enter", acme())(t)
		d.enter(c.typed)
		if !d.typing() {
			t.Fatal("a digit does not begin the free value")
		}
		d.press("enter")
		if c.error != "" {
			d.expect(c.error)
		}
		if d.desk.limits.Answer != c.want {
			t.Errorf("%s saved %s", c.typed, d.desk.limits.Answer)
		}
	}
}

// TestLimitBetweenSteps: a value that is not on offer stands in the field.
func TestLimitBetweenSteps(t *testing.T) {
	t.Parallel()
	d := brandScene("down down enter", globex())(t)
	d.expect("1m30s")
	if !d.typing() {
		t.Error("the field with the current value does not have the focus")
	}
}

// TestLimitKeepsTheOthers: another admin's change in between is not undone.
func TestLimitKeepsTheOthers(t *testing.T) {
	t.Parallel()
	d := brandScene("down down enter", acme())(t)
	d.desk.brands[0].Limits.CloseIdle = time.Hour
	d.run(d.s.Refresh())
	d.press("g enter")
	if d.desk.limits.CloseIdle != time.Hour || d.desk.limits.Answer != 30*time.Second {
		t.Errorf("saved %+v", d.desk.limits)
	}
}

// TestLimitThatChangesChats: what a limit does at once is told and asked before, and
// again when more chats have come within its reach meanwhile.
func TestLimitThatChangesChats(t *testing.T) {
	t.Parallel()
	limitQuestion := func(t *testing.T, keys string) *driver {
		d := brandScene("down down enter", acme())(t)
		d.desk.effect = core.LimitEffect{Closed: 3, Unanswered: 1}
		d.press("up enter")
		d.expect("This closes 3 open chats of acme at once and makes 1 pending one unanswered.", "2 minutes", "▌[ Keep the limit as it is ]")
		if text, _ := d.toast(); text != "" || d.desk.limits != (core.Limits{}) {
			t.Fatalf("set before it was asked: %+v, toast %q", d.desk.limits, text)
		}
		d.press(keys)
		return d
	}
	d := limitQuestion(t, "tab enter")
	d.notice("acme: pending chats become unanswered after 2 minutes, open ones included.", false)
	d.expect("Settings › Brands › acme ─")
	for _, keys := range []string{"enter", "esc"} {
		d = limitQuestion(t, keys)
		d.expect("› acme › Answer limit", "▌ ○ 2 minutes", "● 5 minutes default")
		if d.desk.limits != (core.Limits{}) {
			t.Errorf("%s sets %+v", keys, d.desk.limits)
		}
	}
	d = limitQuestion(t, "tab")
	d.desk.effect = core.LimitEffect{Closed: 4}
	d.press("enter")
	d.expect("This closes 4 open chats of acme at once.", "▌[ Keep the limit as it is ]")
	d.desk.fails["SetLimits"] = core.NewError(core.CodeUnavailable, "change_refused", "The disk is full.")
	d.press("tab enter")
	d.notice("The disk is full.", true)
	d.desk.fails = map[string]error{}
	d.press("enter")
	d.expect("Settings › Brands › acme ─")
	if d.desk.limits.Answer != 2*time.Minute {
		t.Errorf("set %+v", d.desk.limits)
	}
}

// TestLimitAskedAfterLeaving: who left the page is told that nothing was changed.
func TestLimitAskedAfterLeaving(t *testing.T) {
	t.Parallel()
	d := brandScene("down down enter", acme())(t)
	d.desk.effect = core.LimitEffect{Closed: 3}
	d.hold = true
	d.press("up enter esc")
	d.release()
	d.notice("With other limits, open chats of acme change at once (3 close, 0 become unanswered). Nothing was changed.", true)
	d.expect("Settings › Brands › acme ─")
}

func TestLimitFailure(t *testing.T) {
	t.Parallel()
	d := brandScene("down down enter", acme())(t)
	d.desk.fails["SetLimits"] = core.NewError(core.CodeForbidden, "change_refused", "Only admins may change settings.")
	d.press("down enter")
	d.notice("Only admins may change settings.", true)
	d.expect("Answer limit")
}

func TestRemove(t *testing.T) {
	t.Parallel()
	d := brandScene("G enter", acme())(t)
	d.expect("It cannot be undone")
	d.press("enter")
	d.notice("", false)
	d.expect("✗ Type the name of the brand first: acme")
	d.enter("acm")
	d.press("tab enter")
	d.notice("", false)
	d.expect("✗ Type the name of the brand first: acme")
	d.enter("e")
	d.expectNot("✗")
	d.press("enter")
	d.notice("acme is removed.", false)
	d.expect("There are no brands yet")
}

// TestRemoveWithChats counts the open chats, and ends them once the name is typed.
func TestRemoveWithChats(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{1: "acme still has 1 open chat.", 3: "acme still has 3 open chats."} {
		d := open(t, newFake(acme()), false)
		d.desk.open = n
		d.press("enter G enter")
		d.expect(want, "ended first, when you remove the brand.")
		d.enter("acme")
		d.press("enter")
		d.notice("acme is removed.", false)
		if n := d.desk.ended; n != d.desk.open {
			t.Errorf("%d chats were ended", n)
		}
	}
}

// TestRemoveRefusedLate: a chat was opened while the name was being typed.
func TestRemoveRefusedLate(t *testing.T) {
	t.Parallel()
	d := brandScene("G enter", acme())(t)
	d.enter("acme")
	d.desk.fails["RemoveBrand"] = core.NewError(core.CodeConflict, "change_refused", "acme still has open chats (2). End them first.")
	d.desk.open = 2
	d.press("enter")
	d.notice("acme still has open chats (2). End them first.", true)
	d.expect("acme still has 2 open chats.")
}

func TestRemovedElsewhere(t *testing.T) {
	t.Parallel()
	d := brandScene("down down enter", acme())(t)
	d.desk.brands = nil
	d.run(d.s.Refresh())
	d.notice("This brand has been removed.", false)
	d.expect("There are no brands yet")
}
