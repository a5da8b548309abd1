package root_test

import "testing"

func TestBadValuesAreMisuse(t *testing.T) {
	t.Parallel()
	expectSaid(t, newFilled(t),
		said{"chat|tag|1|two words", 2, "", "cannot be a tag"}, said{"chat|list|--tag|a b", 2, "", "--tag: \"a b\" cannot be a tag"},
		said{"chat|end|--all|--state|active|--tag|a b", 2, "", "--tag: \"a b\" cannot be a tag"},
		said{"chat snooze 2 --until yesterday", 2, "", "--until: \"yesterday\" is not a time"}, said{"chat|reply|2|", 2, "", "There is nothing to send."},
		said{"chat|note|2|", 2, "", "There is nothing to send."}, said{"chat|transfer|2|--note|\x07", 2, "", "Nothing of this text can be seen."})
}

// TestErrorsNameWhatToGive wants an error about a value to name the flag, and what it takes.
func TestErrorsNameWhatToGive(t *testing.T) {
	t.Parallel()
	s := newFilled(t)
	for _, language := range []string{"en", "ja", "any"} {
		args := []string{"canned", "add", "hi", "--text", "Hello", "--language", language}
		if language == "any" {
			args = args[:5]
		}
		s.Expect(s.Run(args...), 0, "", "")
	}
	s.Expect(s.Run("operator", "add", "ann", "--role", "operator"), 0, "", "")
	expectSaid(t, s,
		said{"canned edit hi --language de --text x", 1, "", "No canned reply with the shortcut hi fits --language de. There are: #3 (all, any), #1 (all, en), #2 (all, ja).\n"},
		said{"canned edit ho --text x", 1, "", "There is no canned reply with the shortcut \"ho\".\n"},
		said{"canned edit hi --text x", 1, "", "There are 3 canned replies with the shortcut hi. Name one by --brand, --language or its number: #3 (all, any), #1 (all, en), #2 (all, ja).\n"},
		said{"chat end --all --state foo", 2, "", "--state is one of pending, unanswered, active, not \"foo\".\n"},
		said{"chat end --all", 2, "", "--all needs --state, one of pending, unanswered, active.\n"},
		said{"brand|set|acme|--hours-dates|24.12.2026 closed", 2, "", "--hours-dates: \"24.12.2026\" is not a date. Write year, month and day: 2026-12-24.\n"},
		said{"operator set ann --away-after 1x", 2, "", "--away-after: \"1x\" is not a time. Write a number and a unit"},
		said{"operator set ann --away-after 1s", 2, "", "--away-after: It is between 1m and 1d, or never.\n"},
		said{"operator set ann --max-chats -1", 2, "", "--max-chats: The most chats"}, said{"operator set ann --zone Nowhere", 2, "", "--zone: There is no time zone \"Nowhere\""},
		said{"brand set acme --accent red", 2, "", "--accent: \"red\" is not a colour"}, said{"brand|set|acme|--name|", 2, "", "--name: The brand needs a name.\n"})
}

func TestDatesAndChatsAreReadAlike(t *testing.T) {
	t.Parallel()
	s := newFilled(t)
	expectSaid(t, s,
		said{"audit --since yesterday", 0, "acme", ""}, said{"chat export --all --after yesterday", 0, "", ""}, said{"chat export --all --before today", 0, "", ""},
		said{"audit --chat 9999", 1, "", "There is no chat 9999.\n"}, said{"audit --chat 1", 0, "Nothing of that kind was done.", ""})
}
