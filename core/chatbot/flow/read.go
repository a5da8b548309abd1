package flow

import (
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tgdesk/core"
	"tgdesk/core/fold"
	"tgdesk/core/markup"
)

// reader makes a flow of the values of its file, and collects what is wrong there.
type reader struct {
	f          *Flow
	faults     *faults
	languages  map[string]bool // that texts are written in
	translated []written
	used       map[string]bool // files
	bytes      int             // of those
	patterns   int             // instructions of all of them
}

func read(root *value, files []core.BotFile, found *faults) *Flow {
	r := reader{f: &Flow{steps: map[string]*step{}, files: map[string]core.BotFile{}}, faults: found, languages: map[string]bool{}, used: map[string]bool{}}
	for _, f := range files {
		r.f.files[f.Name] = f
	}
	r.keys(root, "version", "start", "language", "format", "fallback", "when", "step")
	if v := root.get("version"); v == nil || v.kind != kindNumber || v.number != 1 {
		at := root.place
		if v != nil {
			at = v.place
		}
		found.add(at, "flow_version")
	}
	r.language(root)
	if v := root.get("format"); v != nil {
		r.f.markup = v.text == "markup"
		if v.kind != kindText || v.text != "plain" && v.text != "markup" {
			found.add(v.place, "flow_format")
		}
	}
	r.f.when = r.whens(root)
	for _, w := range r.f.when {
		if w.button == nil && w.contains == nil && w.pattern == nil && !w.anyFile {
			found.add(w.place, "flow_when_everywhere")
		}
	}
	r.fallback(root)
	r.steps(root)
	r.links(root)
	r.warnUntranslated()
	delete(r.languages, r.f.language)
	r.f.languages = append([]string{r.f.language}, slices.Sorted(maps.Keys(r.languages))...)
	return r.f
}

func (r *reader) language(root *value) {
	r.f.language = "en"
	if v, ok := r.expect(root, "language", kindText, "flow_want_text"); ok {
		tag, err := core.CheckLanguage(v.text)
		if err != nil || tag == "" {
			r.faults.add(v.place, "flow_language", short(v.text))
			return
		}
		r.f.language = tag
	}
}

func (r *reader) fallback(root *value) {
	r.f.fallback.after = 3
	v, ok := r.expect(root, "fallback", kindTable, "flow_want_fallback")
	if !ok {
		return
	}
	r.keys(v, "text", "after", "goto")
	r.f.fallback.place = v.place
	r.f.fallback.text = r.speech(v, "text", core.MaxBotText)
	if r.f.fallback.goTo = r.words(v, "goto"); r.f.fallback.goTo != "" {
		r.f.fallback.place = v.get("goto").place
	}
	if n, ok := r.expect(v, "after", kindNumber, "flow_want_number"); ok {
		r.f.fallback.after = n.number
		if n.number < 1 || n.number > maxMisses {
			r.faults.add(n.place, "flow_fallback_after", maxMisses)
		}
	}
}

func (r *reader) steps(root *value) {
	v, ok := r.expect(root, "step", kindTable, "flow_want_steps")
	if v == nil || ok && len(v.pairs) == 0 {
		r.faults.add(root.place, "flow_no_steps")
		return
	}
	if len(v.pairs) > maxSteps {
		r.faults.add(v.place, "flow_steps", len(v.pairs), maxSteps)
		return
	}
	for _, p := range v.pairs {
		if utf8.RuneCountInString(p.key) > maxName || core.CheckVisible(p.key) != nil || strings.ContainsFunc(p.key, core.Unprintable) {
			r.faults.add(p.place, "flow_step_name", maxName)
		}
		if p.value.kind != kindTable {
			r.faults.add(p.value.place, "flow_step_table", short(p.key))
			continue
		}
		s := r.step(p)
		r.f.steps[s.name] = s
		r.f.order = append(r.f.order, s)
	}
}

func (r *reader) step(p pair) *step {
	v, before := p.value, len(r.faults.all)
	r.keys(v, "text", "file", "buttons", "keyboard", "ask", "pattern", "retry", "when", "set", "tag", "goto", "forward", "leave_message", "end", "block")
	s := &step{name: p.key, place: v.place, effect: r.effect(v), when: r.whens(v)}
	s.buttons = r.buttons(v)
	if k := v.get("keyboard"); k != nil {
		s.keyboard = k.text == "reply"
		switch {
		case k.kind != kindText || k.text != "reply" && k.text != "inline":
			r.faults.add(k.place, "flow_keyboard")
		case s.buttons == nil:
			r.faults.warn(k.place, "flow_keyboard_alone")
		}
	}
	if s.ask = r.words(v, "ask"); s.ask != "" && !fieldName(s.ask) {
		r.faults.add(v.get("ask").place, "flow_field", short(s.ask), core.MaxFieldName)
	}
	if s.pattern = r.pattern(v); s.pattern != nil && s.ask == "" {
		r.faults.add(v.get("pattern").place, "flow_pattern_alone", short(s.name))
	}
	if s.retry = r.speech(v, "retry", core.MaxBotText); s.retry != nil && !s.expects() {
		r.faults.warn(v.get("retry").place, "flow_retry_alone")
	}
	for _, b := range slices.Concat(s.buttons...) {
		if b.leads.goTo == "" && s.ask == "" && b.label != nil {
			r.faults.add(b.place, "flow_button_nowhere")
		}
	}
	silent := s.text == nil && s.file == nil
	switch {
	case len(r.faults.all) > before: // which may be why the step seems to do nothing
	case s.ask != "" && s.text == nil:
		r.faults.add(s.place, "flow_ask_silent")
	case s.buttons != nil && silent:
		r.faults.add(s.place, "flow_buttons_silent")
	case !s.waits() && !s.leads.some():
		r.faults.add(s.place, "flow_dead_end", short(s.name))
	case s.ask == "" && s.expects() && s.leads.some() && (!s.leads.end || s.leads.final()):
		r.faults.add(s.leads.place, "flow_never_left", short(s.name))
	}
	return s
}

// buttons are rows in brackets, or buttons that have a row each.
func (r *reader) buttons(table *value) (rows [][]button) {
	v, ok := r.expect(table, "buttons", kindArray, "flow_want_buttons")
	if !ok {
		return nil
	}
	total := 0
	for _, item := range v.items {
		row := []*value{item}
		if item.kind == kindArray {
			row = item.items
		}
		if len(row) > core.MaxBotInlineRow {
			r.faults.add(item.place, "flow_row", len(row), core.MaxBotInlineRow)
			continue
		}
		var buttons []button
		for _, b := range row {
			if b.kind != kindTable {
				r.faults.add(b.place, "flow_type", "buttons", core.NewProblem("flow_want_buttons"))
				continue
			}
			r.keys(b, "label", "goto", "set", "tag")
			if b.get("label") == nil {
				r.faults.add(b.place, "flow_label_missing")
			}
			buttons = append(buttons, button{b.place, r.label(b), r.effect(b)})
		}
		if total += len(buttons); buttons != nil {
			rows = append(rows, buttons)
		}
	}
	switch {
	case len(v.items) == 0:
		r.faults.add(v.place, "flow_empty", "buttons")
	case total > core.MaxBotButtons:
		r.faults.add(v.place, "flow_buttons", total, core.MaxBotButtons)
	}
	r.checkLabels(rows)
	return rows
}

// checkLabels wants no label twice, in no language: what is pressed is known by it.
func (r *reader) checkLabels(rows [][]button) {
	languages := map[string]bool{r.f.language: true}
	for _, b := range slices.Concat(rows...) {
		for tag := range b.label {
			languages[tag] = true
		}
	}
	for _, language := range slices.Sorted(maps.Keys(languages)) {
		seen := map[string]bool{}
		for _, b := range slices.Concat(rows...) {
			label := b.label.in(language, r.f.language)
			if label != "" && seen[fold.Text(label)] {
				r.faults.add(b.place, "flow_label_twice", short(label))
			}
			seen[fold.Text(label)] = true
		}
	}
}

func (r *reader) whens(table *value) (all []*when) {
	v, ok := r.expect(table, "when", kindArray, "flow_want_when")
	if !ok {
		return nil
	}
	if len(v.items) > maxWhen {
		r.faults.add(v.place, "flow_whens", len(v.items), maxWhen)
		return nil
	}
	for _, item := range v.items {
		if item.kind != kindTable {
			r.faults.add(item.place, "flow_type", "when", core.NewProblem("flow_want_when"))
			continue
		}
		conditions := []string{"button", "contains", "pattern", "any_text", "file_received", "language", "source", "known", "outside_hours", "nobody_available"}
		r.keys(item, append(slices.Clone(conditions), "text", "file", "set", "tag", "goto", "forward", "leave_message", "end", "block")...)
		w := &when{item.place, r.condition(item), r.effect(item)}
		if !slices.ContainsFunc(conditions, func(c string) bool { return item.get(c) != nil }) {
			r.faults.add(w.place, "flow_when_always", strings.Join(conditions, ", "))
		} else if w.text == nil && w.file == nil && w.set == nil && w.tags == nil && !w.leads.some() {
			r.faults.add(w.place, "flow_when_nothing")
		}
		all = append(all, w)
	}
	return all
}

func (r *reader) condition(v *value) condition {
	c := condition{
		button: r.list(v, "button"), contains: r.list(v, "contains"), pattern: r.pattern(v), language: r.list(v, "language"), source: r.list(v, "source"), known: r.list(v, "known"),
		closed: r.yes(v, "outside_hours"), nobody: r.yes(v, "nobody_available"),
	}
	for _, key := range []string{"any_text", "file_received"} {
		if yes := r.yes(v, key); yes != nil && !*yes {
			r.faults.add(v.get(key).place, "flow_only_true", key)
		}
	}
	c.anyText, c.anyFile = v.get("any_text") != nil, v.get("file_received") != nil
	for i, tag := range c.language {
		checked, err := core.CheckLanguage(tag)
		if err != nil {
			r.faults.add(v.get("language").place, "flow_language", short(tag))
		}
		c.language[i] = checked
	}
	for i, word := range c.contains {
		if c.contains[i] = fold.Text(word); c.contains[i] == "" {
			r.faults.add(v.get("contains").place, "flow_empty", "contains")
		}
	}
	return c
}

func (r *reader) effect(v *value) effect {
	e := effect{file: r.names(v), set: r.settings(v), tags: r.tags(v, "tag"), leads: r.lead(v)}
	most := core.MaxBotText
	if e.file != nil {
		most = maxCaption
	}
	e.text = r.speech(v, "text", most)
	return e
}

func (r *reader) settings(v *value) (all []setting) {
	set, ok := r.expect(v, "set", kindTable, "flow_want_set")
	if !ok {
		return nil
	}
	if len(set.pairs) == 0 {
		r.faults.add(set.place, "flow_empty", "set")
	}
	for _, p := range set.pairs {
		if !fieldName(p.key) {
			r.faults.add(p.place, "flow_field", short(p.key), core.MaxFieldName)
		}
		if p.value.kind != kindText {
			r.faults.add(p.value.place, "flow_type", short(p.key), core.NewProblem("flow_want_text"))
			continue
		}
		value := strings.TrimSpace(p.value.text)
		name, found, ok := unknownVariable(value)
		switch n := markup.Len(value); {
		case !ok:
			r.faults.add(p.value.place, "flow_brace", knownVariables())
		case found:
			r.faults.add(p.value.place, "flow_variable", short(name), knownVariables())
		case n > core.MaxFieldValue:
			r.faults.add(p.value.place, "flow_text_long", n, core.MaxFieldValue)
		case strings.ContainsFunc(value, core.Unprintable):
			r.faults.add(p.value.place, "flow_unprintable")
		}
		all = append(all, setting{p.key, value})
	}
	return all
}

func (r *reader) tags(v *value, key string) (tags []string) {
	for _, s := range r.list(v, key) {
		tag, err := core.CheckTag(s)
		if err != nil {
			r.faults.add(v.get(key).place, "flow_tag", core.CauseOf(err))
		}
		tags = append(tags, tag)
	}
	if len(tags) > core.MaxTags {
		r.faults.add(v.get(key).place, "flow_list", key, len(tags), core.MaxTags)
	}
	return tags
}

// lead is how a table says that a step is left. It can say so in one way.
func (r *reader) lead(v *value) lead {
	l := lead{goTo: r.words(v, "goto")}
	var ways []string
	for _, key := range []string{"goto", "forward", "leave_message", "end", "block"} {
		way := v.get(key)
		if way == nil {
			continue
		}
		if l.place = way.place; way.kind == kindBool && !way.yes && key != "goto" && key != "block" {
			r.faults.add(way.place, "flow_only_true", key)
		}
		ways = append(ways, key)
		switch {
		case (key == "forward" || key == "leave_message") && way.kind != kindBool:
			l.to = r.tags(v, key)
		case key == "end" && way.kind != kindBool:
			after, err := time.ParseDuration(way.text)
			if way.kind != kindText || err != nil || after < core.MinBotEnd || after > core.MaxBotEnd {
				r.faults.add(way.place, "flow_end", core.MinBotEnd, core.MaxBotEnd)
			} else if idle := core.DefaultLimits().ChatbotIdle; after > idle {
				r.faults.warn(way.place, "flow_end_late", idle)
			}
			l.after = after
		case key == "block":
			l.block = r.words(v, key)
			if n := utf8.RuneCountInString(l.block); n > core.MaxBotBlockReason {
				r.faults.add(way.place, "flow_text_long", n, core.MaxBotBlockReason)
			}
		}
	}
	l.forward, l.leave, l.end = v.get("forward") != nil, v.get("leave_message") != nil, v.get("end") != nil
	if len(ways) > 1 {
		r.faults.add(l.place, "flow_two_ways", strings.Join(ways, ", "))
	}
	return l
}
