package keymap

import (
	"testing"
	"unicode/utf8"
)

func TestLayoutsAreComplete(t *testing.T) {
	t.Parallel()
	for _, l := range layouts {
		if typed, english := utf8.RuneCountInString(l.typed), utf8.RuneCountInString(l.english); typed != english {
			t.Errorf("%s: %d signs on %d keys", l.typed, typed, english)
		}
	}
}

// TestCommandsOfOtherLayouts: what a layout types is the command of its key.
func TestCommandsOfOtherLayouts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed string
		want  Action
	}{
		{"о", MoveDown}, {"щ", OpenFile}, {"Ж", Palette}, {".", Search}, {"б", OpenSettings}, {"П", MoveLast},
		{"і", SaveFile}, {"ы", SaveFile}, {"ў", OpenFile}, {"љ", Quit}, {"ј", MoveDown}, {"К", Resend}, {"Ь", Manual}, {"Е", TakeOver}, {"З", NewToken}, {"ё", ""},
		{"ξ", MoveDown}, {"ρ", Reply}, {"Γ", MoveLast}, {"Ρ", Resend}, {"υ", Copy},
		{"ח", MoveDown}, {"ר", Reply}, {"ק", End}, {"ת", OpenSettings}, {"/", Search},
		{"ㅓ", MoveDown}, {"ㄱ", Reply}, {"ㄲ", Resend}, {"ㅛ", Copy}, {"ㅜ", Note},
		{"ｊ", MoveDown}, {"：", Palette}, {"？", Help}, {"Ｇ", MoveLast}, {"／", Search}, {"・", Search}, {"１", FocusPending}, {"、", OpenSettings},
		{",", OpenSettings}, {"é", ""}, {";", ""},
	} {
		for _, in := range []Scope{Lists, Transcript} {
			r, _ := utf8.DecodeRuneInString(c.typed)
			if got := New().Lookup(in, Rune(r, false)); got != c.want {
				t.Errorf("%s is %q, want %q", c.typed, got, c.want)
			}
			if got := New().Lookup(Composer, Rune(r, false)); got != "" {
				t.Errorf("%s while writing is %q", c.typed, got)
			}
		}
	}
	keys := New()
	if err := keys.Rebind(map[string][]string{"next_waiting": {"."}, "search": {"о"}}); err != nil {
		t.Fatal(err)
	}
	for r, want := range map[rune]Action{'.': NextWaiting, 'о': Search, 'j': MoveDown} {
		if got := keys.Lookup(Lists, Rune(r, false)); got != want {
			t.Errorf("%c is bound to %q, got %q", r, want, got)
		}
	}
	if got := New().Lookup(Composer, Rune('и', true)); got != WordLeft {
		t.Errorf("alt+и while writing is %q", got)
	}
}
