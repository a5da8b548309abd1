package bot_test

import (
	"os"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/chatbot/flow"
)

func TestExample(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	if r := s.Run("bot", "example"); r.Status != 0 || r.Out != flow.Example().Text {
		t.Errorf("%+v", r)
	}
	file := s.WriteFile("welcome.toml", flow.Example().Text)
	s.Expect(s.Run("bot", "check", file), 0, file+" can be used: 8 steps in en and ja.\n", "")
	s.ExpectJSON(s.Run("bot", "check", file, "--json").Out, `{"ok":true,"steps":8,"faults":[]}`)
	s.Expect(s.RunWith(flow.Example().Text, "bot", "check", "-"), 0, "standard input can be used: 8 steps", "")
}

func TestCheck(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.WriteFile("bot/map.png", "a map")
	file := s.WriteFile("bot/flow.toml", "version = 1\nstart = \"a\"\n[step.a]\ntext = \"A\"\nfile = \"map.png\"\nforward = true\n[step.\"b\\u001b[31m\"]\nfile = \"lost.png\"\ngoto = \"a\"\n")
	r := s.Run("bot", "check", file)
	if r.Status != 1 || !strings.HasPrefix(r.Out, file+":7: The name of a step is one line") ||
		!strings.HasSuffix(r.Out, "\n"+file+":8: There is no file \"lost.png\" beside the flow. Put it there, or correct its name.\n") || !strings.Contains(r.Err, "flow.toml cannot be used: it has 2 faults") {
		t.Errorf("%+v", r)
	}
	rig.ExpectPrintable(t, r.Out)
	file = s.WriteFile("bot/flow.toml", "version = 1\nstart = \"a\"\n[step.a]\ntext = \"A\"\nfile = \"map.png\"\nforward = true\n[step.b]\ngoto = \"a\"\n")
	s.Expect(s.Run("bot", "check", file), 0, file+":7: warning: Nothing leads to the step \"b\".\n"+file+" can be used: 2 steps in en.\n", "")
	s.ExpectJSON(s.Run("bot", "check", file, "--json").Out, `{"ok":true,"steps":2,"faults":[{"line":7,"column":7,"warning":true,"id":"flow_unreachable","text":"Nothing leads to the step \"b\"."}]}`)
	r = s.Run("bot", "check", s.WriteFile("big.toml", strings.Repeat("#", 2<<20)), "--json")
	s.ExpectJSON(r.Out, `{"ok":false,"steps":0,"faults":[{"line":null,"column":null,"warning":false,"id":"flow_too_big","text":"The file is too big for a flow: 1 MB (1,048,576 bytes) are the most."}]}`)
	s.Expect(r, 1, "", "big.toml cannot be used: it has 1 fault")
	s.Expect(s.Run("bot", "check", s.Root), 1, "", "cannot be read: it is a folder")
	s.Expect(s.Run("bot", "check", file+"x"), 1, "", "flow.tomlx cannot be read: no such file or directory")
	s.Expect(s.Run("bot", "check"), 2, "", "takes exactly one file")
	s.Expect(s.Run("bot"), 2, "", "needs a verb: check, example, secret, try")
	s.Must(os.Mkdir(s.Root+"/bot/lost.png", 0o700))
	s.Expect(s.Run("bot", "check", s.WriteFile("bot/dir.toml", "file = \"lost.png\"\n")), 1, "", "The file lost.png beside the flow cannot be read: it is a folder")
}

// TestTry talks as a script does: what is typed stands between what the bot says.
func TestTry(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	file := s.WriteFile("welcome.toml", flow.Example().Text)
	s.Expect(s.RunWith("1\n\nnonsense\nAB-1234\n/file my box\nnever read\n", "bot", "try", file), 0, `bot: Hello Visitor, welcome to Acme. What can we do for you?
     [1] My order
     [2] Prices
     [3] Talk to somebody
you: My order
bot: What is your order number? It looks like AB-1234.
you: nonsense
bot: That is no order number. It looks like AB-1234.
you: AB-1234
     → order = AB-1234
bot: Thank you. What is the matter with AB-1234?
     [1] It has not arrived
     [2] It is broken
you: [file] my box
bot: Thank you for the picture.
bot: I am handing you over to our team for orders.
     → the chat goes to people #orders
`, "")
	s.Expect(s.RunWith("3", "bot", "try", file, "--language", "ja", "--closed"), 0, "you: 担当者と話す\nbot: ただいま担当者が不在です。", "")
	s.Expect(s.RunWith("3", "bot", "try", file, "--nobody"), 0, "     → the chat is left for people who are not here now\n", "")
	s.Expect(s.RunWith("2\n/quit\nmore", "bot", "try", file, "--source", "pricing"), 0, "     [1] Yes  [2] No\nyou: No\nbot: Goodbye! Write again whenever you like.\n     → the chat ends in 30s unless the visitor writes\n", "")
	r := s.RunWith("\x1b[2Jevil\n", "bot", "try", file)
	rig.ExpectPrintable(t, r.Out)
	s.Expect(r, 0, "you: ", "")

	s.WriteFile("map.png", "a map")
	other := s.WriteFile("other.toml", `version = 1
start = "a"
format = "markup"
[step.a]
text = """
*Hello*
you"""
file = "map.png"
keyboard = "reply"
buttons = [ [ { label = "Go", goto = "b" }, { label = "Stop", goto = "c" } ] ]
[step.b]
text = "Go on"
tag = "gone"
end = true
[step.c]
text = "No"
block = "spam"
`)
	s.Expect(s.RunWith("1\n", "bot", "try", other), 0, "bot: Hello\n     you\n     ▣ map.png (5 B)\n     [1] Go  [2] Stop\nyou: Go\n     → tagged #gone\nbot: Go on\n     → the chat is ended\n", "")
	s.Expect(s.RunWith("stop\n", "bot", "try", other), 0, "bot: No\n     → the visitor is blocked: spam\n", "")
	s.Expect(s.RunWith(strings.Repeat("x", 70<<10), "bot", "try", other), 1, "", "Reading standard input: bufio.Scanner: token too long")
	s.Expect(s.Run("bot", "try", s.WriteFile("bad.toml", "x")), 1, ":1: This cannot be read as TOML: expected '=' after key.\n", "bad.toml cannot be used: it has 1 fault")
	s.Expect(s.Run("bot", "try", "-"), 2, "", "the flow must be a file")
}

// On a terminal there is a prompt, and nothing is said twice.
func TestTryOnTerminal(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	file := s.WriteFile("welcome.toml", flow.Example().Text)
	r := s.RunOnTerminal("3\n", "bot", "try", file)
	if r.Status != 0 || !strings.Contains(r.Out, "> ") || strings.Contains(r.Out, "you: ") || !strings.Contains(r.Out, "the chat goes to people") {
		t.Errorf("%+v", r)
	}
}
