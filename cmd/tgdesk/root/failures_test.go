package root_test

import "testing"

func TestErrorsOfFiles(t *testing.T) {
	t.Parallel()
	s := newFilled(t)
	s.Expect(s.Run("chat", "pickup", "1"), 0, "", "")
	expectSaid(t, s,
		said{"chat attach 1 " + s.Root, 1, "", s.Root + " cannot be read: it is a folder.\n"},
		said{"chat attach 1 " + s.Root + "/none.pdf", 1, "", s.Root + "/none.pdf cannot be read: no such file or directory.\n"},
		said{"chat export 2 -o /nope/x", 1, "", "/nope/x cannot be written: its folder /nope is not there.\n"},
		said{"visitor export 1 /nope/x", 1, "", "/nope/x cannot be written: its folder /nope is not there.\n"},
		said{"chat export --all --format csv -o " + s.Root + "/new/", 2, "", s.Root + "/new/ ends in a slash, and this is one file. Name a file.\n"},
		said{"chat export 2 -o " + s.Root + "/new/", 2, "", "ends in a slash"}, said{"backup " + s.Root + "/new/", 2, "", "ends in a slash"},
		said{"brand add x --token-file /nope", 1, "", "The token file /nope cannot be read: no such file or directory.\n"},
		said{"serve --listen :99999", 2, "", "--listen takes an address and a port, such as 127.0.0.1:2222, or :2222 for every address; not \":99999\"."})
}

// TestErrorsAreSentences wants an error to begin with a capital and to end with a full stop.
func TestErrorsAreSentences(t *testing.T) {
	t.Parallel()
	s := newFilled(t)
	bad := s.WriteFile("a.csv", "shortcut,text\nhi\x01,x\n")
	expectSaid(t, s,
		said{"visitor erase 1", 1, "", "There is no terminal to ask on: give --yes to go ahead without being asked.\n"},
		said{"canned import " + bad, 1, "", bad + " cannot be imported. Line 2: "},
		said{"operator add x --role admin --key-file /nope", 1, "", "The key file /nope cannot be read: no such file or directory.\n"})
	s.Expect(s.RunOnTerminal("n\n", "visitor", "erase", "1"), 1, "", "Not confirmed: nothing was changed.")
}
