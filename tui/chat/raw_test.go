package chat

import (
	"strings"
	"testing"
)

// TestDeepUpdateIsNotIndented reads updates of any depth: the text must not grow
// with its square.
func TestDeepUpdateIsNotIndented(t *testing.T) {
	t.Parallel()
	if got, want := readable([]byte(`{"message":{"dice":[{"value":6}],"date":1}}`)), "{\n  \"dice\": [\n    {\n      \"value\": 6\n    }\n  ]\n}"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, n := range []int{45, 100, 9_000, 100_000} {
		raw := `{"message":{"a":` + strings.Repeat("[", n) + strings.Repeat("]", n) + `}}`
		if got := readable([]byte(raw)); len(got) > 10_000 && got != raw {
			t.Errorf("%d levels: %d bytes of %d", n, len(got), len(raw))
		}
	}
}
