package settings

import (
	"context"
	"strings"
	"unicode/utf8"

	"tgdesk/core"
	"tgdesk/tui/composer"
)

// rename is the page that gives a brand another name.
type rename struct {
	place
	s       *Screen
	id      core.BrandID
	name    *composer.Field
	problem string // what the desk said of the name that was tried
	tried   string
}

func newRename(s *Screen, b core.Brand) *rename {
	return &rename{s: s, id: b.ID, name: newField(b.Name)}
}

func (p *rename) brandID() core.BrandID { return p.id }

func (p *rename) crumb() string { return p.s.t("name") }

func (p *rename) build(f *form) {
	problem := p.s.wrongName(p.name.Text(), p.id)
	if problem == "" && p.name.Text() == p.tried {
		problem = p.problem
	}
	f.add(entry{item: item{id: "name", press: p.save, input: p.name}, label: p.s.t("name_label"), problem: problem})
	f.gap()
	f.add(strip{{item{id: "save", press: p.save, why: p.why()}, p.s.t("save")}})
}

func (p *rename) why() string { return p.s.whyName(p.name.Text(), p.id) }

func (p *rename) save() Effect {
	s, name := p.s, p.name.Text()
	if why := p.why(); why != "" {
		s.toast = toast{text: why, bad: true, ok: true}
		return nil
	}
	if b, ok := s.find(p.id); ok && tidy(name) == b.Name {
		return s.leave(p)
	}
	return change(s, p, func(ctx context.Context) (core.Brand, error) {
		return s.desk.RenameBrand(ctx, s.operator, p.id, name)
	}, func(b core.Brand, err error) Effect {
		if err != nil {
			p.tried, p.problem = name, s.sentence(err)
			return nil
		}
		s.say("renamed", brandName(b))
		return s.leave(p)
	})
}

func (p *rename) hints() []Hint {
	return []Hint{p.s.enterHint("key_save", p.why()), p.s.escHint()}
}

// change runs a change of one brand: the page's buttons wait for it, its
// failure is a toast, and the brand it returns is shown at once. The change
// goes on when its page is left.
func change(s *Screen, p page, do func(context.Context) (core.Brand, error), then func(core.Brand, error) Effect) Effect {
	p.state().busy = true
	return start(s, nil, do, func(b core.Brand, err error) Effect {
		p.state().busy = false
		if err != nil {
			s.fail(err)
		} else {
			s.put(b)
		}
		return then(b, err)
	})
}

// tidy is a name as core keeps it: single spaces, none at the ends.
func tidy(name string) string { return strings.Join(strings.Fields(name), " ") }

// wrongName says what is wrong with a name while it is typed; nothing is wrong
// with an empty one yet. The last word is core's.
func (s *Screen) wrongName(name string, except core.BrandID) string {
	name = tidy(name)
	if n := utf8.RuneCountInString(name); n > core.MaxName {
		return s.t("name_long", n, core.MaxName)
	}
	for _, b := range s.brands {
		if b.ID != except && strings.EqualFold(b.Name, name) {
			return s.t("name_taken", brandName(b))
		}
	}
	return ""
}

// whyName says why a name cannot be used as it is; "" if it can.
func (s *Screen) whyName(name string, except core.BrandID) string {
	if tidy(name) == "" {
		return s.t("why_no_name")
	}
	return s.wrongName(name, except)
}
