package settings

import (
	"testing"
	"time"

	"tgdesk/core"
)

// behaviourScene opens the behaviour page of a brand and presses keys there.
func behaviourScene(keys string) scene {
	return func(t *testing.T) *driver {
		d := brandScene("down down down down down down enter", acme())(t)
		d.expect("› Behaviour")
		d.press(keys)
		return d
	}
}

func behaviourScenes() map[string]scene {
	return map[string]scene{
		"behaviour":           behaviourScene(""),
		"behaviour_fetch":     behaviourScene("enter"),
		"team":                brandScene("down down down down down down down enter", acme()),
		"behaviour_keep":      behaviourScene("down down down enter"),
		"behaviour_visitor":   behaviourScene("down enter"),
		"behaviour_signature": behaviourScene("down down down down down enter"),
		"behaviour_flood":     behaviourScene("down down down down down down down down enter"),
		"behaviour_server": func(t *testing.T) *driver {
			d := behaviourScene("G up enter")(t)
			d.enter("localhost")
			d.press("enter")
			return d
		},
		"alias": func(t *testing.T) *driver {
			d := open(t, newFake(acme()), false)
			d.press("G enter")
			return d
		},
	}
}

func TestBehaviour(t *testing.T) {
	t.Parallel()
	want := core.DefaultBrandOptions()
	d := behaviourScene("enter g enter")(t) // fetch none
	check := func(what string) {
		t.Helper()
		if got := d.desk.brands[0].Options; got != want {
			t.Fatalf("%s: %+v, want %+v", what, got, want)
		}
	}
	want.FetchUpTo = 0
	check("fetch")
	d.notice("Saved for acme.", false)
	d.press("down enter down enter")
	want.FetchPerVisitor = 500 << 20
	check("per visitor")
	d.press("down enter G enter")
	want.FetchPerBrand = 0
	check("per brand")
	d.expect("no bound")
	d.press("down enter down enter")
	want.KeepMedia = core.Day
	check("keep")
	d.press("down enter down enter")
	d.expect("Old messages", "This removes 41 messages of acme (2 chats) at once, for good.")
	d.press("enter") // keep as it is
	check("kept")
	d.press("down enter")
	want.KeepMessages = core.Month
	check("keep messages")
	d.press("down enter down enter")
	want.Attachments = core.AttachAny
	check("attachments")
	d.expect("any format of Telegram")
	d.press("down enter G enter")
	want.Signature = core.SignAlias
	check("signature")
	d.press("down enter down enter")
	want.Typing, want.Markup = false, true
	check("typing and markup")
	d.press("down enter g enter")
	want.Flood = core.FloodLimit{}
	check("flood")
	d.expect("no limit")
	d.press("down enter")
	want.StartOpens = true
	check("start")
	d.press("down enter down enter")
	want.Rating = core.RatingStars
	check("rating")
	d.expect("1 to 5 stars")
	d.press("down enter down enter")
	want.IdleWarning = time.Minute
	check("idle warning")
	d.press("down enter")
	d.enter("http://localhost:8081")
	d.press("enter")
	want.APIURL = "http://localhost:8081"
	check("server")
	d.expect("http://localhost:8081")
}

func TestServerAddressRefused(t *testing.T) {
	t.Parallel()
	d := behaviourScenes()["behaviour_server"](t)
	d.expect("Not a Bot API server address.")
	d.enter("x")
	d.expectNot("This is no address")
	if got := d.desk.brands[0].Options; got != core.DefaultBrandOptions() {
		t.Errorf("saved %+v", got)
	}
}

func TestAlias(t *testing.T) {
	t.Parallel()
	d := behaviourScenes()["alias"](t)
	d.enter(" Team  Acme ")
	d.press("enter")
	d.notice("Saved for mika.", false)
	d.expect("Alias › Team Acme")
	if d.s.o.Operator.Alias != "Team Acme" {
		t.Errorf("the alias is %q", d.s.o.Operator.Alias)
	}
	d.press("enter ctrl+u enter")
	d.expect("not set (visitors see \"mika\")")
}
