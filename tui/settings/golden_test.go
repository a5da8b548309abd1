package settings

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"tgdesk/core"
)

// sizes are the terminals that the golden views are drawn for.
func sizes() [][2]int { return [][2]int{{40, 12}, {80, 24}, {120, 36}} }

// scene opens a page.
type scene func(*testing.T) *driver

// scenes open every page of the settings.
func scenes() map[string]scene {
	all := map[string]scene{
		"list":  func(t *testing.T) *driver { return open(t, newFake(acme(), globex()), false) },
		"empty": func(t *testing.T) *driver { return open(t, newFake(), false) },
	}
	maps.Copy(all, wizardScenes())
	maps.Copy(all, brandScenes())
	maps.Copy(all, channelScenes())
	maps.Copy(all, behaviourScenes())
	maps.Copy(all, textsScenes())
	maps.Copy(all, chatbotScenes())
	maps.Copy(all, cannedScenes())
	maps.Copy(all, teamScenes())
	return all
}

func wizardScenes() map[string]scene {
	return map[string]scene{
		"first_run":  func(t *testing.T) *driver { return open(t, newFake(), true) },
		"name_taken": wizardScene("ACME", "", nil),
		"token":      wizardScene("initech", "4242:secret\n", nil),
		"token_server": wizardScene("initech", "4242:secret\n", func(d *driver) {
			d.press("tab tab enter")
			d.paste("http://127.0.0.1:8081")
		}),
		"token_refused": func(t *testing.T) *driver {
			d := open(t, newFake(), false)
			d.desk.fails["Authenticate"] = core.NewError(core.CodeUnauthorized, "change_refused", "Telegram does not accept this token.")
			authenticate(d)
			return d
		},
		"asking": func(t *testing.T) *driver {
			d := open(t, newFake(), false)
			d.hold = true
			authenticate(d)
			return d
		},
		"check":     wizardScene("initech", "4242:secretsecretsecretsecret", func(d *driver) { d.press("enter") }),
		"connected": wizardScene("initech", "4242:secretsecretsecretsecret", func(d *driver) { d.press("enter enter") }),
		"check_webhook": wizardScene("initech", "4242:secretsecretsecretsecret", func(d *driver) {
			d.desk.who.WebhookHost = "hooks.example.com"
			d.press("enter")
		}),
	}
}

// wizardScene types a name and pastes a token, then goes on.
func wizardScene(name, token string, then func(*driver)) scene {
	return func(t *testing.T) *driver {
		d := open(t, newFake(acme()), false)
		d.press("n")
		d.enter(name)
		if token != "" {
			d.press("enter")
			d.paste(token)
		}
		if then != nil {
			then(d)
		}
		return d
	}
}

func brandScenes() map[string]scene {
	return map[string]scene{
		"brand":  brandScene("", acme()),
		"rename": brandScene("enter", acme()),
		"accent": brandScene("down enter", acme()),
		"accent_custom": func(t *testing.T) *driver {
			d := brandScene("down enter #", acme())(t)
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
		"limit_effect": func(t *testing.T) *driver {
			d := brandScene("down down enter", acme())(t)
			d.desk.effect = core.LimitEffect{Closed: 3, Unanswered: 1}
			d.press("up enter")
			return d
		},
		"remove": brandScene("G enter", acme()),
		"remove_refused": func(t *testing.T) *driver {
			d := open(t, newFake(acme()), false)
			d.desk.open = 3
			d.press("enter G enter")
			return d
		},
	}
}

func channelScenes() map[string]scene {
	conflict := inConflict()
	conflict.Health.Until = at("14:05:00")
	return map[string]scene{
		"channel":          func(t *testing.T) *driver { return openChannel(t, newFake(acme())) },
		"channel_conflict": func(t *testing.T) *driver { return openChannel(t, newFake(conflict)) },
		"channel_webhook": func(t *testing.T) *driver {
			desk := newFake(conflict)
			desk.webhook = "hooks.example.com"
			return openChannel(t, desk)
		},
		"channel_disabled": func(t *testing.T) *driver { return openChannel(t, newFake(globex())) },
		"enable": func(t *testing.T) *driver {
			desk := newFake(globex())
			desk.waiting = 12
			d := openChannel(t, desk)
			d.press("e")
			return d
		},
		"enable_asking": func(t *testing.T) *driver {
			d := openChannel(t, newFake(globex()))
			d.hold = true
			d.press("e")
			return d
		},
		"replace": brandScene("down down down down down enter t", acme()),
		"face": func(t *testing.T) *driver {
			desk := newFake(acme())
			desk.faces = []core.BrandFace{{Brand: 1, Face: core.Face{Name: "Acme", Commands: []core.BotCommand{{Name: "start", Description: "Begin"}}}, Bot: 123456}}
			return openFace(t, desk)
		},
		"link": brandScene("down down down down down enter l", acme()),
		"link_wrong": func(t *testing.T) *driver {
			d := openChannel(t, newFake(acme()))
			d.press("l")
			d.enter("a.b")
			return d
		},
		"link_code": brandScene("down down down down down enter l enter", acme()),
	}
}

// brandScene opens a brand and presses keys on its page.
func brandScene(keys string, b core.BrandView) scene {
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
				fmt.Fprintf(&b, "%s %s  %s\n", h.Key, h.Title, h.Disabled)
			}
			golden.RequireEqual(t, b.String())
		})
	}
}
