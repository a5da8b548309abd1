package untrusted

import (
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/hostile"
	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/telegram/botsim"
)

// TestAHostileBot has bots whose names, and a server whose errors, are hostile:
// in the wizard, on the settings' pages, on the top line and in the verbs.
func TestAHostileBot(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rig.Run(t, func(d *rig.Session) {
		d.Terminal.Tape = &strings.Builder{}
		for i, s := range hostile.Texts() {
			if i%4 != 0 {
				continue
			}
			bot := d.Sim.AddBot(botsim.Bot{Username: s, Name: s})
			d.Press("esc esc esc , n")
			d.Type("brand")
			d.Type(string(rune('a' + i%26)))
			d.Press("enter")
			d.Paste(bot.Token)
			for range 4 { // the errors that wait for the first tries are shown meanwhile
				d.Press("enter")
				d.Advance(2 * time.Second)
			}
			for _, method := range []string{"getUpdates", "getMe", "sendMessage", "getFile"} {
				d.Sim.Inject(botsim.Fault{Kind: botsim.BadRequest, Method: method, Times: 1, Description: s})
				d.Sim.Inject(botsim.Fault{Kind: botsim.InternalError, Method: method, Times: 1, Description: strings.Repeat(s, 50)})
			}
			d.Advance(5 * time.Second)
			d.Press("esc esc esc esc , enter down down down down down enter esc esc G up enter down down enter esc esc G enter down down down down enter esc")
			d.Resize(40, 12)
			d.Settle()
			d.Resize(120, 36)
			d.Settle()
		}
		d.Sim.Inject(botsim.Fault{Kind: botsim.Unauthorized, Method: "getUpdates", Description: hostile.Texts()[1]})
		d.Advance(time.Minute)
		d.Press("esc esc esc")
		if fault := hostile.TerminalFault(d.Terminal.Tape.String()); fault != "" {
			t.Error(fault)
		}
		checkLog(t, d.Log.String())
	}, func(s *rig.Setup) { s.Dir = dir })
	b := rig.NewSandbox(t)
	for _, args := range []string{"brand list", "brand list --json", "brand show acme", "brand show acme --json", "doctor", "doctor --json", "brand show globex"} {
		r := b.Run(append(strings.Fields(args), "--data", dir)...)
		if fault := hostile.TextFault(r.Out+r.Err, true); fault != "" {
			t.Errorf("tgdesk %s: %s", args, fault)
		}
	}
	if r := b.Run("brand", "list", "--json", "--data", dir); strings.Count(r.Out, `"username"`) < 5 {
		t.Errorf("the wizard saved too little: %s", r.Out)
	}
}
