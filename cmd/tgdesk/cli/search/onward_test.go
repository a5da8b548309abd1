package search

import (
	"strings"
	"testing"
)

// TestOnward: what is suggested where there is more than was listed is another search than
// the one that was made.
func TestOnward(t *testing.T) {
	t.Parallel()
	for limit, want := range map[int]string{1: "--limit 10", usualLimit: "--limit 200", mostHits - 1: "--limit 10000", mostHits: "before:"} {
		if got := onward(limit); !strings.HasSuffix(got, want) {
			t.Errorf("with --limit %d: %s, want %s", limit, got, want)
		}
	}
}
