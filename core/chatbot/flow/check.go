package flow

import (
	"slices"
	"strings"

	"tgdesk/core"
	"tgdesk/core/fold"
)

// check looks at how the steps of a flow lead to each other.
func check(f *Flow, found *faults) {
	if loop := f.loop(); loop != nil {
		var names []string
		for _, s := range loop {
			names = append(names, short(s.name))
		}
		found.add(loop[0].place, "flow_loop", strings.Join(append(names, names[0]), " → "))
		return // what follows would go round it
	}
	f.checkActions(found)
	f.checkFields(found)
	reached := map[*step]bool{}
	f.reach(f.start, reached)
	f.reach(f.fallback.target, reached)
	labels := map[string]bool{}
	for _, s := range f.order {
		for _, b := range slices.Concat(s.buttons...) {
			for _, label := range b.label {
				labels[fold.Text(label)] = true
			}
		}
		if !reached[s] {
			found.warn(s.place, "flow_unreachable", short(s.name))
		} else if s.expects() && !f.leadsToPeople(s) {
			found.warn(s.place, "flow_no_person", short(s.name), f.fallback.after)
		}
	}
	for _, w := range f.conditions() {
		for _, label := range w.button {
			if !labels[fold.Text(label)] {
				found.warn(w.place, "flow_no_button", short(label))
			}
		}
	}
}

// conditions are all of a flow.
func (f *Flow) conditions() []*when {
	all := slices.Clone(f.when)
	for _, s := range f.order {
		all = append(all, s.when...)
	}
	return all
}

// atOnce are the steps that may follow one without waiting.
func (s *step) atOnce() (next []*step) {
	for _, w := range s.when {
		if !w.answered() && w.leads.next != nil {
			next = append(next, w.leads.next)
		}
	}
	if s.ask == "" && s.leads.next != nil {
		next = append(next, s.leads.next)
	}
	return next
}

// following are all steps that may follow one.
func (f *Flow) following(s *step) []*step {
	next := append(s.atOnce(), s.leads.next)
	for _, b := range slices.Concat(s.buttons...) {
		next = append(next, b.leads.next)
	}
	for _, w := range s.when {
		next = append(next, w.leads.next)
	}
	if s.waits() {
		for _, w := range f.when {
			next = append(next, w.leads.next)
		}
	}
	return slices.DeleteFunc(next, func(s *step) bool { return s == nil })
}

// loop is some steps that lead to each other for ever, nil if there are none.
func (f *Flow) loop() []*step {
	done := map[*step]bool{}
	var path []*step
	var walk func(s *step) []*step
	walk = func(s *step) []*step {
		if at := slices.Index(path, s); at >= 0 {
			return slices.Clone(path[at:])
		}
		if done[s] {
			return nil
		}
		path = append(path, s)
		for _, next := range s.atOnce() {
			if found := walk(next); found != nil {
				return found
			}
		}
		path = path[:len(path)-1]
		done[s] = true
		return nil
	}
	for _, s := range f.order {
		if found := walk(s); found != nil {
			return found
		}
	}
	return nil
}

// actions is how many actions an effect is at most.
func (e effect) actions() int {
	n := len(e.set)
	if e.tags != nil {
		n++
	}
	if e.text != nil || e.file != nil {
		n++
	}
	if e.leads.some() && e.leads.goTo == "" {
		n++
	}
	return n
}

// checkActions wants no answer to have more actions than the desk takes.
func (f *Flow) checkActions(found *faults) {
	most := map[*step]int{}
	var arrival func(s *step) int // there are no loops
	arrival = func(s *step) int {
		if s == nil {
			return 0
		}
		if n, ok := most[s]; ok {
			return n
		}
		sum, longest := s.effect.actions(), 0
		for _, w := range s.when {
			if !w.answered() {
				sum += w.effect.actions()
			}
		}
		for _, next := range s.atOnce() {
			longest = max(longest, arrival(next))
		}
		most[s] = sum + longest
		return most[s]
	}
	limit := func(at place, n int) {
		if n > maxActions {
			found.add(at, "flow_actions", n, maxActions)
		}
	}
	limit(f.fallback.place, arrival(f.fallback.target))
	for _, s := range f.order {
		limit(s.place, arrival(s))
		after := 0
		if s.ask != "" {
			after = 2 + arrival(s.leads.next) // the field, and what follows
			limit(s.leads.place, after)
		}
		for _, b := range slices.Concat(s.buttons...) {
			limit(b.place, b.effect.actions()+max(after, arrival(b.leads.next)))
		}
	}
	for _, w := range f.conditions() {
		limit(w.place, w.effect.actions()+arrival(w.leads.next))
	}
}

// checkFields wants no more fields than a visitor can have.
func (f *Flow) checkFields(found *faults) {
	fields := map[string]bool{}
	count := func(at place, e effect) {
		before := len(fields)
		for _, s := range e.set {
			fields[s.field] = true
		}
		if before <= core.MaxVisitorFields && len(fields) > core.MaxVisitorFields {
			found.add(at, "flow_fields", core.MaxVisitorFields)
		}
	}
	for _, s := range f.order {
		asked := s.effect
		if s.ask != "" {
			asked.set = append(slices.Clone(asked.set), setting{field: s.ask})
		}
		count(s.place, asked)
		for _, b := range slices.Concat(s.buttons...) {
			count(b.place, b.effect)
		}
	}
	for _, w := range f.conditions() {
		count(w.place, w.effect)
	}
}

// leadsToPeople reports whether a person can be reached from a step, but by the fallback.
func (f *Flow) leadsToPeople(s *step) bool {
	reached := map[*step]bool{}
	f.reach(s, reached)
	toPeople := func(w *when) bool { return w.leads.toPeople() }
	for s := range reached {
		if s.leads.toPeople() || slices.ContainsFunc(s.when, toPeople) || s.waits() && slices.ContainsFunc(f.when, toPeople) {
			return true
		}
	}
	return false
}

// reach adds a step and all that may come after it to those that are reached; nil is none.
func (f *Flow) reach(s *step, reached map[*step]bool) {
	if s == nil || reached[s] {
		return
	}
	reached[s] = true
	for _, next := range f.following(s) {
		f.reach(next, reached)
	}
}
