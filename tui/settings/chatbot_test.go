package settings

import (
	"strings"
	"testing"

	"tgdesk/core"
	"tgdesk/tui/session"
)

// chatbotScene opens the page of a brand's chatbot and presses keys there.
func chatbotScene(chatbot, keys string) scene {
	return func(t *testing.T) *driver {
		b := acme()
		b.Options.Chatbot = chatbot
		b.Chatbot = core.ChatbotHealth{At: at("14:01:00")}
		d := open(t, newFake(b), false)
		d.press("enter G up enter")
		d.expect("› Chatbot")
		d.press(keys)
		return d
	}
}

func chatbotScenes() map[string]scene {
	return map[string]scene{
		"chatbot": chatbotScene("off", ""),
		"chatbot_fails": func(t *testing.T) *driver {
			d := chatbotScene("webhook:https://bot.example/desk?key=secret", "down down")(t)
			d.desk.brands[0].Chatbot.Failure = core.NewProblem("webhook_timeout", "bot.example", "5 s")
			d.run(d.s.Refresh())
			return d
		},
		"chatbot_webhook": chatbotScene("webhook:https://bot.example/desk", "down down enter"),
		"chatbot_command": chatbotScene("off", "down down down enter"),
		"chatbot_flow": func(t *testing.T) *driver {
			d := chatbotScene("flow:/home/desk/welcome.toml", "down enter")(t)
			d.s.o.ReadFlow = func(string) (session.FlowFile, error) {
				return session.FlowFile{Faults: []session.FlowFault{
					{Problem: core.NewProblem("flow_no_start")},
					{Line: 7, Problem: core.NewProblem("flow_no_step", "pepole")},
					{Line: 9, Warning: true, Problem: core.NewProblem("flow_unreachable", "people")},
				}}, nil
			}
			d.press("tab tab enter")
			return d
		},
	}
}

// flows answers reads of files with the same flow, and notes their paths.
func (d *driver) flows(f session.FlowFile, err error) *string {
	path := new(string)
	d.s.o.Home = "/home/mika"
	d.s.o.ReadFlow = func(p string) (session.FlowFile, error) {
		*path = p
		return f, err
	}
	return path
}

func (d *driver) wantChatbot(want string) {
	d.t.Helper()
	if got := d.desk.brands[0].Options.Chatbot; got != want {
		d.t.Fatalf("the chatbot is %q, want %q", got, want)
	}
}

func TestChatbotFlow(t *testing.T) {
	t.Parallel()
	d := chatbotScene("off", "down enter")(t)
	bad := session.FlowFile{Faults: []session.FlowFault{{Line: 7, Problem: core.NewProblem("flow_no_step", "pepole")}}}
	path := d.flows(bad, nil)
	d.press("ctrl+u")
	d.enter("~/bot/welcome.toml")
	d.press("enter")
	d.notice("The flow has faults and was not saved.", true)
	d.expect(`✗ Line 7: There is no step "pepole".`)
	d.wantChatbot("off")
	if *path != "/home/mika/bot/welcome.toml" {
		t.Errorf("read %s", *path)
	}
	d.enter("x")
	d.expectNot("Line 7") // of another file
	d.press("backspace")

	d.flows(session.FlowFile{}, core.NewError(core.CodeInvalid, "flow_unreadable", "welcome.toml", "no such file or directory"))
	d.press("enter")
	d.expect("✗ The file welcome.toml cannot be read: no such file or directory.")

	good := session.FlowFile{
		Flow: core.Flow{Text: "version = 1"}, Usable: true, Steps: 2, Languages: []string{"en", "ja"},
		Faults: []session.FlowFault{{Line: 9, Warning: true, Problem: core.NewProblem("flow_unreachable", "people")}},
	}
	d.flows(good, nil)
	d.press("tab tab enter")
	d.expect("✓ It can be used: 2 steps, in en, ja.", `! Line 9: Nothing leads to the step "people".`)
	d.wantChatbot("off")
	d.press("shift+tab enter")
	d.notice("acme answers new chats with this flow.", false)
	d.wantChatbot("flow:/home/mika/bot/welcome.toml")
	if d.desk.flow.Text != "version = 1" {
		t.Errorf("stored %+v", d.desk.flow)
	}
	d.expect("● /home/mika/bot/welcome.toml", "State ● answers")
}

func TestChatbotWebhook(t *testing.T) {
	t.Parallel()
	d := chatbotScene("off", "down down enter")(t)
	d.enter("http://bot.example/")
	d.press("enter")
	d.expect("✗ The webhook must use https")
	d.wantChatbot("off")
	d.press("ctrl+u")
	long := "https://bot.example/desk?" + strings.Repeat("x", 300)
	d.paste(long)
	d.press("enter")
	d.notice("acme asks this webhook about new chats.", false)
	d.wantChatbot("webhook:" + long)
	d.expect("● https://bot.example/desk?…", "tgdesk bot secret acme", "Private webhook [ ]")
	d.press("G enter")
	if !d.desk.brands[0].Options.ChatbotPrivate {
		t.Error("it may not be private")
	}
	d.press("g enter")
	d.notice("acme has no chatbot now. Chats that one held wait for people.", false)
	d.wantChatbot("off")
	d.expectNot("secret")
}

func TestChatbotCommand(t *testing.T) {
	t.Parallel()
	d := chatbotScene("off", "down down down enter")(t)
	d.enter(`python3 "bot.py`)
	d.press("enter")
	d.expect("✗ The command has a quote that is not closed")
	d.enter(`"`)
	d.press("enter")
	d.wantChatbot(`command:python3 "bot.py"`)
	d.press("esc")
	d.expect("Chatbot › Command")
}

// TestChatbotOverSSH: no file and no program of the desk's machine can be named there.
func TestChatbotOverSSH(t *testing.T) {
	t.Parallel()
	d := chatbotScene("off", "")(t)
	d.s.o.Remote = true
	d.press("down enter")
	d.notice("Over SSH no file is read here. Send it: ssh … brand set acme --chatbot flow:- < welcome.toml", true)
	d.press("down down enter")
	d.notice("A command runs on the desk's machine, so it is set only there: tgdesk brand set acme --chatbot 'command:PROGRAM ARG …'", true)
	d.press("up enter")
	d.expect("› Webhook")
}

// TestChatbotFromStandardInput: there is no path to show, or to begin with.
func TestChatbotFromStandardInput(t *testing.T) {
	t.Parallel()
	d := chatbotScene("flow:-", "")(t)
	d.expect("● from standard input")
	d.press("down enter")
	d.expect("▌ ~/")
}

// TestChatbotState: a failure is seen in the brand's settings, too.
func TestChatbotState(t *testing.T) {
	t.Parallel()
	d := chatbotScenes()["chatbot_fails"](t)
	d.expect("State ! failed at 14:01", "The webhook at bot.example did not answer within 5 s.")
	d.press("esc")
	d.expect("! Webhook fails")
	d.desk.brands[0].Enabled = false
	d.run(d.s.Refresh())
	d.expectNot("fails")
	d.press("enter")
	d.expect("State ○ the channel is disabled")
	d.expectNot("did not answer")
}

func TestChatbotNameInCommands(t *testing.T) {
	t.Parallel()
	d := chatbotScene("webhook:https://bot.example/", "")(t)
	d.desk.brands[0].Name = "Joe's $HOME"
	d.run(d.s.Refresh())
	d.expect(`tgdesk bot secret 'Joe'\''s $HOME'`)
}
