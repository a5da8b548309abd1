package noquery_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	_ "tgdesk/tui"
)

// TestInitializedBeforeBubbleTea reads the order from the Go runtime, in a
// second process of this test, which imports what the program imports.
func TestInitializedBeforeBubbleTea(t *testing.T) {
	t.Parallel()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	position := func(pkg string) int {
		i := strings.Index(string(out), "init "+pkg+" @")
		if i < 0 {
			t.Fatalf("%s is not initialized:\n%s", pkg, out)
		}
		return i
	}
	noquery := position("tgdesk/tui/noquery")
	for _, later := range []string{"github.com/charmbracelet/bubbletea", "github.com/muesli/termenv", "os"} {
		if position(later) < noquery {
			t.Errorf("%s is initialized before noquery:\n%s", later, out)
		}
	}
}

func TestTERMIsRestored(t *testing.T) {
	t.Parallel()
	if os.Getenv("GO_WANT_TERM") == "1" {
		if got := os.Getenv("TERM"); got != "xterm-test" {
			t.Fatalf("TERM = %q after initialization", got)
		}
		return
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestTERMIsRestored$")
	cmd.Env = append(os.Environ(), "GO_WANT_TERM=1", "TERM=xterm-test")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
