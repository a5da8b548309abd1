package term

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNotifierOf(t *testing.T) {
	t.Parallel()
	for env, want := range map[string]Notifier{
		"TERM=xterm-kitty":                                          NotifyOSC99,
		"TERM=xterm-256color KITTY_WINDOW_ID=1":                     NotifyOSC99,
		"TERM=xterm-256color KITTY_WINDOW_ID=1 TERM_PROGRAM=vscode": NotifyNone,
		"TERM=xterm-ghostty":                                        NotifyOSC777,
		"TERM=xterm-256color TERM_PROGRAM=ghostty":                  NotifyOSC777,
		"TERM=foot":                  NotifyOSC777,
		"TERM=foot-extra":            NotifyOSC777,
		"TERM=rxvt-unicode-256color": NotifyOSC777,
		"TERM=wezterm":               NotifyOSC777,
		"TERM=xterm-256color TERM_PROGRAM=WezTerm":           NotifyOSC777,
		"TERM=xterm-256color TERM_PROGRAM=iTerm.app":         NotifyOSC9,
		"TERM=xterm-256color LC_TERMINAL=iTerm2":             NotifyOSC9,
		"TERM=xterm-256color":                                NotifyNone,
		"TERM=xterm-256color TERM_PROGRAM=Apple_Terminal":    NotifyNone,
		"TERM=alacritty":                                     NotifyNone,
		"TERM=linux TERM_PROGRAM=iTerm.app":                  NotifyNone,
		"TERM=dumb KITTY_WINDOW_ID=1":                        NotifyNone,
		"KITTY_WINDOW_ID=1":                                  NotifyNone,
		"TERM=tmux-256color TERM_PROGRAM=tmux TMUX=/a,1,0":   NotifyTmux,
		"TERM=screen-256color TMUX=/a,1,0 KITTY_WINDOW_ID=1": NotifyTmux,
		"TERM=tmux-256color":                                 NotifyTmux,
		"TERM=xterm-kitty TMUX=/a,1,0":                       NotifyNone,
		"TERM=screen-256color":                               NotifyNone,
		"TERM=screen LC_TERMINAL=iTerm2 STY=1.x":             NotifyNone,
	} {
		got := NotifierOf(func(key string) (string, bool) {
			for _, pair := range strings.Fields(env) {
				if v, ok := strings.CutPrefix(pair, key+"="); ok {
					return v, true
				}
			}
			return "", false
		})
		if got != want {
			t.Errorf("%s: %d, want %d", env, got, want)
		}
	}
}

func TestNotification(t *testing.T) {
	t.Parallel()
	for n, want := range map[Notifier]string{
		NotifyNone:   "",
		NotifyOSC9:   "\x1b]9;tgdesk · acme: 4,3,100\a",
		NotifyTmux:   "\x1bPtmux;\x1b\x1b]9;tgdesk · acme: 4,3,100\a\x1b\\",
		NotifyOSC777: "\x1b]777;notify;tgdesk · acme;4,3,100\a",
		NotifyOSC99:  "\x1b]99;i=tgdesk:d=0;tgdesk · acme\a\x1b]99;i=tgdesk:p=body;4,3,100\a",
	} {
		if got := notification(n, "acme", "4;3;100"); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// TestNotificationIsClean: whatever visitors write, the terminal gets one sequence, and
// none that is longer than the shortest bound of a terminal.
func TestNotificationIsClean(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		outside := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"\x1b]0;x\a", "\u009d52;c;aaaa\u009c", "a\nb\rc", "4;3", strings.Repeat("世", 3000), strings.Repeat("e\u0301", 3000)}))
		got := notification(NotifyOSC777, outside.Draw(t, "about"), outside.Draw(t, "text"))
		inside, ok := strings.CutPrefix(got, "\x1b]777;notify;")
		inside, end := strings.CutSuffix(inside, "\a")
		if !ok || !end || strings.Count(inside, ";") != 1 || len(got) > 2048 {
			t.Fatalf("%q", got)
		}
		for _, r := range inside {
			if r < ' ' || r >= 0x7f && r < 0xa0 {
				t.Fatalf("%q", got)
			}
		}
	})
}
