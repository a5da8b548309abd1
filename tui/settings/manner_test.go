package settings

import (
	"testing"

	"tgdesk/core"
)

// mannerScene opens the page of a brand's manner and presses keys there.
func mannerScene(keys string) scene {
	return func(t *testing.T) *driver {
		d := brandScene("down down down down down down enter", acme())(t)
		d.expect("› Manner")
		d.press(keys)
		return d
	}
}

func mannerScenes() map[string]scene {
	return map[string]scene{
		"manner":           mannerScene(""),
		"manner_fetch":     mannerScene("enter"),
		"manner_keep":      mannerScene("down enter"),
		"manner_signature": mannerScene("down down down enter"),
		"manner_flood":     mannerScene("down down down down down down enter"),
		"manner_server": func(t *testing.T) *driver {
			d := mannerScene("G enter")(t)
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

func TestManner(t *testing.T) {
	t.Parallel()
	want := core.DefaultManner()
	d := mannerScene("enter g enter")(t) // fetch none
	check := func(what string) {
		t.Helper()
		if got := d.desk.brands[0].Manner; got != want {
			t.Fatalf("%s: %+v, want %+v", what, got, want)
		}
	}
	want.FetchUpTo = 0
	check("fetch")
	d.toast("Saved for acme.", false)
	d.press("down enter down enter")
	want.KeepMedia = core.Day
	check("keep")
	d.press("down enter")
	want.AnyFile = true
	check("attachments")
	d.expect("all Telegram takes")
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
	d.enter("http://localhost:8081")
	d.press("enter")
	want.APIURL = "http://localhost:8081"
	check("server")
	d.expect("http://localhost:8081")
}

func TestMannerRefused(t *testing.T) {
	t.Parallel()
	d := mannerScenes()["manner_server"](t)
	d.expect("This is no address of a Bot API server.")
	d.enter("x")
	d.expectNot("This is no address")
	if got := d.desk.brands[0].Manner; got != core.DefaultManner() {
		t.Errorf("saved %+v", got)
	}
}

func TestAlias(t *testing.T) {
	t.Parallel()
	d := mannerScenes()["alias"](t)
	d.enter(" Team  Acme ")
	d.press("enter")
	d.toast("Your alias: Team Acme.", false)
	d.expect("Your alias Team Acme")
	if d.s.Alias() != "Team Acme" {
		t.Errorf("the alias is %q", d.s.Alias())
	}
	d.press("G enter ctrl+u enter")
	d.expect("none: your name")
}
