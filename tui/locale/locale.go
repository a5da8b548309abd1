// Package locale is the catalogue of the sentences of the screen and of core's errors.
// What else verbs print stands with them in cmd/tgdesk/cli, and the built-in texts to
// visitors in core/autotext.go. A language is a function like English
// that returns a Catalogue, and tables in files named after it; a test finds
// texts that are missing, unused, or do not fit their arguments.
//
// It must not read settings, know the screen's layout, or hold untrusted
// text: arguments are cleaned by the caller.
package locale

import (
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"tgdesk/core"
)

// Catalogue holds one language. It is never changed. Its texts are in tables, by
// topic and id.
type Catalogue struct {
	Duration  func(time.Duration) string // in words: "5 minutes", "1 day 2 hours"
	Date      func(time.Time) string     // a day in words
	ShortDate func(time.Time) string     // a day of this year, as short as it can be
	// Key returns the key that an action of tui/keymap is on; texts name it as
	// {fetch}. Nil stands for where there are no keys: the action's title serves.
	Key func(action string) string
	// OnLookup, if not nil, is called for each text that is looked up, with its
	// topic and id as "toast.copied"; fits is false if there is no text or the
	// arguments do not fit. It serves tests.
	OnLookup func(id string, fits bool)

	tables    map[string]table // by topic
	questions map[string]Question
	plural    func(n int) string // the plural form of a number: one, few, many or other
}

// Question is a confirmation: what is asked, and what yes and no are called.
type Question struct{ Text, Yes, No string }

// table holds formats of package fmt by id. A format that depends on a number,
// the first int among its arguments, has an entry for each plural form, as
// "id.one" and "id.other", and maybe "id.zero".
type table map[string]string

// text returns an entry with its arguments, or the id if there is none.
func (c *Catalogue) text(topic, id string, args ...any) string {
	t := c.tables[topic]
	format, ok := t[id]
	if n, counted := firstInt(args); !ok && counted {
		if format, ok = t[id+".zero"]; !ok || n != 0 {
			format, ok = t[id+"."+c.plural(n)]
		}
	}
	if !ok {
		format = id
	}
	return c.format(topic, id, format, ok, args)
}

// has reports whether there is an entry.
func (c *Catalogue) has(topic, id string) bool {
	t := c.tables[topic]
	return t[id] != "" || t[id+".other"] != ""
}

// format is fmt.Sprintf with arguments as people write them, and the keys of the
// actions that the format names.
func (c *Catalogue) format(topic, id, format string, found bool, args []any) string {
	if strings.Contains(format, "{") {
		key := c.Key
		if key == nil {
			key = c.Action
		}
		format = withKeys(format, key)
	}
	text := format
	if found && strings.Contains(format, "%") {
		shown := make([]any, len(args))
		for i, a := range args {
			shown[i] = c.argument(a)
		}
		text = fmt.Sprintf(format, shown...)
	}
	if c.OnLookup != nil {
		c.OnLookup(topic+"."+id, found && !strings.Contains(text, "%!"))
	}
	return text
}

// withKeys replaces the names of actions in braces by their keys. Each frame has
// dozens of them, for which a regular expression is slow.
func withKeys(format string, key func(string) string) string {
	var b strings.Builder
	for {
		before, rest, opened := strings.Cut(format, "{")
		b.WriteString(before)
		if !opened {
			return b.String()
		}
		name := rest[:len(rest)-len(strings.TrimLeft(rest, "abcdefghijklmnopqrstuvwxyz_"))]
		after, closed := strings.CutPrefix(rest[len(name):], "}")
		if name == "" || !closed {
			b.WriteString("{")
			format = rest
			continue
		}
		b.WriteString(strings.ReplaceAll(key(name), "%", "%%"))
		format = after
	}
}

func (c *Catalogue) argument(a any) any {
	switch a := a.(type) {
	case int:
		return number(a)
	case int64: // as a stored problem has it
		return number(a)
	case time.Duration:
		if a%time.Second == 0 {
			return core.FormatLimit(a)
		}
	case core.Size:
		return core.ExactSize(int64(a))
	case core.Problem:
		return c.Problem(a)
	}
	return a
}

// number is written with separators by %s, and without by every other verb.
type number int

// Format implements fmt.Formatter.
func (n number) Format(s fmt.State, verb rune) {
	if verb == 's' {
		_, _ = s.Write([]byte(humanize.Comma(int64(n))))
		return
	}
	_, _ = fmt.Fprintf(s, fmt.FormatString(s, verb), int(n))
}

func firstInt(args []any) (int, bool) {
	for _, a := range args {
		switch n := a.(type) {
		case int:
			return n, true
		case int64:
			return int(n), true
		}
	}
	return 0, false
}

// Action returns the title of an action of tui/keymap.
func (c *Catalogue) Action(id string) string { return c.text("action", id) }

// Finds returns further words by which an action is found, "" for none.
func (c *Catalogue) Finds(id string) string { return c.tables["find"][id] }

// Why says why an action cannot be done now.
func (c *Catalogue) Why(id string) string { return c.text("why", id) }

// Toast says what happened.
func (c *Catalogue) Toast(id string, args ...any) string { return c.text("toast", id, args...) }

// Alert says in a notification what alerts an operator: the name of a visitor stands for
// one chat, under "many_" and the kind of the alert their number for several.
func (c *Catalogue) Alert(id string, args ...any) string { return c.text("alert", id, args...) }

// Screen returns a text of the frame, the transcript or the composer.
func (c *Catalogue) Screen(id string, args ...any) string { return c.text("screen", id, args...) }

// Chat returns a text about a chat or a message.
func (c *Catalogue) Chat(id string, args ...any) string { return c.text("chat", id, args...) }

// Panel returns a label of the visitor panel or of a dialog, or a hint.
func (c *Catalogue) Panel(id string) string { return c.text("panel", id) }

// Attach returns a text of the dialogs that attach and save files.
func (c *Catalogue) Attach(id string, args ...any) string { return c.text("attach", id, args...) }

// Settings returns a text of the settings screen.
func (c *Catalogue) Settings(id string, args ...any) string { return c.text("settings", id, args...) }

// Limit returns the title of a limit and what the limit does.
func (c *Catalogue) Limit(k core.LimitKind) (title, help string) {
	return c.text("limit", string(k)), c.text("limit", string(k)+"_help")
}

// Option returns the name of a brand option, by its id, and what its flag does.
func (c *Catalogue) Option(id string) (name, help string) {
	return c.text("settings", id), c.text("option", id+"_flag")
}

// OptionNone stands for an option without a value, "" if it always has one.
func (c *Catalogue) OptionNone(id string) string {
	if !c.has("option", id+"_none") {
		return ""
	}
	return c.text("option", id+"_none")
}

// Ask returns the question before something that cannot be undone.
func (c *Catalogue) Ask(id string, args ...any) Question {
	q, ok := c.questions[id]
	q.Text = c.format("question", id, q.Text, ok, args)
	return q
}

// AskEnd asks whether to end the chat with name: whether a reply is not sent yet,
// something written has not been sent, and an edit is not saved.
func (c *Catalogue) AskEnd(name string, unsent, draft, edit bool) Question {
	q := c.Ask("end", name)
	if unsent {
		q.Text += " " + c.text("count", "end_unsent")
	}
	if draft {
		q.Text += " " + c.text("count", "end_draft")
	}
	if edit {
		q.Text += " " + c.text("count", "end_edit")
	}
	return q
}

// AskBulk asks whether to do something with n chats of a list; it is refused for others.
func (c *Catalogue) AskBulk(id string, n, others int) Question {
	q := c.Ask(id, c.text("count", "list_chats", n))
	if others > 0 {
		q.Text += " " + c.text("count", "list_others", others)
	}
	return q
}

// AskAttach asks whether to attach n dropped files to a message for name.
func (c *Catalogue) AskAttach(n int, name string) Question {
	return c.Ask("dropped", c.text("count", "files", n), name)
}

// RetentionEffect says what goes at once when messages are kept for a shorter time.
func (c *Catalogue) RetentionEffect(brand string, e core.RetentionEffect) string {
	return c.text("count", "effect_removed", e.Messages, brand, c.text("count", "list_chats", e.Chats))
}

// LimitEffect says what other limits do at once to the chats of a brand.
func (c *Catalogue) LimitEffect(brand string, e core.LimitEffect) string {
	switch {
	case e.Closed == 0:
		return c.text("count", "effect_unanswered", e.Unanswered, brand)
	case e.Unanswered == 0:
		return c.text("count", "effect_closed", e.Closed, brand)
	}
	return c.text("count", "effect_closed", e.Closed, brand) + " " + c.text("count", "effect_and", e.Unanswered)
}

// AskQuit asks whether to quit with active chats, replies that are not sent, and
// other screens that end too.
func (c *Catalogue) AskQuit(active, unsent, others int) Question {
	chats, replies := c.text("count", "active_chats", active), c.text("count", "unsent", unsent)
	var q Question
	switch {
	case active > 0 && unsent > 0:
		q = c.Ask("quit_both", chats, replies)
	case unsent > 0:
		q = c.Ask("quit_unsent", replies)
	case active > 0:
		q = c.Ask("quit", chats)
	default:
		q = c.Ask("quit_alone")
	}
	if others > 0 {
		q.Text += " " + c.text("count", "quit_others", others)
	}
	return q
}
