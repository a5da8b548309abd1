package settings

import (
	"fmt"
	"strings"
	"testing"

	"tgdesk/core"
)

// someTeam is a team with hostile texts among it.
func someTeam() []core.OperatorView {
	return []core.OperatorView{
		{
			Operator: core.Operator{ID: 8, Name: "ann", Role: core.RoleOperator, Brands: core.SetOf[core.BrandID](1), MaxChats: 5, Alias: "Ann \x1b[31mof Acme"}, ActiveChats: 2,
			Keys:         []core.OperatorKey{{Operator: 8, Type: "ssh-ed25519", Fingerprint: "SHA256:abc", Comment: "ann@lap\x1b]0;top\a", LastUsedAt: at("09:15:00")}},
			Availability: core.Away,
		},
		{Operator: core.Operator{ID: 9, Name: "長い名前の人", Role: core.RoleSupervisor, DisabledAt: at("10:00:00")}, Availability: core.Offline},
		{Operator: core.Operator{ID: 7, Name: "mika", Role: core.RoleAdmin}, Availability: core.Available},
	}
}

func someAudit(n int) (all []core.AuditEntry) {
	for i := range n {
		all = append(all, core.AuditEntry{
			ID: core.AuditID(i + 1), At: at("09:00:00"), Operator: 7, Name: "mika", Via: core.DoorScreen, Act: core.ActBrandChanged, Brand: 1, BrandName: "acme", Subject: "acme",
			Before: fmt.Sprint("answer limit ", i, "m"), After: "colour\x1b[31m",
		})
	}
	return append(all, core.AuditEntry{ID: core.AuditID(n + 1), At: at("13:00:00"), Operator: 8, Name: "ann", Via: core.DoorSSH, Session: "XYZ", Act: core.ActChatPickedUp, Brand: 1, BrandName: "acme", Chat: 12, Before: "pending", After: "active ann"},
		core.AuditEntry{ID: core.AuditID(n + 2), At: at("13:30:00"), Via: core.DoorEngine, Act: core.ActChatUnanswered, Brand: 2, BrandName: "グローベックス社", Chat: 13, Before: "pending", After: "unanswered"})
}

// openTeam opens a page of a desk with a team, by its keys from the top.
func openTeam(t *testing.T, keys string) *driver {
	desk := newFake(acme(), globex())
	desk.operators, desk.audit = someTeam(), someAudit(60)
	d := open(t, desk, false)
	_ = d.view() // pages are as long as the screen
	d.press(keys)
	return d
}

func teamScenes() map[string]scene {
	at := func(keys string) scene { return func(t *testing.T) *driver { return openTeam(t, keys) } }
	const operators, audit = "G up up enter ", "G up enter "
	return map[string]scene{
		"operators": at(operators), "operator": at(operators + "enter"), "operator_disabled": at(operators + "down enter G"), "operator_new": at(operators + "n"),
		"operator_brands": at(operators + "enter down down enter"), "operator_role": at(operators + "enter down enter"), "operator_bell": at(operators + "enter down down down down down down down enter"),
		"operator_key": at(operators + "enter G up up enter"), "operator_remove": at(operators + "enter G enter"), "own": at("G enter"), "alerts": at("G enter G enter"), "alerts_repeat": at("G enter G enter down down down down down enter"),
		"audit": at(audit), "audit_older": at(audit + "G enter"), "audit_entry": at(audit + "down enter"), "audit_operator": at(audit + "g enter"),
	}
}

// TestAlertsAreChanged: a switch takes effect at once and leaves the others alone, quiet
// hours are refused with a sentence while they are none, and what was set shows.
func TestAlertsAreChanged(t *testing.T) {
	t.Parallel()
	d := openTeam(t, "G enter G enter")
	d.expect("the bell takes their place", "[x] ", "bell and notification", "none", "Try it")
	d.press("enter")
	d.press("down down down down enter down enter") // the bell alone
	d.press("down enter down down enter")           // every minute
	d.press("down down enter")
	d.enter("22:00")
	d.press("enter")
	d.expect("Quiet hours are two times with a hyphen between them")
	d.enter(" - 8:00")
	d.press("enter")
	d.expect("[ ] ", "every 1 minute", "22:00-08:00")
	want := core.AlertSettings{NewChatsOff: true, Way: core.AlertByBell, Repeat: "1m", Quiet: "22:00-08:00"}
	if got := d.s.o.Operator.Screen.Alerts; got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestOperatorIsChanged(t *testing.T) {
	t.Parallel()
	d := openTeam(t, "G up up enter")
	d.expect("ann", "operator", "acme · away · 2 active chats · 1 key", "supervisor · disabled", "Operators")
	d.press("enter down enter up enter") // the role: the one above
	ann := func() core.OperatorView { return d.desk.operators[0] }
	if ann().Role != core.RoleSupervisor {
		t.Fatalf("%+v\n%s", ann(), d.view())
	}
	d.press("g down down enter")
	d.expect("They see nothing of other brands.")
	d.press("down enter") // off: no brand is left
	d.press("G enter")
	d.notice("Choose at least one brand, or all of them.", true)
	d.press("up enter G enter")
	d.expectNot("Choose")
	if ann().Brands != core.SetOf[core.BrandID](2) {
		t.Errorf("%+v", ann().Brands)
	}
	d.press("g down down down enter ctrl+u")
	d.enter("lots")
	d.press("enter")
	d.expect("1 to 1000, or 0 for no limit")
	d.press("ctrl+u")
	d.enter("7")
	d.press("enter")
	d.notice("Saved for ann.", false)
	d.press("g down down down down down enter")
	d.enter("Mars/Base")
	d.press("enter")
	d.expect(`There is no time zone "Mars/Base"`)
	d.press("ctrl+u")
	d.enter("Asia/Tokyo")
	d.press("enter")
	if ann().MaxChats != 7 || ann().Screen.Zone != "Asia/Tokyo" {
		t.Errorf("%+v", ann())
	}
	d.expectClean()
}

// TestOlderAnswers change nothing: two reads of the same may end in any order.
func TestOlderAnswers(t *testing.T) {
	t.Parallel()
	d := openTeam(t, "G up up enter")
	before := d.s.top().refresh()()
	d.desk.operators = append(d.desk.operators, core.OperatorView{Operator: core.Operator{ID: 99, Name: "zoe", Role: core.RoleOperator}, Availability: core.Away})
	now := d.s.top().refresh()()
	d.s.Update(now)
	d.s.Update(before)
	d.expect("zoe")
}

func TestKeysOfOperators(t *testing.T) {
	t.Parallel()
	d := openTeam(t, "G up up enter enter G up up enter")
	d.expect("Paste the public key: the line of a .pub file")
	d.paste("~/.ssh/id_ed25519.pub") // this screen is on another machine: no file is read
	d.press("enter")
	d.notice("Added the key SHA256:~/.ssh/id_ed25519.pub.", false)
	d.press("up")
	d.expect("added · never used")
	d.press("up enter")
	d.expect("Revoke the key SHA256:abc? What is open with it ends at once.")
	d.press("esc")
	d.expectNot("What is open with it ends")
	d.press("enter up enter")
	d.press("left enter")
	if len(d.desk.operators[0].Keys) != 1 {
		t.Errorf("%+v\n%s", d.desk.operators[0].Keys, d.view())
	}
	d.expectClean()
}

func TestOperatorEnds(t *testing.T) {
	t.Parallel()
	d := openTeam(t, "G up up enter enter G enter")
	d.expect("Remove ann for good?", "now 2, wait for others")
	d.press("enter") // no
	d.expectNot("for good")
	d.press("G left enter left enter")
	d.notice("Saved for ann.", false)
	d.expect("Disabled since 14:00.")
	d.press("G left enter")
	d.notice("Saved for ann.", false)
	d.press("G enter left enter")
	d.notice("Removed ann.", false)
	d.expectNot("ann")
	d.desk.operators = d.desk.operators[:1]
	d.press("down enter")
	d.desk.operators = d.desk.operators[:0]
	d.run(d.s.Refresh()) // another admin removed them
	d.notice("That operator was removed.", false)
}

func TestOperatorIsAdded(t *testing.T) {
	t.Parallel()
	d := openTeam(t, "G up up enter n")
	d.press("enter")
	d.expect("✗ The operator needs a name.")
	d.enter("bob")
	d.press("tab tab enter")
	d.press("G enter")
	d.notice("Added bob. A key lets them in over SSH.", false)
	d.expect("Operators › bob", "supervisor")
	if o := d.desk.operators[3]; o.Name != "bob" || o.Role != core.RoleSupervisor {
		t.Errorf("%+v", o)
	}
}

// TestOwnSettings: who is no admin sees what is theirs.
func TestOwnSettings(t *testing.T) {
	t.Parallel()
	desk := newFake(acme())
	d := &driver{t: t, desk: desk, now: at("14:02:00"), w: 80, h: 24}
	for role, want := range map[core.Role]bool{core.RoleSupervisor: true, core.RoleOperator: false} {
		d = open(t, desk, false)
		o := d.s.o
		o.Operator = core.Operator{ID: 7, Name: "mika", Role: role}
		s, cmd := New(o)
		d.s = s
		d.run(cmd)
		d.expect("Settings › Yours", "Alias", "Time zone", "Theme", "Bell", "Away after")
		for _, not := range []string{"Operators", "Audit", "acme"} {
			d.expectNot(not)
		}
		if strings.Contains(d.view(), "Canned replies") != want {
			t.Errorf("%s:\n%s", role, d.view())
		}
		d.press("G up up up enter G enter") // the theme: none
		d.notice("Saved for mika.", false)
		if desk.operators[0].Screen.Theme != "none" || d.s.o.Operator.Screen.Theme != "none" {
			t.Errorf("%+v", desk.operators[0])
		}
		d.press("esc")
		if !d.s.Closed() {
			t.Error("esc does not leave")
		}
	}
}

func TestAuditPage(t *testing.T) {
	t.Parallel()
	d := openTeam(t, "G up enter")
	d.expect("[ By: everybody ]", "chat unanswered", "#13", "ann", "chat picked up", "#12 · acme · pending → active ann", "[ Older ]")
	d.expectNot("Newer")
	d.press("G enter")
	d.expectNot("#12")
	d.press("pgdown")
	seen := d.view()
	d.press("pgup pgup")
	d.expect("#13")
	d.press("pgdown pgdown")
	if d.view() != seen {
		t.Errorf("not the same page:\n%s\n%s", seen, d.view())
	}
	d.press("g enter down enter")
	d.expect("[ By: ann ]", "#12")
	d.expectNot("#13")
	d.press("g right right enter")
	d.enter("x")
	d.press("enter")
	d.expect("Type the number of a chat, as its list shows it.")
	d.press("ctrl+u")
	d.enter("#13")
	d.press("enter")
	d.expect("Nothing of that kind was done.", "[ Chat: #13 ]")
	d.press("g enter g enter")
	d.expect("chat unanswered")
	d.press("g right right enter ctrl+u enter")
	d.expect("[ Chat: any ]")
	d.press("g right right right enter")
	d.expect("Words such as key")
	d.enter("una")
	d.expect("chat unanswered")
	d.press("enter")
	d.expect("[ Act: una ]", "#13")
	d.expectNot("#12")
	d.press("g right right right enter ctrl+u")
	d.enter("frob")
	d.press("enter")
	d.expect("No act has these words.")
	d.press("ctrl+u enter g right right right right enter")
	d.enter("soon")
	d.press("enter")
	d.expect("Type an age, a time or a date, or leave it empty.")
	d.press("ctrl+u")
	d.enter("13:15")
	d.press("enter")
	d.expect("[ Since: 13:15 ]", "#13")
	d.expectNot("#12")
	d.expectClean()
}

// TestListsThatCannotBeReadAgain: what a list shows stays, and why it is not read again
// is said.
func TestListsThatCannotBeReadAgain(t *testing.T) {
	t.Parallel()
	failed := core.NewError(core.CodeUnavailable, "change_refused", "The disk fails.")
	for _, c := range []struct{ page, method, again string }{
		{"G up enter", "AuditLog", "G enter"}, {"G up enter", "ListOperators", "g enter"},
		{"G up up enter", "ListOperators", ""}, {"G up up up enter", "CannedReplies", ""},
	} {
		d := openTeam(t, c.page)
		seen := d.view()
		d.desk.fails[c.method] = failed
		if c.again == "" {
			d.run(d.s.top().refresh())
		}
		d.press(c.again)
		d.notice("The disk fails.", true)
		if c.again == "" && d.view() != seen {
			t.Errorf("%s: the list has gone:\n%s", c.method, d.view())
		}
	}
}
