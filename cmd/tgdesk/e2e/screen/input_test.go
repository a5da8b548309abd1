package screen

import (
	"regexp"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

// TestScreenReportsDoNothing: what a terminal sends that is no key acts nowhere
// and types nothing, however the line cuts it.
func TestScreenReportsDoNothing(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Type("draft")
		send := func() {
			for _, report := range []string{"\x1b]11;rgb:eeee/eeee/eeee\x1b\\", "\x1bP>|eqyX\x1b\\", "\x1b[?62;22c", "\x1b_Gi=1;OK\x1b\\", "\x1b[12;4R", "\x1bXeyX\x1b\\", "\x1b^eyX\x1b\\", "\x98eyX\x9c", "\u009eeyX\u009c"} {
				for cut := 1; cut < len(report); cut += 3 {
					_, err := s.Keys.Write([]byte(report[:cut]))
					s.Must(err)
					time.Sleep(20 * time.Millisecond)
					s.Burst(report[cut:])
				}
			}
		}
		send()
		s.Type("!")
		s.Expect("▎draft!")
		s.Press("esc e")
		send()
		s.Expect("End the chat with Hana Sato?")
		s.Press("esc")
		send()
		s.Expect("2 ACTIVE ━", "▏draft!")
		s.ExpectBottom(" Active  enter reply")
		s.ExpectCounts(0, 1, 0, 0)
		s.ExpectReceived(hana)
	})
}

// TestScreenLettersWithAltWhileWriting mean nothing but what is bound there.
func TestScreenLettersWithAltWhileWriting(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Type("draft")
		for _, k := range []string{"\x1be", "\x1bj", "\x1bq", "\x1b:", "\x1bу", "\x1b[101;3u", "\x1b[27;3;101~", "\x1b[101;6u", "\x1b[101;9u"} {
			s.Burst(k)
		}
		s.Type("!")
		s.Expect("▎draft!")
		s.Burst("\x1bb")
		s.Type("my ")
		s.Expect("▎my draft!")
		s.ExpectCounts(0, 1, 0, 0)
	})
}

// TestScreenLettersWithAlt mean nothing where they are not bound, and never esc and the
// letter: not in lists, messages, dialogs or settings.
func TestScreenLettersWithAlt(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Ana Diaz").Write("Hello")
		s.Hold("acme", "Hana Sato")
		for _, at := range []struct{ keys, shows string }{
			{"esc", "2 ACTIVE ━"}, {"tab k", "Messages"}, {"i", "VISITOR"}, {"e", "End the chat with Hana Sato?"}, {"esc :", "COMMANDS"}, {"esc ?", "KEYS"},
			{"esc F", "FIND A CHAT"}, {"esc /", "completes filters: from:"}, {"esc f", "SHOW IN THE LISTS"}, {"esc a", "ATTACH"}, {"esc esc ,", "Brands"},
		} {
			s.Press(at.keys)
			s.Expect(at.shows)
			screen := func() string { return regexp.MustCompile(`\d:\d\d`).ReplaceAllString(s.Screen(), "") }
			before := screen()
			for _, k := range "aejnoqrxyXG:?/ук1" {
				if k != '1' { // that is bound with alt
					s.Burst("\x1b" + string(k))
				}
			}
			if after := screen(); after != before {
				t.Errorf("after %s:\n%s\nbefore:\n%s", at.keys, after, before)
			}
		}
		s.Press("esc")
		s.ExpectCounts(1, 1, 0, 0)
	})
}

// TestScreenPasteOfEightBits is text, as any paste.
func TestScreenPasteOfEightBits(t *testing.T) {
	for _, csi := range []string{"\x9b", "\u009b"} {
		rig.Run(t, func(s *rig.Session) {
			hana := s.Hold("acme", "Hana Sato")
			s.Burst(csi + "200~e\ry\r" + csi + "201~")
			s.Expect("▎e", "▎y")
			s.Press("esc")
			s.Burst(csi + "200~q\ry" + csi + "201~")
			s.Expect("▎q")
			s.ExpectReceived(hana)
			s.ExpectCounts(0, 1, 0, 0)
		})
	}
}

// TestScreenNewerForms of keys mean what the old ones do.
func TestScreenNewerForms(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Ana Diaz").Write("Hello")
		hana := s.Hold("acme", "Hana Sato")
		s.Type("one")
		s.Burst("\x1b[13;2u")
		s.Type("tw")
		s.Burst("\x1b[111u")
		s.Burst("\x1b[27;1;33~")
		s.Burst("\x1b[13u")
		s.ExpectReceived(hana, "one\ntwo!")
		s.Burst("\x1b[103;5u")
		s.Expect("│ Ana Diaz  acme")
		s.Press("2")
		s.Burst("\x1b[27;5;103~")
		s.Expect("│ Ana Diaz  acme")
	})
}

// TestScreenLinesOfATerminalThatMarksNoPaste are one text, and send nothing.
func TestScreenLinesOfATerminalThatMarksNoPaste(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Burst("one\rtwo\rthree")
		s.Expect("▎one", "▎two", "▎three")
		s.ExpectReceived(hana)
		s.Press("enter")
		s.ExpectReceived(hana, "one\ntwo\nthree")
	})
}

// TestScreenOtherLayouts: commands are where they are on the keyboard.
func TestScreenOtherLayouts(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("Hello")
		s.Visitor("acme", "Ana Diaz").Write("Hello")
		for down, up := range map[string]string{"о": "л", "ξ": "κ", "ח": "ל", "ㅓ": "ㅏ", "ｊ": "ｋ", "ت": "ن", "่": "า", "ჯ": "კ", "ի": "տ"} {
			s.Press(down)
			s.Expect("│ Ana Diaz  acme")
			s.Press(up)
			s.Expect("│ Hana Sato  acme")
		}
		for _, palette := range []string{"Ж", "："} {
			s.Press(palette)
			s.Expect("COMMANDS")
			s.Press("esc")
		}
		s.Press(".")
		s.Expect("completes filters: from:")
		s.Press("esc к")
		s.ExpectState("Hana Sato", "active")
		s.Press("esc у н")
		s.ExpectState("Hana Sato", "completed")
	})
}
