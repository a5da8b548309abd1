package local_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

// TestLinkOnATerminal draws a code with colours on the terminal of a session, unless that
// is too small.
func TestLinkOnATerminal(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	defer s.StartDesk().End()
	shown, err := onSessionTerminal(s, nil, "brand", "link", "acme", "--payload", "pricing", "--qr")
	if err != nil || !strings.HasPrefix(shown, "https://t.me/acme_help_bot?start=pricing\r\n\x1b[38;5;231;48;5;231m") || strings.Count(shown, "\r\n") != 20 {
		t.Errorf("%v: %q", err, shown)
	}
	for _, size := range [][2]int{{36, 24}, {80, 19}} {
		shown, err = onTerminalOf(s, size[0], size[1], nil, "brand", "link", "acme", "--payload", "pricing", "--qr")
		want := fmt.Sprintf("The QR code needs 37 columns and 20 rows, and this window has %d and %d. ", size[0], size[1])
		if exit, ok := err.(*ssh.ExitError); !ok || exit.ExitStatus() != 1 || !strings.Contains(shown, want) || strings.Contains(shown, "▀") {
			t.Errorf("%v: %q", err, shown)
		}
	}
	shown, err = onSessionTerminal(s, nil, "brand", "link", "acme", "--png", "-")
	if exit, ok := err.(*ssh.ExitError); !ok || exit.ExitStatus() != 2 || !strings.Contains(shown, "not written to a terminal") {
		t.Errorf("%v: %q", err, shown)
	}
}
