package core

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestPressData(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := PressTarget{MessageID(rapid.Int64Min(1).Draw(t, "message")), rapid.IntRange(0, 1000).Draw(t, "index")}
		data := want.Data()
		if got, ok := ParsePress(data); !ok || got != want || len(data) > MaxBotCallbackData {
			t.Errorf("%q is %+v, %t", data, got, ok)
		}
	})
	for _, data := range []string{"", "b", "b:", "b:1", "b:1:", "b::1", "b:0:1", "b:-1:0", "b:1:-1", "b:01:0", "b:1:01", "b:1:+1", "b: 1:0", "b:1:0:0", "r:1:0", "1:0", "b:9223372036854775808:0"} {
		if got, ok := ParsePress(data); ok {
			t.Errorf("%q is %+v", data, got)
		}
	}
}

func FuzzParsePress(f *testing.F) {
	for _, seed := range []string{"b:1:0", "b:12:3", "r:1:5", "", "b:b:b", "b:1:0\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data string) {
		if got, ok := ParsePress(data); ok && (got.Data() != data || got.Message <= 0 || got.Index < 0) {
			t.Errorf("%q is %+v", data, got)
		}
	})
}

func TestInlineButtons(t *testing.T) {
	m := Message{ID: 12, Buttons: EncodeLabels([][]string{{"Yes", "No"}, {"後で"}})}
	want := [][]Button{{{"Yes", "b:12:0"}, {"No", "b:12:1"}}, {{"後で", "b:12:2"}}}
	if d := cmp.Diff(want, m.InlineButtons()); d != "" {
		t.Error(d)
	}
	for i, label := range []string{"Yes", "No", "後で"} {
		if got, ok := m.Buttons.Label(i); !ok || got != label {
			t.Errorf("button %d is %q", i, got)
		}
	}
	for _, i := range []int{-1, 3} {
		if got, ok := m.Buttons.Label(i); ok {
			t.Errorf("button %d is %q", i, got)
		}
	}
	m.Keyboard = true
	if m.InlineButtons() != nil {
		t.Error("keys of a keyboard are buttons below the message")
	}
	if EncodeLabels(nil) != "" || ButtonLabels("nonsense").Rows() != nil {
		t.Error("no buttons are not none")
	}
}

// What visitors are shown after a press fits.
func TestPressAnswersAreShort(t *testing.T) {
	for _, o := range []PressOutcome{PressEarlier, PressEnded, PressTooLate} {
		if o.Text().Max() != MaxPressAnswer {
			t.Errorf("%s may be as long as %d characters", o.Text(), o.Text().Max())
		}
	}
	for _, o := range []PressOutcome{PressTaken, PressAgain, PressIgnored, PressComment, PressScores} {
		if o.Text() != "" {
			t.Errorf("%s shows %s", o, o.Text())
		}
	}
}
