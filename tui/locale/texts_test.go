package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tgdesk/core"
)

var verb = regexp.MustCompile(`%(?:\[(\d+)\])?\d*[a-z]`)

// arguments returns how many arguments a format takes.
func arguments(format string) int {
	n, most := 0, 0
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if n++; m[1] != "" {
			n, _ = strconv.Atoi(m[1])
		}
		most = max(most, n)
	}
	return most
}

// withoutForm cuts the plural form off the id of an entry.
func withoutForm(id string) (string, bool) {
	base, _, plural := strings.Cut(id, ".")
	return base, plural
}

// program is what the program's source says: its string literals, and how many
// arguments each text is looked up with, by topic and id.
type program struct {
	literals map[string]bool
	calls    map[string]map[string]int
}

func readProgram(t *testing.T) program {
	t.Helper()
	p := program{map[string]bool{}, map[string]map[string]int{}}
	topics := map[string]string{"Action": "action", "Alert": "alert", "Why": "why", "Toast": "toast", "Panel": "panel", "Attach": "attach", "Settings": "settings", "Screen": "screen", "Chat": "chat", "Report": "report", "t": "settings", "Ask": "question"}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, filepath.Join(root, "tui", "locale")) {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.BasicLit); ok && s.Kind == token.STRING {
				p.literals[literal(s)] = true
			}
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 || call.Ellipsis.IsValid() {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); ok && topics[f.Sel.Name] != "" && literal(call.Args[0]) != "" {
				topic := topics[f.Sel.Name]
				if p.calls[topic] == nil {
					p.calls[topic] = map[string]int{}
				}
				p.calls[topic][literal(call.Args[0])] = len(call.Args) - 1
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func literal(e ast.Expr) string {
	if s, ok := e.(*ast.BasicLit); ok && s.Kind == token.STRING {
		v, _ := strconv.Unquote(s.Value)
		return v
	}
	return ""
}

// texts returns the formats of a topic by id, of all plural forms the one with
// the most arguments.
func texts(c *Catalogue, topic string) map[string]string {
	all := map[string]string{}
	if topic == "question" {
		for id, q := range c.questions {
			all[id] = q.Text
		}
		return all
	}
	for id, format := range c.tables[topic] {
		if id, _ := withoutForm(id); arguments(format) >= arguments(all[id]) {
			all[id] = format
		}
	}
	return all
}

func TestEveryTextThatIsLookedUpExists(t *testing.T) {
	t.Parallel()
	c, p := English(), readProgram(t)
	for topic, calls := range p.calls {
		all := texts(c, topic)
		for id, given := range calls {
			format, ok := all[id]
			if !ok {
				if topic != "settings" { // a method of another type may be named t
					t.Errorf("%s.%s has no text", topic, id)
				}
				continue
			}
			if takes := arguments(format); takes != given && !(takes == 0 && given == 1) {
				t.Errorf("%s.%s takes %d arguments and is given %d", topic, id, takes, given)
			}
		}
	}
	if len(p.calls["toast"]) < 10 || len(p.calls["settings"]) < 50 {
		t.Errorf("found only %d toasts and %d texts of the settings", len(p.calls["toast"]), len(p.calls["settings"]))
	}
}

// TestEveryTextIsUsed looks for the ids in the program's source. Some are put
// together: "colour_" and a name, or a name and "_help".
func TestEveryTextIsUsed(t *testing.T) {
	t.Parallel()
	c, p := English(), readProgram(t)
	for _, o := range core.Options() { // their ids are made from the names of flags
		p.literals[o.ID()] = true
	}
	used := func(id string) bool {
		if p.literals[id] {
			return true
		}
		for i, r := range id {
			if r == '_' && (p.literals[id[:i+1]] || p.literals[id[i:]] || p.literals[id[:i]] && p.literals[id[i+1:]]) {
				return true
			}
		}
		return false
	}
	own := []string{"chat", "count", "limit", "machine", "error", "command", "face", "hours", "option"} // looked up by methods of the catalogue
	for _, topic := range append(slices.Sorted(maps.Keys(c.tables)), "question") {
		for id := range texts(c, topic) {
			if !slices.Contains(own, topic) && !used(id) && !strings.HasPrefix(id, "quit") && id != "dropped" {
				t.Errorf("%s.%s is used nowhere", topic, id)
			}
		}
	}
}

func TestPluralFormsAreComplete(t *testing.T) {
	t.Parallel()
	c := English()
	for topic, table := range c.tables {
		for id := range table {
			if base, plural := withoutForm(id); plural && (table[base+".one"] == "" || table[base+".other"] == "") {
				t.Errorf("%s.%s lacks a plural form", topic, base)
			}
		}
	}
}

func TestNothingIsLeftOut(t *testing.T) {
	t.Parallel()
	c := English()
	v := reflect.ValueOf(*c)
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.Name != "OnLookup" && f.Name != "Key" && v.Field(i).IsZero() {
			t.Errorf("the catalogue lacks %s", f.Name)
		}
	}
	c.OnLookup = func(id string, fits bool) {
		if !fits {
			t.Errorf("there is no text for %s, or its arguments do not fit", id)
		}
	}
	for _, s := range []core.State{core.Pending, core.Active, core.Unanswered, core.Completed} {
		_, _ = c.State(s), c.Chat("empty_"+string(s))
	}
	for _, r := range []core.Reason{core.ReasonOperator, core.ReasonIdle, core.ReasonUnanswered, core.ReasonVisitor, core.ReasonBotIdle} {
		c.Reason(r, "Ann")
	}
	for _, h := range []core.HealthState{core.HealthPolling, core.HealthBackingOff, core.HealthConflict, core.HealthUnauthorized, core.HealthDisabled, core.HealthStopped} {
		c.Health(h)
	}
	for _, k := range []core.Kind{core.KindPickedUp, core.KindPutBack, core.KindFellUnanswered, core.KindEnded, core.KindClosedIdle, core.KindClosedUnanswered, core.KindVisitorEnded, core.KindBlocked, core.KindUnblocked,
		core.KindReleased, core.KindOwnerGone, core.KindNotAnswered, core.KindTransferAsked, core.KindTransferWithdrawn, core.KindTransferExpired, core.KindJoined, core.KindLeft} {
		c.System(k, "Ann", "")
	}
	for _, k := range []core.Kind{core.KindAssigned, core.KindTransferAsked, core.KindTransferAccepted, core.KindTransferRejected, core.KindInvited} {
		c.System(k, "Ann", "Bob")
	}
	for _, k := range []core.Kind{core.KindPhoto, core.KindVideo, core.KindVideoNote, core.KindVoice, core.KindAudio, core.KindAnimation, core.KindDocument, core.KindSticker,
		core.KindContact, core.KindLocation, core.KindVenue, core.KindDice, core.KindPoll, core.KindStory, core.KindPaidMedia, core.KindGame, core.KindChecklist, core.KindGift,
		core.KindService, core.KindLivePhoto, core.KindLiveLocation, core.KindUnsupported} {
		_, _ = c.Placeholder(k, "text"), c.Placeholder(k, "")
	}
	for _, d := range []core.Delivery{core.DeliveryQueued, core.DeliverySending, core.DeliverySent, core.DeliveryFailed, core.DeliveryUnknown} {
		c.Delivery(d)
	}
	for _, s := range []core.FileState{core.FileWanted, core.FileFetching, core.FileFailed, core.FileTooBig, core.FileExpired} {
		_, _ = c.FileState(s, ""), c.FileState(s, "why")
	}
	for _, k := range core.LimitKinds() {
		c.Limit(k)
	}
	for n := range 3 {
		_, _, _, _ = c.AskAttach(n, "Ann"), c.AskQuit(n, 0, 0), c.AskQuit(0, n, 0), c.AskQuit(n, n, n)
	}
	_, _ = c.Forwarded("Ann"), c.Forwarded(core.UnknownOrigin)
	_, _, _ = c.Jump(time.Hour, time.Time{}), c.Jump(-time.Hour, time.Time{}), c.StorageError(os.ErrClosed)
}

func TestTexts(t *testing.T) {
	t.Parallel()
	c := English()
	for _, test := range [][2]string{
		{c.AskQuit(0, 0, 1).Text, "Quit? 1 other screen on this desk ends with yours."},
		{c.AskQuit(1, 0, 2).Text, "Quit? You hold 1 active chat. 2 other screens on this desk end with yours."},
		{c.AskQuit(1, 2, 0).Text, "Quit? You hold 1 active chat, and 2 replies are still to be sent."},
		{c.AskQuit(0, 1, 0).Text, "Quit? 1 reply is still to be sent; sending goes on at the next start."},
		{c.AskAttach(3, "Ann").Text, "Attach these 3 files to a message for Ann?"},
		{c.Toast("paste_too_long_for_rest", 50_000, 39_000, 40_000), "Not pasted: the text has 50,000 characters, and 39,000 of 40,000 are left here."},
		{c.Settings("enable_ask", 0, "Acme"), "No updates wait at Telegram for Acme."},
		{c.Settings("enable_ask", 1, "Acme"), "1 update waits at Telegram for Acme. Receive it?"},
		{c.Settings("enable_ask", 2, "Acme"), "2 updates wait at Telegram for Acme. Receive them?"},
		{c.Settings("remove_open", "Acme", 2), "Acme still has 2 open chats. They are ended first, when you remove the brand."},
		{c.Service("pinned_message this or that", "Ann"), "Ann pinned a message: this or that"},
		{c.Service("something_new", ""), "service message: something new"},
		{c.Placeholder(core.KindVideoNote, "0:09"), "▣ video note · 0:09"},
		{c.System(core.KindPickedUp, "Ann", ""), "Ann picked up the chat"},
		{c.System(core.KindTransferAsked, "Ann", "Bob"), "Ann asked Bob to take the chat over"},
		{c.System(core.KindTransferAsked, "Ann", ""), "Ann asked the others to take the chat over"},
		{c.System(core.KindChatbotFailed, "", string(core.NewProblem("webhook_timeout", "bot.example", 5*time.Second).And("webhook_tries", 3))), "The chatbot failed, so people are needed: The webhook at bot.example did not answer within 5s. It was tried 3 times."},
		{c.SystemLine(core.Message{Kind: core.KindChatbotFailed, Text: string(core.NewProblem("webhook_cut", "\x1b[2J"+strings.Repeat("x", 300)))}, ""), "The chatbot failed, so people are needed: The webhook at ␛[2J" + strings.Repeat("x", 300) + " closed the connection before its answer was complete."},
		{c.SystemLine(core.Message{Kind: core.KindTransferAsked, Text: "\x1bBob"}, "Ann"), "Ann asked ␛Bob to take the chat over"},
		{c.Duration(25 * time.Hour), "1 day 1 hour"},
		{c.Toast("no_such_id"), "no_such_id"},
	} {
		if test[0] != test[1] {
			t.Errorf("got %q, want %q", test[0], test[1])
		}
	}
}

// TestOptionsHaveWords wants the words of each brand option that flags and the
// settings page show.
func TestOptionsHaveWords(t *testing.T) {
	t.Parallel()
	c := English()
	for _, o := range core.Options() {
		want := map[string][]string{"option": {o.ID() + "_flag"}, "settings": {o.ID(), o.ID() + "_help"}}
		if len(o.Steps) != 2 { // those of two values have no page
			want["settings"] = append(want["settings"], o.ID()+"_long")
		}
		for topic, ids := range want {
			for _, id := range ids {
				if !c.has(topic, id) {
					t.Errorf("there is no text %s.%s", topic, id)
				}
			}
		}
	}
}
