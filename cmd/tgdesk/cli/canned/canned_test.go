package canned_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

func newSandbox(t *testing.T) *rig.Sandbox {
	t.Helper()
	s := rig.NewSandbox(t)
	s.AddBrand()
	return s
}

func TestCannedLife(t *testing.T) {
	t.Parallel()
	s := newSandbox(t)
	s.Expect(s.Run("canned", "list"), 0, "No canned replies yet. Add one: tgdesk canned add SHORTCUT --text TEXT\n", "")
	s.Expect(s.Run("canned", "list", "--json"), 0, `{"canned":[]}`, "")
	s.Expect(s.Run("canned", "add", ";hi", "--text", "Hello {visitor.first_name}!"), 0, "Added ;hi, #1.\n", "")
	s.Expect(s.RunWith("こんにちは\n二行目\n", "canned", "add", "hi", "--language", "JA"), 0, "Added ;hi (ja), #2.\n", "")
	file := s.WriteFile("price.png", rig.PNGFile(4, 3))
	s.Expect(s.Run("canned", "add", "Price", "--brand", "ACME", "--text", "Our prices", "--file", file), 0, "Added ;Price of acme, #3.\n", "")
	s.Must(os.Remove(file))
	s.Expect(s.Run("canned", "add", "HI", "--text", "again"), 1, "", "There is a canned reply with this shortcut already")
	s.Expect(s.Run("canned", "list", "--brand", "all"), 0, "1  hi        all    any           0  Hello {visitor.first_name}!\n", "")
	s.ExpectJSON(s.Run("canned", "list", "--json").Out, `{"canned":[
		{"id":1,"brand":null,"shortcut":"hi","language":null,"text":"Hello {visitor.first_name}!","files":[]},
		{"id":2,"brand":null,"shortcut":"hi","language":"ja","text":"こんにちは\n二行目","files":[]},
		{"id":3,"brand":"acme","shortcut":"Price","language":null,"text":"Our prices","files":[{"name":"price.png","size":76,"mime":"image/png"}]}]}`)
	s.Expect(s.Run("canned", "show", "hi"), 1, "", "There are 2 canned replies with the shortcut hi. Name one by --brand, --language or its number: #1 (all, any), #2 (all, ja)")
	s.Expect(s.Run("canned", "show", "hi", "--language", "ja"), 0, "Shortcut  hi\nNumber    #2\nBrand     all\nLanguage  ja\n\nこんにちは\n二行目\n", "")
	s.Expect(s.Run("canned", "show", "PRICE"), 0, "File      price.png (image/png, 76 B)\n\nOur prices\n", "")
	s.Expect(s.Run("canned", "show", "#3", "--json"), 0, `"shortcut":"Price"`, "")
	s.Expect(s.Run("canned", "edit", "hi", "--language", "any", "--shortcut", "hello", "--set-brand", "acme", "--set-language", "en"), 0, "Changed ;hello (en) of acme, #1.\n", "")
	s.Expect(s.RunWith("Good day", "canned", "edit", "#1", "--text", "-"), 0, "Changed", "")
	s.Expect(s.Run("canned", "show", "hello"), 0, "Language  en\n\nGood day\n", "")
	s.Expect(s.Run("canned", "edit", "price", "--remove-file", "other.png"), 2, "", "The canned reply has no file other.png.")
	s.Expect(s.Run("canned", "edit", "price", "--remove-file", "price.png"), 0, "Changed", "")
	s.Expect(s.Run("canned", "show", "price", "--json"), 0, `"files":[]`, "")
	s.Expect(s.Run("canned", "remove", "hello"), 1, "", "There is no terminal to ask on")
	s.Expect(s.Run("canned", "remove", "hello", "--yes"), 0, "Removed ;hello (en) of acme.\n", "")
	s.Expect(s.Run("canned", "show", "hello"), 1, "", `There is no canned reply with the shortcut "hello".`)
	s.Expect(s.Run("canned", "show", "#1"), 1, "", "There is no canned reply 1.")
}

// What cannot be a canned reply is refused with what to do, and leaves nothing.
func TestCannedRefusals(t *testing.T) {
	t.Parallel()
	s := newSandbox(t)
	zip := s.WriteFile("a.zip", "PK\x03\x04"+strings.Repeat("\x00", 60))
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"add", "hi", "--text", "Dear {visitor.nme}"}, 2, "There is no variable {visitor.nme}. Variables are {visitor.first_name}, {visitor.last_name}, {visitor.name},"},
		{[]string{"add", "hi", "--text", "{"}, 2, "Write {{ for a brace."},
		{[]string{"add", "a b", "--text", "x"}, 2, `"a b" cannot be a shortcut: use letters, digits, - and _.`},
		{[]string{"add", "hi", "--text", "x", "--language", "klingon!"}, 2, `"klingon!" is no language`},
		{[]string{"add", "hi", "--text", strings.Repeat("x", 4097)}, 2, "The text is too long for one message: 4097 characters, at most 4096."},
		{[]string{"add", "hi", "--text", ""}, 2, "A canned reply needs a text or a file."},
		{[]string{"add", "hi", "--text", "x", "--brand", "globex"}, 1, `There is no brand "globex".`},
		{[]string{"add", "hi", "--text", "x", "--file", "nowhere.pdf"}, 1, "The file nowhere.pdf cannot be read: no such file or directory"},
		{[]string{"add", "hi", "--text", "x", "--file", zip}, 1, "a.zip"},
		{[]string{"edit", "hi"}, 2, "Nothing to change"},
		{[]string{"edit", "hi", "--text", "x"}, 1, "There is no canned reply"},
		{[]string{"show"}, 2, "takes exactly one shortcut, or #ID"},
		{[]string{"show", "#x"}, 2, "no number of a canned reply"},
		{[]string{"import", "a.txt"}, 2, "give --format"},
		{[]string{"import", "-", "--format", "xml"}, 2, `--format is toml or csv, not "xml".`},
		{[]string{"export", "-o", "x.txt"}, 2, "give --format"},
		{[]string{"import", "nowhere.toml"}, 1, "cannot be read"},
	} {
		s.Expect(s.Run(append([]string{"canned"}, c.args...)...), c.status, "", c.want)
	}
	s.Expect(s.Run("canned", "list", "--json"), 0, `{"canned":[]}`, "")
	if left, _ := filepath.Glob(filepath.Join(s.DeskDir, "media", "part", "*")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

func TestImport(t *testing.T) {
	t.Parallel()
	s := newSandbox(t)
	s.Expect(s.Run("canned", "add", "hi", "--text", "Hello"), 0, "", "")
	good := "[[canned]]\nshortcut = \"hi\"\ntext = \"Hello there\"\n\n[[canned]]\nshortcut = \"bye\"\nbrand = \"acme\"\nlanguage = \"ja\"\ntext = \"\"\"\nさようなら\nまた\"\"\"\n"
	path := s.WriteFile("replies.toml", good)
	s.Expect(s.Run("canned", "import", path, "--dry-run"), 0, "Would add ;bye (ja) of acme\nWould change ;hi\n1 to add, 1 to change, 0 as they are. Nothing was changed.\n", "")
	s.Expect(s.Run("canned", "show", "hi"), 0, "\nHello\n", "")
	for _, c := range [][3]string{
		{"toml", good + "[[canned]]\nshortcut = \"x\"\ntext = \"{nobody}\"\n", "Line 12: There is no variable {nobody}."},
		{"toml", good + "[[canned]]\nshortcut = \"x\"\nbrand = \"initech\"\ntext = \"y\"\n", `Line 12: There is no brand "initech".`},
		{"toml", good + "[[canned]]\nshortcut = \"HI\"\ntext = \"y\"\n", "Line 12: The shortcut HI is given twice"},
		{"toml", "[[canned]]\nshortcut = \"x\"\ntitle = \"y\"\n", "Line 3: There is no key canned.title"},
		{"toml", "[[canned]]\nshortcut = 3\n", "Line 2: "},
		{"toml", "[[canned]\n", "Line 1: "},
		{"csv", "shortcut,text\nok,fine\n\"multi\",\"a\nb\"\nbad one,x\n", "Line 5: \"bad one\" cannot be a shortcut"},
		{"csv", "shortcut,text\nok\n", "Line 2: Wrong number of fields"},
		{"csv", "shortcut;words\n", `Line 1: There is no column "words"`},
		{"csv", "shortcut,text\n\"ok,x\n", "Line 2: "},
		{"csv", "shortcut,text\nok,\n", "Line 2: A canned reply needs a text or a file."},
	} {
		r := s.RunWith(c[1], "canned", "import", "-", "--format", c[0])
		s.Expect(r, 1, "", "Standard input cannot be imported. "+c[2])
	}
	s.Expect(s.Run("canned", "import", path), 0, "Added ;bye (ja) of acme\nChanged ;hi\n1 added, 1 changed, 0 as they were.\n", "")
	s.Expect(s.RunWith("\ufeffText;Shortcut\r\nsemicolons; semi \r\n", "canned", "import", "-", "--format", "csv"), 0, "Added ;semi\n", "")
	s.Expect(s.RunWith("", "canned", "import", "-", "--format", "csv"), 0, "0 added, 0 changed, 0 as they were.\n", "")
}

// What is exported and imported again changes nothing, here and on another desk.
func TestExportAndImport(t *testing.T) {
	t.Parallel()
	s, other := newSandbox(t), newSandbox(t)
	for i, text := range []string{"=cmd|'/c calc'!A1", "'=1", "-5 °C", "@mika writes", "+1", "a,\"b\";c\n\nd", "{{brace}", `back\slash """ and '''`, "tab\there", "終わり🎉"} {
		shortcut := "s" + strings.Repeat("x", i)
		s.Expect(s.RunWith(text, "canned", "add", shortcut, "--brand", map[bool]string{true: "acme", false: "all"}[i%2 == 0]), 0, "Added", "")
	}
	s.Expect(s.Run("canned", "add", "-minus_", "--language", "pt-br", "--text", "x"), 2, "", "has no flag -m")
	s.Expect(s.Run("canned", "add", "--language", "pt-br", "--text", "x", "--", "-minus_"), 0, "Added", "")
	for _, format := range []string{"toml", "csv"} {
		path := filepath.Join(s.Root, "replies."+format)
		s.Expect(s.Run("canned", "export", "-o", path), 0, "Exported 11 canned replies to "+path+".\n", "")
		s.Expect(s.Run("canned", "export", "-o", path), 1, "", "already exists")
		s.Expect(s.Run("canned", "export", "-o", path, "--force"), 0, "Exported", "")
		s.ExpectMode(path, 0o600)
		s.Expect(s.Run("canned", "import", path), 0, "0 added, 0 changed, 11 as they were.\n", "")
		text, err := os.ReadFile(path)
		s.Must(err)
		if out := s.Run("canned", "export", "--format", format); out.Out != string(text) {
			t.Errorf("standard output is another: %s", out.Out)
		}
		for line := range strings.SplitSeq(string(text), "\n") {
			if format == "csv" && (strings.Contains(line, ",=") || strings.Contains(line, ",+") || strings.Contains(line, ",@") || strings.HasPrefix(line, "-")) {
				t.Errorf("a spreadsheet computes %q", line)
			}
		}
		other.RunWith(string(text), "canned", "import", "-", "--format", format)
	}
	if here, there := s.Run("canned", "export").Out, other.Run("canned", "export").Out; here != there {
		t.Errorf("the other desk has\n%s\nwant\n%s", there, here)
	}
}
