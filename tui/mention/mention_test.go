package mention

import (
	"testing"

	"tgdesk/core"
)

// TestTokenAsCoreReadsIt: names are completed where a note would call somebody, and
// nowhere else.
func TestTokenAsCoreReadsIt(t *testing.T) {
	t.Parallel()
	ann := []core.Operator{{ID: 1, Name: "ann"}}
	for before, want := range map[string]bool{
		"@ann": true, "ask @ann": true, "(@ann": true, "。@ann": true, "@@ann": true,
		"me@ann": false, "7@ann": false, "佐@ann": false, "a_@ann": false, "@ ann": false,
	} {
		query, over, ok := token(before)
		if called := len(core.Mentioned(before, ann)) > 0; ok != want || called != want || ok && (query != "ann" || over != len("@ann")) {
			t.Errorf("%q: %q %d, completed %t, called %t, want %t", before, query, over, ok, called, want)
		}
	}
}
