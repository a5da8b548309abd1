package output

import (
	"encoding/csv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tgdesk/core/clean"
)

// TestFormulasInCSV: nothing that is written begins as a formula, behind whatever is not
// seen, and what it was can be had back.
func TestFormulasInCSV(t *testing.T) {
	t.Parallel()
	parts := []string{"=", "+", "-", "@", "\t", "\r", "\n", " ", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u2028", "'", "＝", "＋", "－", "＠", "\"", ",", "1", "x"}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 6).Draw(t, "parts"), "")
		var file strings.Builder
		if err := NewCSV(&file).Row(text, "end"); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(file.String())).ReadAll()
		if err != nil || len(rows) != 1 || len(rows[0]) != 2 {
			t.Fatalf("%q is read as %q, %v", file.String(), rows, err)
		}
		field := rows[0][0]
		if bare := strings.TrimSpace(field); bare != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(bare)[0]) {
			t.Fatalf("%q is written as %q", text, field)
		}
		if want := string(clean.Message(text)); RestoredCell(field) != want {
			t.Fatalf("%q is written as %q, which gives back %q, want %q", text, field, RestoredCell(field), want)
		}
	})
}
