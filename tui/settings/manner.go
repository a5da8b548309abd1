package settings

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/composer"
)

// mannerPage is how a brand treats files and how it answers.
type mannerPage struct {
	place
	s  *Screen
	id core.BrandID
}

func (p *mannerPage) brandID() core.BrandID { return p.id }

func (p *mannerPage) crumb() string { return p.s.t("manner") }

func (p *mannerPage) manner() core.Manner {
	b, _ := p.s.find(p.id)
	return b.Manner
}

func (p *mannerPage) build(f *form) {
	s, m := p.s, p.manner()
	f.add(p.opens("fetch_up_to", s.bytes(m.FetchUpTo), func() page { return p.fetchSteps() }))
	f.add(p.opens("keep_media", s.kept(m.KeepMedia), func() page { return p.keepSteps() }))
	f.add(p.toggles("any_file", s.t("any_file_no"), s.t("any_file_yes"), func(m *core.Manner) *bool { return &m.AnyFile }))
	f.gap()
	f.add(p.opens("signature", s.t("sign_"+string(signature(m))), func() page { return p.signSteps() }))
	f.add(p.toggles("typing", s.t("flag_no"), s.t("flag_yes"), func(m *core.Manner) *bool { return &m.Typing }))
	f.add(p.toggles("markup", s.t("flag_no"), s.t("flag_yes"), func(m *core.Manner) *bool { return &m.Markup }))
	f.add(p.opens("flood", s.flood(m.Flood), func() page { return p.floodSteps() }))
	f.gap()
	server := clean.Line(m.APIURL).String()
	if server == "" {
		server = s.t("api_none")
	}
	f.add(p.opens("api_url", server, func() page { return newServer(s, p.id, m.APIURL) }))
}

func signature(m core.Manner) core.Signature {
	if m.Signature == "" {
		return core.SignNone
	}
	return m.Signature
}

// opens is a line that leads to a page of its own.
func (p *mannerPage) opens(id, value string, open func() page) block {
	return p.line(id, value, func() Effect {
		p.s.push(open())
		return nil
	})
}

// toggles is a line whose value changes when it is pressed.
func (p *mannerPage) toggles(id, no, yes string, of func(*core.Manner) *bool) block {
	m := p.manner()
	value := no
	if *of(&m) {
		value = yes
	}
	return p.line(id, value, func() Effect {
		now := p.manner()
		flag := of(&now)
		*flag = !*flag
		return saveManner(p.s, p, p.id, now, nil)
	})
}

func (p *mannerPage) line(id, value string, press func() Effect) block {
	return choice{item: item{id: id, press: press}, label: p.s.t(id), rows: [][]cell{{
		{value, p.s.theme.Strong, 22, false}, {p.s.t(id + "_help"), p.s.theme.Dim, 0, true},
	}}}
}

func (p *mannerPage) hints() []Hint { return []Hint{p.s.enterHint("key_edit", ""), p.s.escHint()} }

// saveManner saves a manner and leaves the page, or tells it what is wrong.
func saveManner(s *Screen, p page, id core.BrandID, m core.Manner, wrong func(string)) Effect {
	return change(s, p, func(ctx context.Context) (core.Brand, error) {
		return s.desk.SetManner(ctx, s.operator, id, m)
	}, func(b core.Brand, err error) Effect {
		switch _, stays := p.(*mannerPage); {
		case err != nil && wrong != nil:
			wrong(s.sentence(err))
			return nil
		case err != nil || stays:
			return nil
		}
		s.say("manner_saved", brandName(b))
		return s.leave(p)
	})
}

// offer is one of a few values that a setting can have.
type offer struct {
	word string
	now  bool // the one in force
	set  func(*core.Manner)
}

// offers is the page that chooses one of them.
type offers struct {
	place
	s    *Screen
	id   core.BrandID
	name string // of the setting, as an id of words
	all  []offer
}

func (p *offers) brandID() core.BrandID { return p.id }

func (p *offers) crumb() string { return p.s.t(p.name) }

func (p *offers) build(f *form) {
	s := p.s
	f.add(paragraph{"", s.t(p.name + "_long"), s.theme.Dim})
	f.gap()
	for _, st := range p.all {
		f.add(choice{item: item{id: st.word, press: func() Effect { return p.save(st) }}, rows: [][]cell{{
			{sign(st.now), s.theme.Text, 0, false}, {st.word, s.theme.Text, 0, false},
		}}})
	}
}

func (p *offers) save(st offer) Effect {
	b, ok := p.s.find(p.id)
	if !ok {
		return nil
	}
	m := b.Manner
	st.set(&m)
	return saveManner(p.s, p, p.id, m, nil)
}

func (p *offers) hints() []Hint { return []Hint{p.s.enterHint("key_save", ""), p.s.escHint()} }

func (p *mannerPage) choose(name string, all []offer) *offers {
	out := &offers{s: p.s, id: p.id, name: name, all: all}
	for _, st := range all {
		if st.now {
			out.focus = st.word
		}
	}
	return out
}

func (p *mannerPage) fetchSteps() page {
	var all []offer
	for _, n := range []int64{0, 1 << 20, 5 << 20, 10 << 20, 20 << 20, 100 << 20, core.MaxFetchUpTo} {
		all = append(all, offer{p.s.bytes(n), n == p.manner().FetchUpTo, func(m *core.Manner) { m.FetchUpTo = n }})
	}
	return p.choose("fetch_up_to", all)
}

func (p *mannerPage) keepSteps() page {
	var all []offer
	for _, d := range []time.Duration{0, core.Day, core.Week, core.Month, 3 * core.Month, 12 * core.Month} {
		all = append(all, offer{p.s.kept(d), d == p.manner().KeepMedia, func(m *core.Manner) { m.KeepMedia = d }})
	}
	return p.choose("keep_media", all)
}

func (p *mannerPage) signSteps() page {
	var all []offer
	for _, g := range []core.Signature{core.SignNone, core.SignName, core.SignAlias} {
		all = append(all, offer{p.s.t("sign_" + string(g)), g == signature(p.manner()), func(m *core.Manner) { m.Signature = g }})
	}
	return p.choose("signature", all)
}

func (p *mannerPage) floodSteps() page {
	var all []offer
	for _, l := range []core.FloodLimit{{}, {Messages: 10, Within: 10 * time.Second}, core.DefaultFloodLimit(),
		{Messages: 60, Within: 10 * time.Second}, {Messages: 60, Within: time.Minute}, {Messages: 200, Within: time.Minute}} {
		all = append(all, offer{p.s.flood(l), l == p.manner().Flood, func(m *core.Manner) { m.Flood = l }})
	}
	return p.choose("flood", all)
}

func (s *Screen) flood(l core.FloodLimit) string {
	if l.Off() {
		return s.t("flood_off")
	}
	return s.t("flood_in", l.Messages, s.words.Duration(l.Within))
}

// bytes writes a size; none is no size at all.
func (s *Screen) bytes(n int64) string {
	if n == 0 {
		return s.t("fetch_none")
	}
	switch {
	case n%(1<<30) == 0:
		return strconv.FormatInt(n>>30, 10) + " GB"
	case n%(1<<20) == 0:
		return strconv.FormatInt(n>>20, 10) + " MB"
	}
	return humanize.IBytes(uint64(max(n, 0)))
}

func (s *Screen) kept(d time.Duration) string {
	if d == 0 {
		return s.t("keep_for_ever")
	}
	return s.words.Duration(d)
}

// server is the page of a brand's own Bot API server.
type server struct {
	place
	s       *Screen
	id      core.BrandID
	address *composer.Field
	problem string
	tried   string
}

func newServer(s *Screen, id core.BrandID, now string) *server {
	return &server{s: s, id: id, address: newField(now)}
}

func (p *server) brandID() core.BrandID { return p.id }

func (p *server) crumb() string { return p.s.t("api_url") }

func (p *server) build(f *form) {
	s := p.s
	f.add(paragraph{"", s.t("api_url_long"), s.theme.Dim})
	f.gap()
	problem := ""
	if p.address.Text() == p.tried {
		problem = p.problem
	}
	f.add(entry{item: item{id: "address", press: p.save, input: p.address}, label: s.t("api_label"), holder: s.t("api_holder"), problem: problem})
	f.gap()
	f.add(strip{{item{id: "save", press: p.save}, s.t("save")}})
}

func (p *server) save() Effect {
	b, ok := p.s.find(p.id)
	if !ok {
		return nil
	}
	m := b.Manner
	m.APIURL = strings.TrimSpace(p.address.Text())
	p.tried, p.problem = p.address.Text(), ""
	return saveManner(p.s, p, p.id, m, func(why string) { p.problem = why })
}

func (p *server) hints() []Hint { return []Hint{p.s.enterHint("key_save", ""), p.s.escHint()} }
