package bot

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/markup"
)

// maxTyped is the most bytes of a line.
const maxTyped = 64 << 10

func newTry(env *cli.Env) *cobra.Command {
	visitor := core.BotEvent{Brand: "Acme", Chat: 1, Visitor: 1, TelegramID: 1, Name: "Visitor", Fields: map[string]string{}}
	cmd := &cobra.Command{
		Use:   "try FILE",
		Short: "Talk with a flow in the terminal",
		Long: `Talk with a flow as a visitor who has opened a chat. Type what the visitor writes, or
the number of a button. /file sends a file, with what follows as its caption; /quit or
the end of the input ends the talk, and so does the bot when it hands the chat over. On
a pipe, what is typed is printed too.`,
		Example: "  tgdesk bot try welcome.toml\n  tgdesk bot try welcome.toml --language ja --closed\n  printf '1\\nAB-1234\\n' | tgdesk bot try welcome.toml",
		Args:    cli.OneArgument("file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if args[0] == "-" {
				return cli.Usagef("%s reads what a visitor writes from standard input, so the flow must be a file.", cmd.CommandPath())
			}
			loaded, faults, err := load(env, args[0])
			if err != nil {
				return err
			}
			printFaults(env, args[0], faults)
			if loaded == nil {
				return unusable(args[0], faults)
			}
			t := talk{env: env, bot: loaded, event: visitor, atTerminal: env.Terminals().In}
			t.event.At = env.Now()
			return t.run(cmd.Context())
		},
	}
	cmd.Flags().StringVar(&visitor.Language, "language", "", "the visitor's language, as ja or pt-br (default unknown)")
	cmd.Flags().StringVar(&visitor.Source, "source", "", "the payload of the link that led the visitor here")
	cmd.Flags().BoolVar(&visitor.Closed, "closed", false, "outside business hours")
	cmd.Flags().BoolVar(&visitor.Nobody, "nobody", false, "while no operator is available")
	return cmd
}

// talk is a chat with a bot in the terminal.
type talk struct {
	env        *cli.Env
	bot        core.Chatbot
	event      core.BotEvent // what all events have
	buttons    []choice      // that were shown last
	atTerminal bool          // where what is typed can be seen
	over       bool
}

// choice is a button that can be chosen by its number.
type choice struct {
	label    string
	keyboard bool // what it sends is a message
}

func (t *talk) run(ctx context.Context) error {
	if err := t.tell(ctx, core.BotOpened, "", ""); err != nil {
		return err
	}
	typed := bufio.NewScanner(t.env.In)
	typed.Buffer(nil, maxTyped)
	next := func() (string, error) {
		switch {
		case typed.Scan():
			return typed.Text(), nil
		case typed.Err() != nil:
			return "", fmt.Errorf("reading standard input: %w", typed.Err())
		}
		return "", io.EOF
	}
	for !t.over {
		if err := t.prompt(); err != nil {
			return err
		}
		line, err := cli.AwaitAnswer(ctx, next)
		switch line = strings.TrimSpace(line); {
		case errors.Is(err, io.EOF), line == "/quit":
			return nil
		case err != nil:
			return err
		}
		if err := t.answer(ctx, line); err != nil {
			return err
		}
	}
	return nil
}

func (t *talk) prompt() error {
	if t.atTerminal {
		t.env.Say("> ")
	}
	return t.env.Output().Flush()
}

// answer takes a line for what it stands for.
func (t *talk) answer(ctx context.Context, line string) error {
	kind, text, label := core.BotMessage, line, ""
	n, err := strconv.Atoi(line)
	caption, isFile := strings.CutPrefix(line, "/file")
	switch {
	case line == "":
		return nil
	case err == nil && n >= 1 && n <= len(t.buttons) && t.buttons[n-1].keyboard:
		text = t.buttons[n-1].label
	case err == nil && n >= 1 && n <= len(t.buttons):
		kind, text, label = core.BotPressed, "", t.buttons[n-1].label
	case isFile && (caption == "" || strings.HasPrefix(caption, " ")):
		kind, text = core.BotFileReceived, strings.TrimSpace(caption)
	}
	if !t.atTerminal {
		shown := text + label
		if kind == core.BotFileReceived {
			shown = output.Join(" ", "[file]", text)
		}
		t.print("you: ", shown)
	}
	t.event.At = t.event.At.Add(time.Second)
	return t.tell(ctx, kind, text, label)
}

// tell gives the bot an event and shows what it does.
func (t *talk) tell(ctx context.Context, kind core.BotEventKind, text, label string) error {
	e := t.event
	e.Kind, e.Text, e.Button = kind, text, label
	if kind == core.BotFileReceived {
		e.Attachment = &core.Attachment{Kind: core.KindDocument}
	}
	answer, err := t.bot.Answer(ctx, e)
	if err != nil {
		return err
	}
	t.event.Memory = answer.Memory
	for _, a := range answer.Actions {
		t.show(a)
	}
	return nil
}

// indent is where texts begin behind "bot: ".
const indent = "     "

func (t *talk) show(a core.BotAction) {
	var lines []string
	if a.File != nil {
		lines = append(lines, fmt.Sprintf("▣ %s (%s)", clean.Line(a.File.Name), core.ShortSize(int64(len(a.File.Data)))))
	}
	if a.Do == core.BotReply {
		t.buttons = nil
	}
	for _, row := range a.Buttons {
		var shown []string
		for _, label := range row {
			t.buttons = append(t.buttons, choice{label, a.Keyboard})
			shown = append(shown, fmt.Sprintf("[%d] %s", len(t.buttons), clean.Line(label)))
		}
		lines = append(lines, strings.Join(shown, "  "))
	}
	to := ""
	if len(a.Tags) > 0 {
		to = " #" + strings.Join(a.Tags, " #")
	}
	switch a.Do {
	case core.BotForward:
		lines, t.over = append(lines, "→ the chat goes to people"+to), true
	case core.BotLeaveMessage:
		lines, t.over = append(lines, "→ the chat is left for people who are not here now"+to), true
	case core.BotEnd:
		if t.over = a.After == 0; t.over {
			lines = append(lines, "→ the chat is ended")
		} else {
			lines = append(lines, "→ the chat ends in "+core.FormatLimit(a.After)+" unless the visitor writes")
		}
	case core.BotBlock:
		lines, t.over = append(lines, "→ the visitor is blocked: "+string(clean.Line(a.Reason))), true
	case core.BotTag:
		lines = append(lines, "→ tagged"+to)
	case core.BotSet:
		t.event.Fields[a.Field] = a.Value
		lines = append(lines, fmt.Sprintf("→ %s = %s", clean.Line(a.Field), clean.Line(a.Value)))
	case core.BotWait:
		lines = append(lines, "→ the bot waits")
	}
	text := a.Text
	if a.Markup {
		text = markup.Parse(text).Plain
	}
	if text != "" {
		t.print("bot: ", text)
	}
	for _, line := range lines {
		t.print(indent, line)
	}
}

// print prints a text of one or several lines behind whose it is.
func (t *talk) print(who, text string) {
	t.env.Say("%s%s\n", who, strings.ReplaceAll(clean.Message(text).String(), "\n", "\n"+indent))
}
