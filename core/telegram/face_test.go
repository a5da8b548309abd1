package telegram_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tgdesk/core"
)

func TestFace(t *testing.T) {
	t.Parallel()
	sim, bot, c := newSim(t)
	l := c.Connect(marked, core.Server{})
	set := func(language string, f core.Face) {
		t.Helper()
		if err := l.SetFace(t.Context(), language, f); err != nil {
			t.Fatal(err)
		}
	}
	want := func(language string, f core.Face) {
		t.Helper()
		got, err := l.Face(t.Context(), language)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(f, got); d != "" {
			t.Errorf("%q: %s", language, d)
		}
	}
	english := core.Face{Name: "Acme", About: "Help", Description: "Write to us", Commands: []core.BotCommand{{Name: "start", Description: "Begin"}, {Name: "end", Description: "End the chat"}}}
	japanese := core.Face{Name: "アクメ", About: "ヘルプ", Description: "お問い合わせ", Commands: []core.BotCommand{{Name: "start", Description: "始める"}}}
	want("", core.Face{Name: "Acme help"})
	set("", english)
	set("ja", japanese)
	want("", english)
	want("ja", japanese)

	changes := func() (n int) {
		for _, method := range []string{"setMyName", "setMyShortDescription", "setMyDescription", "setMyCommands", "deleteMyCommands"} {
			n += sim.Count(method)
		}
		return n
	}
	before := changes()
	set("", english)
	set("ja", japanese)
	if n := changes() - before; n != 0 {
		t.Errorf("%d changes that change nothing", n)
	}
	english.About = "Help desk"
	set("", english)
	if n := changes() - before; n != 1 {
		t.Errorf("%d changes for one", n)
	}
	set("ja", core.Face{About: "案内"}) // the rest is that of everybody again
	if got := bot.Face("name", "ja"); got != "Acme" {
		t.Errorf("name in Japanese: %q", got)
	}
	if got := bot.Commands("ja"); len(got) != 2 {
		t.Errorf("commands in Japanese: %v", got)
	}
	set("ja", core.Face{About: "Help desk"})
	set("ja", core.Face{}) // it showed the same as everybody, and yet of its own
	set("", core.Face{About: "Help", Commands: english.Commands})
	if got := bot.Face("short_description", "ja"); got != "Help" {
		t.Errorf("short description in Japanese: %q", got)
	}
	set("", english)
	before = changes()
	set("", core.Face{About: "Help desk", Description: "Write to us", Commands: english.Commands}) // its name stays
	if n := changes() - before; n != 0 || bot.Face("name", "") != "Acme" {
		t.Errorf("%d changes, name %q", n, bot.Face("name", ""))
	}
	set("", core.Face{})
	want("", core.Face{Name: "Acme"})
	if err := l.SetFace(t.Context(), "klingon", english); err == nil {
		t.Error("a language that there is not was accepted")
	}
}
