package settings

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"tgdesk/core"
)

// sizes are the terminals that the golden views are drawn for.
func sizes() [][2]int { return [][2]int{{40, 12}, {80, 24}, {120, 36}} }

// scenes lead to every page of the settings.
func scenes() map[string]func(*testing.T) *driver {
	conflict := func() core.Brand {
		b := acme()
		b.Health = core.Health{State: core.HealthConflict, Detail: "Conflict: terminated by other getUpdates request.", Since: at("14:00:00"), Until: at("14:05:00")}
		return b
	}
	return map[string]func(*testing.T) *driver{
		"list":      func(t *testing.T) *driver { return open(t, newFake(acme(), globex()), false) },
		"empty":     func(t *testing.T) *driver { return open(t, newFake(), false) },
		"first_run": func(t *testing.T) *driver { return open(t, newFake(), true) },
		"name_taken": func(t *testing.T) *driver {
			d := open(t, newFake(acme()), false)
			d.press("n")
			d.enter("ACME")
			return d
		},
		"token": func(t *testing.T) *driver {
			d := open(t, newFake(), false)
			d.press("n")
			d.enter("initech")
			d.press("enter")
			d.paste("4242:secret\n")
			return d
		},
		"token_refused": func(t *testing.T) *driver {
			d := open(t, newFake(), false)
			d.desk.fails["Authenticate"] = core.Errorf(core.CodeUnauthorized, "token_refused", "Telegram does not accept this token.")
			authenticate(d)
			return d
		},
		"asking": func(t *testing.T) *driver {
			d := open(t, newFake(), false)
			d.hold = true
			authenticate(d)
			return d
		},
		"check": func(t *testing.T) *driver {
			d := open(t, newFake(), false)
			authenticate(d)
			return d
		},
		"check_webhook": func(t *testing.T) *driver {
			d := open(t, newFake(), false)
			d.desk.who.WebhookHost = "hooks.example.com"
			authenticate(d)
			return d
		},
		"brand":  brandScene("", acme()),
		"rename": brandScene("enter", acme()),
		"accent": brandScene("down enter", acme()),
		"accent_custom": func(t *testing.T) *driver {
			d := brandScene("down enter", acme())(t)
			d.press("#")
			d.enter("12")
			d.press("enter")
			return d
		},
		"limit": brandScene("down down enter", acme()),
		"limit_free": func(t *testing.T) *driver {
			d := brandScene("down down enter", acme())(t)
			d.enter("25h")
			return d
		},
		"channel": brandScene("down down down down down enter", acme()),
		"channel_conflict": func(t *testing.T) *driver {
			return brandScene("down down down down down enter", conflict())(t)
		},
		"channel_webhook": func(t *testing.T) *driver {
			d := open(t, newFake(conflict()), false)
			d.desk.webhook = "hooks.example.com"
			d.press("enter down down down down down enter")
			return d
		},
		"channel_disabled": brandScene("down down down down down enter", globex()),
		"enable": func(t *testing.T) *driver {
			d := open(t, newFake(globex()), false)
			d.desk.waiting = 12
			d.press("enter down down down down down enter e")
			return d
		},
		"enable_asking": func(t *testing.T) *driver {
			d := open(t, newFake(globex()), false)
			d.press("enter down down down down down enter")
			d.hold = true
			d.press("e")
			return d
		},
		"replace": brandScene("down down down down down enter t", acme()),
		"remove":  brandScene("G enter", acme()),
		"remove_refused": func(t *testing.T) *driver {
			d := open(t, newFake(acme()), false)
			d.desk.open = 3
			d.press("enter G enter")
			return d
		},
	}
}

// brandScene opens a brand and presses keys on its page.
func brandScene(keys string, b core.Brand) func(*testing.T) *driver {
	return func(t *testing.T) *driver {
		d := open(t, newFake(b), false)
		d.press("enter " + keys)
		return d
	}
}

func authenticate(d *driver) {
	d.press("n")
	d.enter("initech")
	d.press("enter")
	d.paste(" 4242:secretsecretsecretsecret\r\n")
	d.press("enter")
}

// TestViews draws every page at three sizes. Run with -update to accept.
func TestViews(t *testing.T) {
	t.Parallel()
	for name, scene := range scenes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := scene(t)
			var b strings.Builder
			for _, size := range sizes() {
				d.w, d.h = size[0], size[1]
				fmt.Fprintf(&b, "── %d×%d\n%s\n", d.w, d.h, d.view())
			}
			b.WriteString("── keys\n")
			for _, h := range d.s.Hints() {
				fmt.Fprintf(&b, "%s %s  %s\n", h.Key, h.Title, h.Why)
			}
			golden.RequireEqual(t, b.String())
		})
	}
}
