// Package flow is a chatbot that a file describes: steps with texts in the visitor's
// language, buttons, questions and conditions. What it answers follows from the flow and
// the event alone.
//
// It must not read files, ask a clock, or keep anything between two events but in the
// memory that the desk gives back.
package flow

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"tgdesk/core"
)

// Bounds of a flow.
const (
	MaxText    = 1 << 20  // bytes of the file
	MaxFiles   = 20 << 20 // bytes of all files that it sends
	maxSteps   = 500
	maxWhen    = 100 // of a step, and of those for every step
	maxName    = 60  // characters of a step
	maxPattern = 500
	// maxPatterns is how many instructions all patterns have together: memory, and the
	// time that a message takes.
	maxPatterns  = 100_000
	maxMisses    = 20
	maxList      = 100 // words of a condition
	maxLanguages = 50
	maxActions   = core.MaxBotActions - 1 // one is left for handing the chat to people
)

// Flow is a flow whose file was checked. It is never changed.
type Flow struct {
	start     *step
	language  string // of texts for whom there is none in their own
	languages []string
	markup    bool
	steps     map[string]*step
	order     []*step // of the file
	when      []*when // for every step, after its own
	fallback  fallback
	files     map[string]core.BotFile // by the names that the file gives them
}

// step is a point of the flow: the bot speaks, and may wait for an answer.
type step struct {
	name string
	place
	effect
	buttons  [][]button
	keyboard bool
	when     []*when
	ask      string // the field that the answer is kept in
	pattern  *regexp.Regexp
	retry    text // said to what does not fit
}

// effect is what a step, a condition or a button does, in this order.
type effect struct {
	text  text
	file  text // names of files
	set   []setting
	tags  []string
	leads lead
}

// setting is a field with its new value; "" removes it.
type setting struct{ field, value string }

// lead is how a step is left, at most one of these.
type lead struct {
	place
	goTo    string
	next    *step // that goTo names
	forward bool
	leave   bool
	to      []string // tags of forward and leave
	end     bool
	after   time.Duration // of end
	block   string        // the reason
}

// some reports whether the lead is any.
func (l lead) some() bool {
	return l.goTo != "" || l.forward || l.leave || l.end || l.block != ""
}

// final reports whether the chatbot holds the chat no more.
func (l lead) final() bool { return l.forward || l.leave || l.end && l.after == 0 || l.block != "" }

// toPeople reports whether a person gets the chat.
func (l lead) toPeople() bool { return l.forward || l.leave }

type button struct {
	place
	label text
	effect
}

// when is a condition, and what is done where it holds.
type when struct {
	place
	condition
	effect
}

// condition holds where all of it does. What the visitor does comes first.
type condition struct {
	button   []string // any of these labels was pressed, or written
	contains []string // any of these begins a word
	pattern  *regexp.Regexp
	anyText  bool
	anyFile  bool

	language []string // any of these
	source   []string // any of these
	known    []string // all of these fields have a value
	closed   *bool    // outside business hours
	nobody   *bool    // no operator is available
}

// answered reports whether the condition is about what the visitor does, and so can only
// hold once they have answered.
func (c condition) answered() bool {
	return c.button != nil || c.contains != nil || c.pattern != nil || c.anyText || c.anyFile
}

// fallback is what is done about what fits nowhere.
type fallback struct {
	place  // of goTo
	text   text
	after  int // so many misses in a row, the chat is handed on
	goTo   string
	target *step // that goTo names; nil forwards the chat to people
}

// waits reports whether a step waits for what the visitor does next.
func (s *step) waits() bool { return s.expects() || s.leads.end && s.leads.after > 0 }

// expects reports whether a step has a use for an answer.
func (s *step) expects() bool { return s.ask != "" || s.buttons != nil || s.listens() }

func (s *step) listens() bool {
	return slices.ContainsFunc(s.when, func(w *when) bool { return w.answered() })
}

// Load reads a flow and the files beside it, and lists what is wrong with it. There is a
// flow unless one of the faults is more than a warning.
func Load(source string, files []core.BotFile) (*Flow, []Fault) {
	var found faults
	if len(source) > MaxText {
		found.add(place{}, "flow_too_big", core.Size(MaxText))
		return nil, found.sorted()
	}
	root := parse(strings.TrimPrefix(source, "\ufeff"), &found)
	if found.failed { // of what a half-read file lacks, nobody wants to hear
		return nil, found.sorted()
	}
	f := read(root, files, &found)
	if !found.failed {
		check(f, &found)
	}
	if found.failed {
		f = nil
	}
	return f, found.sorted()
}

// Steps is how many steps the flow has.
func (f *Flow) Steps() int { return len(f.order) }

// Languages are those that its texts are written in, the flow's own first.
func (f *Flow) Languages() []string { return f.languages }

// Open makes a chatbot of a flow that the desk keeps.
func Open(f core.Flow) (core.Chatbot, error) {
	loaded, found := Load(f.Text, f.Files)
	for _, fault := range found {
		if !fault.Warning {
			return nil, &core.ChatbotError{Detail: core.NewProblem("flow_fault", fault.Line, fault.Problem)}
		}
	}
	return loaded, nil
}
