package main

import (
	"strings"
	"testing"
	"time"

	"tgdesk/core/telegram/botsim"
)

// TestAHostileBot has bots whose names, and a server whose errors, are hostile:
// in the wizard, on the settings' pages, on the top line and in the verbs.
func TestAHostileBot(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	inBubble(t, func(d *drive) {
		d.emu.tape = &strings.Builder{}
		for i, s := range hostile() {
			if i%4 != 0 {
				continue
			}
			bot := d.sim.AddBot(botsim.Bot{Username: s, Name: s})
			d.press("esc esc esc , n")
			d.typeText("brand")
			d.typeText(string(rune('a' + i%26)))
			d.press("enter")
			d.paste(bot.Token)
			for range 4 { // the errors that wait for the first tries are shown meanwhile
				d.press("enter")
				d.advance(2 * time.Second)
			}
			for _, method := range []string{"getUpdates", "getMe", "sendMessage", "getFile"} {
				d.sim.Inject(botsim.Fault{Kind: botsim.BadRequest, Method: method, Times: 1, Description: s})
				d.sim.Inject(botsim.Fault{Kind: botsim.InternalError, Method: method, Times: 1, Description: strings.Repeat(s, 50)})
			}
			d.advance(5 * time.Second)
			d.press("esc esc esc esc , enter down down down down down enter esc esc G enter down down down down down enter esc")
			d.resize(40, 12)
			d.settle()
			d.resize(120, 36)
			d.settle()
		}
		d.sim.Inject(botsim.Fault{Kind: botsim.Unauthorized, Method: "getUpdates", Description: hostile()[1]})
		d.advance(time.Minute)
		d.press("esc esc esc")
		if fault := terminalFault(d.emu.tape.String()); fault != "" {
			t.Error(fault)
		}
		judgeLog(t, d.log.String())
	}, func(s *setup) { s.dir = dir })
	b := newBench(t)
	for _, args := range []string{"brand list", "brand list --json", "brand show acme", "brand show acme --json", "doctor", "doctor --json", "brand show globex"} {
		r := b.run(append(strings.Fields(args), "--data", dir)...)
		if fault := textFault(r.out+r.err, true); fault != "" {
			t.Errorf("tgdesk %s: %s", args, fault)
		}
	}
	if r := b.run("brand", "list", "--json", "--data", dir); strings.Count(r.out, `"username"`) < 5 {
		t.Errorf("the wizard saved too little: %s", r.out)
	}
}
