package keymap

import (
	"testing"
	"unicode/utf8"
)

func TestLayoutsAreComplete(t *testing.T) {
	t.Parallel()
	by := map[rune]string{}
	for _, l := range layouts { // what one types is shadowed by no other
		for _, r := range l.typed {
			if other, ok := by[r]; ok {
				t.Errorf("%c is in %s and %s", r, other, l.typed)
			}
			by[r] = l.typed
		}
	}
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
		{"ت", MoveDown}, {"ق", Reply}, {"ث", End}, {"ى", Note}, {"ش", Attach}, {"ظ", Search}, {"؟", Help}, {"و", OpenSettings}, {"\u064c", Resend}, {"ﻷ", MoveLast}, {"س", SaveFile}, {"خ", OpenFile},
		{"د", Note}, {"ک", ""}, {"\u064b", Resend}, {"أ", MoveLast}, {"۱", FocusPending}, {"٣", FocusUnanswered}, {"ة", MessagesDown},
		{"่", MoveDown}, {"า", MoveUp}, {"พ", Reply}, {"ำ", End}, {"ฟ", Attach}, {"ซ", Palette}, {"ฝ", Search}, {"ฦ", Help}, {"ๆ", Quit}, {"ภ", FocusCompleted},
		{"ჯ", MoveDown}, {"რ", Reply}, {"ე", End}, {"ღ", Resend}, {"ჟ", MessagesDown}, {"თ", TakeOver},
		{"ի", MoveDown}, {"ս", Reply}, {"բ", End}, {"Պ", Palette}, {"ռ", Search}, {"Ռ", Help}, {"շ", ""}, {"ֆ", FocusPending}, {"Ա", MoveLast},
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
