package flow

import (
	"maps"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"

	"tgdesk/core"
	"tgdesk/core/markup"
)

// short is a name of a file's as a sentence repeats it.
func short(s string) string {
	const most = 40
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}

// keys reports the keys of a table that it cannot have.
func (r *reader) keys(table *value, known ...string) {
	for _, p := range table.pairs {
		if !slices.Contains(known, p.key) {
			if like := r.nearest(p.key, slices.Values(known)); like != "" {
				r.faults.add(p.place, "flow_key_like", short(p.key), like)
			} else {
				r.faults.add(p.place, "flow_key_unknown", short(p.key), strings.Join(known, ", "))
			}
		}
	}
}

// expect reports whether the value of a key is of a kind; what is not is a fault. No value
// is none.
func (r *reader) expect(table *value, key string, k kind, want string) (*value, bool) {
	v := table.get(key)
	if v == nil || v.kind == k {
		return v, v != nil
	}
	r.faults.add(v.place, "flow_type", key, core.NewProblem(want))
	return v, false
}

// words is a text of the file that visitors do not see.
func (r *reader) words(table *value, key string) string {
	v, ok := r.expect(table, key, kindText, "flow_want_text")
	if !ok {
		return ""
	}
	if strings.TrimSpace(v.text) == "" {
		r.faults.add(v.place, "flow_empty", key)
	}
	return strings.TrimSpace(v.text)
}

func (r *reader) yes(table *value, key string) *bool {
	if v, ok := r.expect(table, key, kindBool, "flow_want_yes"); ok {
		return &v.yes
	}
	return nil
}

// list is one text, or several in brackets.
func (r *reader) list(table *value, key string) (all []string) {
	v := table.get(key)
	if v == nil {
		return nil
	}
	items := v.items
	if v.kind != kindArray {
		items = []*value{v}
	}
	if len(items) == 0 {
		r.faults.add(v.place, "flow_empty", key)
	}
	if len(items) > maxList {
		r.faults.add(v.place, "flow_list", key, len(items), maxList)
		items = nil
	}
	for _, item := range items {
		switch {
		case item.kind != kindText:
			r.faults.add(item.place, "flow_type", key, core.NewProblem("flow_want_list"))
		case core.CheckVisible(item.text) != nil:
			r.faults.add(item.place, "flow_empty", key)
		default:
			all = append(all, strings.TrimSpace(item.text))
		}
	}
	return all
}

// pattern is a regular expression of RE2.
func (r *reader) pattern(table *value) *regexp.Regexp {
	v, ok := r.expect(table, "pattern", kindText, "flow_want_text")
	if !ok {
		return nil
	}
	if n := utf8.RuneCountInString(v.text); n > maxPattern || n == 0 {
		r.faults.add(v.place, "flow_pattern_length", n, maxPattern)
		return nil
	}
	parsed, err := syntax.Parse(v.text, syntax.Perl)
	if err != nil {
		r.faults.add(v.place, "flow_pattern", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		return nil
	}
	compiled, err := syntax.Compile(parsed.Simplify())
	if err == nil {
		r.patterns += len(compiled.Inst)
	}
	if err != nil || r.patterns > maxPatterns {
		r.patterns = 0
		r.faults.add(v.place, "flow_pattern_big")
		return nil
	}
	return regexp.MustCompile(v.text)
}

// localized is a text, or one a language. Each is checked by a function of its place.
func (r *reader) localized(table *value, key string, check func(at place, s string)) text {
	v := table.get(key)
	switch {
	case v == nil:
		return nil
	case v.kind == kindText:
		s := strings.TrimSpace(v.text)
		check(v.place, s)
		return text{"": s}
	case v.kind != kindTable:
		r.faults.add(v.place, "flow_type", key, core.NewProblem("flow_want_texts"))
		return nil
	case len(v.pairs) > maxLanguages || len(r.languages) > maxLanguages:
		r.faults.add(v.place, "flow_languages", maxLanguages)
		return nil
	}
	t := text{}
	for _, p := range v.pairs {
		tag, err := core.CheckLanguage(p.key)
		switch {
		case err != nil || tag == "":
			r.faults.add(p.place, "flow_language", short(p.key))
		case p.value.kind != kindText:
			r.faults.add(p.value.place, "flow_type", p.key, core.NewProblem("flow_want_text"))
		case t[tag] != "":
			r.faults.add(p.place, "flow_language_twice", tag)
		default:
			t[tag] = strings.TrimSpace(p.value.text)
			check(p.value.place, t[tag])
			r.languages[tag] = true
		}
	}
	if _, ok := t[r.f.language]; !ok {
		r.faults.add(v.place, "flow_text_default", r.f.language)
	}
	r.translated = append(r.translated, written{v.place, t})
	return t
}

// written is a text with its place.
type written struct {
	place
	text text
}

// warnUntranslated warns of texts that lack a language of others.
func (r *reader) warnUntranslated() {
	for _, w := range r.translated {
		for _, tag := range slices.Sorted(maps.Keys(r.languages)) {
			if !slices.ContainsFunc(slices.Collect(maps.Keys(w.text)), func(has string) bool { return core.LanguageFit(has, tag) >= 2 }) {
				r.faults.warn(w.place, "flow_untranslated", tag, r.f.language)
			}
		}
	}
}

// speech is what the bot says to visitors, with at most so many characters.
func (r *reader) speech(table *value, key string, most int) text {
	return r.localized(table, key, func(at place, s string) {
		if s == "" || core.CheckVisible(s) != nil {
			r.faults.add(at, "flow_empty", key)
			return
		}
		if strings.ContainsFunc(s, func(c rune) bool { return c != '\n' && c != '\t' && core.Unprintable(c) }) {
			r.faults.add(at, "flow_unprintable")
		}
		switch name, found, ok := unknownVariable(s); {
		case !ok:
			r.faults.add(at, "flow_brace", knownVariables())
		case found:
			r.faults.add(at, "flow_variable", short(name), knownVariables())
		}
		if n := markup.Len(s); n > most {
			r.faults.add(at, "flow_text_long", n, most)
		}
	})
}

// label is what stands on a button.
func (r *reader) label(table *value) text {
	return r.localized(table, "label", func(at place, s string) {
		switch n := markup.Len(s); {
		case s == "" || core.CheckVisible(s) != nil:
			r.faults.add(at, "flow_empty", "label")
		case strings.ContainsFunc(s, core.Unprintable):
			r.faults.add(at, "flow_label_line")
		case n > core.MaxBotButtonLabel:
			r.faults.add(at, "flow_label_long", n, core.MaxBotButtonLabel)
		case strings.ContainsAny(s, "{}"):
			r.faults.add(at, "flow_label_variable")
		}
	})
}

// names are those of files, which lie beside the flow or below its folder.
func (r *reader) names(table *value) text {
	return r.localized(table, "file", func(at place, name string) {
		if name == "" || !safeName(name) {
			r.faults.add(at, "flow_file_name", short(name))
			return
		}
		f, ok := r.f.files[name]
		switch {
		case !ok:
			r.faults.add(at, "flow_file_missing", short(name))
		case len(f.Data) == 0:
			r.faults.add(at, "flow_file_empty", short(name))
		case len(f.Data) > core.MaxBotFile:
			r.faults.add(at, "flow_file_big", short(name), core.Size(core.MaxBotFile))
		case !r.used[name]:
			r.used[name] = true
			if r.bytes += len(f.Data); r.bytes > MaxFiles && r.bytes-len(f.Data) <= MaxFiles {
				r.faults.add(at, "flow_files_big", core.Size(MaxFiles))
			}
		}
	})
}
