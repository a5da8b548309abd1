package flow

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/fold"
	"tgdesk/core/markup"
)

// maxCaption is how long a text below a file may be.
const maxCaption = markup.MaxCaption

// memory is what a flow knows of a chat between two events.
type memory struct {
	Step string `json:"step,omitempty"` // that waits; "" if none does
	// Opened is when the chat was opened, in Unix milliseconds, until the visitor answers.
	// A message of that very time was written before they saw anything.
	Opened int64 `json:"opened,omitempty"`
	Misses int   `json:"misses,omitempty"` // answers in a row that fit nowhere
}

// run is the answer to one event.
type run struct {
	f        *Flow
	event    core.BotEvent
	language string
	fields   map[string]string
	written  string // by the visitor, or the label that they pressed
	folded   string // for search
	memory   memory
	actions  []core.BotAction
	over     bool // the chatbot holds the chat no more
}

// Close implements core.Chatbot. A flow has nothing running.
func (f *Flow) Close() error { return nil }

// Answer implements core.Chatbot. The same event is always answered alike.
func (f *Flow) Answer(ctx context.Context, e core.BotEvent) (core.BotAnswer, error) {
	if err := ctx.Err(); err != nil {
		return core.BotAnswer{}, err
	}
	if e.Kind == core.BotOperatorJoined {
		return core.BotAnswer{Actions: []core.BotAction{{Do: core.BotWait}}, Memory: e.Memory}, nil
	}
	r := run{f: f, event: e, language: strings.ToLower(strings.ReplaceAll(e.Language, "_", "-")), fields: maps.Clone(e.Fields)}
	r.written = e.Text
	if e.Kind == core.BotPressed {
		r.written = e.Button
	}
	r.folded = fold.Text(r.written)
	if r.fields == nil {
		r.fields = map[string]string{}
	}
	if json.Unmarshal([]byte(e.Memory), &r.memory) != nil {
		r.memory = memory{} // of another chatbot, which the brand had before
	}
	at := f.steps[r.memory.Step]
	switch {
	case e.Kind == core.BotOpened:
		r.memory = memory{Opened: max(e.At.UnixMilli(), 1)}
		r.enter(f.start)
	case e.Kind == core.BotMessage && command(e.Text) == "/start":
		if opening := r.opening(); !opening || at == nil {
			r.memory = memory{}
			r.enter(f.start)
		}
	case at == nil || !at.expects():
		r.memory = memory{}
		r.enter(f.start)
		if at = f.steps[r.memory.Step]; at != nil && !r.over {
			r.react(at, true)
		}
	default:
		opening := r.opening()
		if !opening {
			r.memory.Opened = 0
		}
		r.react(at, opening)
	}
	if r.actions == nil {
		r.actions = []core.BotAction{{Do: core.BotWait}}
	}
	kept, err := json.Marshal(r.memory)
	return core.BotAnswer{Actions: r.actions, Memory: string(kept)}, err
}

// command is the command that a message is, "" if it is none.
func command(text string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	if !strings.HasPrefix(first, "/") {
		return ""
	}
	return first
}

// opening reports whether the event is the message that opened the chat, or came together
// with it. Who presses a button has seen it.
func (r *run) opening() bool {
	return r.memory.Opened != 0 && r.event.At.UnixMilli() <= r.memory.Opened && r.event.Kind != core.BotPressed
}

// enter goes to a step, and on from there as long as nothing has to be waited for.
func (r *run) enter(s *step) {
	for s != nil && !r.over {
		next := r.arrive(s)
		if next == nil && !r.over {
			r.memory.Step = s.name
		}
		s = next
	}
	if r.over {
		r.memory = memory{}
	}
}

// arrive does what a step does at once, and returns the step that follows without waiting.
func (r *run) arrive(s *step) *step {
	for _, w := range s.when {
		if w.answered() || !w.holds(r) {
			continue
		}
		r.do(w.effect, nil, false)
		if w.leads.some() {
			return w.leads.next
		}
	}
	e := s.effect
	if s.ask != "" {
		e.leads = lead{} // not before there is an answer
	}
	r.do(e, s.buttons, s.keyboard)
	return e.leads.next
}

// react does what a step does about an answer. To the message that opened the chat nothing
// is said where it fits nowhere: the visitor has just been greeted.
func (r *run) react(s *step, opening bool) {
	if b, ok := r.pressed(s); ok {
		r.memory.Misses = 0
		if s.ask != "" && b.leads.goTo == "" {
			r.do(b.effect, nil, false)
			r.answer(s, b.label.in(r.language, r.f.language))
			return
		}
		r.follow(b.effect, s)
		return
	}
	for _, w := range slices.Concat(s.when, r.f.when) {
		if w.answered() && w.holds(r) {
			r.memory.Misses = 0
			r.follow(w.effect, s)
			return
		}
	}
	if value, ok := r.fits(s, opening); ok {
		r.memory.Misses = 0
		r.answer(s, value)
		return
	}
	if opening {
		return
	}
	r.memory.Misses++
	switch {
	case r.memory.Misses < r.f.fallback.after:
		r.say(r.again(s), nil, s.buttons, s.keyboard)
	case r.f.fallback.target != nil:
		r.memory.Misses = 0
		r.enter(r.f.fallback.target)
	default:
		r.do(effect{leads: lead{forward: true}}, nil, false)
		r.memory = memory{}
	}
}

// pressed is the button of a step that was pressed, or whose label was written: first in
// the visitor's language, then in any.
func (r *run) pressed(s *step) (button, bool) {
	label := r.folded
	if label == "" || r.event.Kind == core.BotFileReceived {
		return button{}, false
	}
	all := slices.Concat(s.buttons...)
	for _, b := range all {
		if fold.Text(b.label.in(r.language, r.f.language)) == label {
			return b, true
		}
	}
	for _, b := range all {
		for _, in := range b.label {
			if fold.Text(in) == label {
				return b, true
			}
		}
	}
	return button{}, false
}

// fits is what is kept of a message as the answer to a question: all of it, or what its
// pattern finds. The message that opened the chat is none unless a pattern says so.
func (r *run) fits(s *step, opening bool) (value string, ok bool) {
	if s.ask == "" || r.event.Kind != core.BotMessage || opening && s.pattern == nil {
		return "", false
	}
	value = strings.Join(strings.Fields(strings.ToValidUTF8(r.event.Text, "\uFFFD")), " ")
	if s.pattern != nil {
		value = strings.TrimSpace(s.pattern.FindString(value))
	}
	return value, clean.Visible(value)
}

// answer keeps the answer to a step's question and goes on.
func (r *run) answer(s *step, value string) {
	r.set(s.ask, value)
	r.do(effect{leads: s.leads}, nil, false)
	switch {
	case r.over:
		r.memory = memory{}
	case s.leads.next != nil:
		r.enter(s.leads.next)
	default: // the chat ends after a while
		r.memory.Step = ""
	}
}

// follow does what a button or a condition does. If that leads nowhere, the step waits on,
// with its buttons below what was said.
func (r *run) follow(e effect, s *step) {
	if e.leads.some() {
		r.do(e, nil, false)
	} else {
		r.do(e, s.buttons, s.keyboard)
	}
	switch {
	case r.over:
		r.memory = memory{}
	case e.leads.next != nil:
		r.enter(e.leads.next)
	}
}

// again is what is said to an answer that fits nowhere.
func (r *run) again(s *step) text {
	for _, t := range []text{s.retry, r.f.fallback.text, s.text} {
		if t != nil {
			return t
		}
	}
	return nil
}

// do carries out an effect, but does not go to another step.
func (r *run) do(e effect, buttons [][]button, keyboard bool) {
	for _, s := range e.set {
		r.set(s.field, r.fill(s.value, false))
	}
	if e.tags != nil {
		r.emit(core.BotAction{Do: core.BotTag, Tags: e.tags})
	}
	told := ""
	if e.leads.forward || e.leads.leave || e.leads.end && buttons == nil && e.file == nil {
		told = r.spoken(e.text, markup.MaxText)
	}
	if told == "" || e.file != nil {
		told = ""
		r.say(e.text, e.file, buttons, keyboard)
	}
	l, action := e.leads, core.BotAction{Text: told, Markup: r.f.markup && told != ""}
	switch {
	case l.forward:
		action.Do, action.Tags = core.BotForward, l.to
	case l.leave:
		action.Do, action.Tags = core.BotLeaveMessage, l.to
	case l.end:
		action.Do, action.After = core.BotEnd, l.after
	case l.block != "":
		action.Do, action.Reason = core.BotBlock, l.block
	default:
		return
	}
	r.emit(action)
	r.over = r.over || l.final()
}

// say replies to the visitor, if there is anything to say.
func (r *run) say(t, file text, buttons [][]button, keyboard bool) {
	a := core.BotAction{Do: core.BotReply, Markup: r.f.markup, Keyboard: keyboard && buttons != nil}
	most := markup.MaxText
	if file != nil {
		most = maxCaption
		f := r.f.files[file.in(r.language, r.f.language)]
		a.File = &core.BotFile{Name: path.Base(f.Name), Data: f.Data}
	}
	a.Text = r.spoken(t, most)
	for _, row := range buttons {
		var labels []string
		for _, b := range row {
			labels = append(labels, b.label.in(r.language, r.f.language))
		}
		a.Buttons = append(a.Buttons, labels)
	}
	if a.Text != "" || a.File != nil {
		a.Markup = a.Markup && a.Text != ""
		r.emit(a)
	}
}

func (r *run) set(field, value string) {
	value = cut(value, core.MaxFieldValue)
	r.fields[field] = value
	r.emit(core.BotAction{Do: core.BotSet, Field: field, Value: value})
}

// emit adds an action. The last one that there can be hands the chat to people: only the
// answer to a visitor who begins anew comes so far, as checkActions sees to it.
func (r *run) emit(a core.BotAction) {
	if r.over {
		return
	}
	if len(r.actions) == maxActions {
		a, r.over = core.BotAction{Do: core.BotForward}, true
	}
	r.actions = append(r.actions, a)
}

// spoken is a text in the visitor's language with the values of its variables; "" if
// nothing is left to see.
func (r *run) spoken(t text, most int) string {
	s := strings.TrimSpace(r.fill(t.in(r.language, r.f.language), r.f.markup))
	if !clean.Visible(s) {
		return ""
	}
	return cut(s, most)
}

// maxValue is how much of a value stands in a text, in UTF-16 units.
const maxValue = core.MaxFieldValue

// fill puts values in the place of variables. No value is taken for formatting.
func (r *run) fill(s string, withMarkup bool) string {
	var b strings.Builder
	all, _ := parts(s)
	for _, p := range all {
		if p.variable == "" {
			b.WriteString(p.plain)
			continue
		}
		b.WriteString(cut(cmp.Or(core.PlainValue(r.value(p.variable), withMarkup), p.otherwise), maxValue))
	}
	return b.String()
}

func (r *run) value(variable string) string {
	switch variable {
	case "name":
		return r.event.Name
	case "brand":
		return r.event.Brand
	case "text":
		return r.event.Text
	case "button":
		return r.event.Button
	case "language":
		return r.event.Language
	case "source":
		return r.event.Source
	case "chat":
		return strconv.FormatInt(int64(r.event.Chat), 10)
	case "visitor":
		return strconv.FormatInt(int64(r.event.Visitor), 10)
	}
	return r.fields[strings.TrimPrefix(variable, fieldPrefix)]
}

var _ core.Chatbot = (*Flow)(nil)
