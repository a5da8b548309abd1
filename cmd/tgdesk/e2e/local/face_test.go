package local_test

import (
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/telegram/botsim"
)

// TestKilledWhileAProfileIsSet: what Telegram took before the desk was killed is the desk's
// to reset, although no answer was seen, and is reset if it is no longer wanted then.
func TestKilledWhileAProfileIsSet(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	shows := func(field string) func() bool { return func() bool { return s.Bot.Face(field, "") != "" } }
	commands := func() bool { return len(s.Bot.Commands("")) > 0 }
	named := func() bool { return s.Bot.Face("name", "") == "setMyName" }
	for method, taken := range map[string]func() bool{
		"setMyShortDescription": shows("short_description"), "setMyDescription": shows("description"), "setMyCommands": commands, "setMyName": named,
	} {
		desk := s.StartServerProcess()
		hang := s.Sim.Inject(botsim.Fault{Kind: botsim.HangAfter, Method: method, Times: 1})
		s.Expect(s.Run("brand", "face", "acme", "--name", "setMyName", "--short-description", method, "--description", method, "--command", "start="+method), 0, "Saved", "")
		s.Must(hang.Wait(t.Context(), 1))
		for !taken() {
		}
		desk.Kill()
		hang.Release()
		s.Expect(s.Run("brand", "face", "acme", "--clear"), 0, "Saved", "")
		desk = s.StartServerProcess()
		for shows("short_description")() || shows("description")() || commands() { // they go
		}
		desk.Kill()
	}
	if !named() {
		t.Errorf("the name is %q", s.Bot.Face("name", ""))
	}
}
