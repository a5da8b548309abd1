package settings

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/compose"
)

// auditPage lists who did what, newest first, a part at a time: the audit may have any
// number of entries, so it is read by key and not counted.
type auditPage struct {
	pageBase
	listing
	query   core.AuditQuery // without its limits
	name    string          // of the operator of the query, clean
	acts    string          // the words for the acts of the query
	since   string          // the words for its time
	entries []core.AuditEntry
	more    bool           // there are older ones
	newer   []core.AuditID // where the parts before this one begin
}

func (p *auditPage) refresh() tea.Cmd {
	s, q := p.s, p.query
	q.Limit = s.listRows(6) + 1
	return readList(s, p, &p.listing, func(ctx context.Context) ([]core.AuditEntry, error) {
		return s.o.Desk.AuditLog(ctx, s.o.Me, q)
	}, func(entries []core.AuditEntry) tea.Cmd {
		p.more = len(entries) == q.Limit
		p.entries = entries[:min(len(entries), q.Limit-1)]
		return nil
	})
}

func (p *auditPage) build(f *form) {
	s, th := p.s, &p.s.o.Theme
	if s.addUnread(f, p.listing, p.refresh) {
		return
	}
	everybody, anything := s.t("audit_everybody"), s.t("audit_any")
	if p.name != "" {
		everybody = p.name
	}
	chat, brand := anything, anything
	if p.query.Chat != 0 {
		chat = "#" + strconv.FormatInt(int64(p.query.Chat), 10)
	}
	for _, id := range p.query.Brands.IDs() {
		brand = brandName(s.brands.get(id))
	}
	f.add(buttons{
		{control{id: "by_operator", press: p.chooseOperator}, s.t("audit_operator", everybody)},
		{control{id: "by_brand", press: p.chooseBrand}, s.t("audit_brand", brand)},
		{control{id: "by_chat", press: p.chooseChat}, s.t("audit_chat", chat)},
		{control{id: "by_act", press: p.chooseActs}, s.t("audit_act", cmp.Or(clean.Line(p.acts).String(), anything))},
		{control{id: "by_time", press: p.chooseSince}, s.t("audit_since", cmp.Or(clean.Line(p.since).String(), anything))},
	}, gap{})
	if len(p.entries) == 0 {
		f.add(paragraph{"", s.t("audit_none"), th.Dim})
	}
	for _, e := range p.entries {
		f.add(p.row(e))
	}
	var bs buttons
	if len(p.newer) > 0 {
		bs = append(bs, button{control{id: "newer", press: func() tea.Cmd { return s.page(-1) }}, s.t("audit_newer")})
	}
	if p.more {
		bs = append(bs, button{control{id: "older", press: func() tea.Cmd { return s.page(1) }}, s.t("audit_older")})
	}
	f.add(gap{}, bs)
	if p.focus == "" && len(p.entries) > 0 {
		p.focus = auditRow(p.entries[0])
	}
}

func auditRow(e core.AuditEntry) string { return "entry:" + strconv.FormatInt(int64(e.ID), 10) }

// row is an entry in the list: when, who, what, and what about.
func (p *auditPage) row(e core.AuditEntry) choice {
	s, th := p.s, &p.s.o.Theme
	return choice{
		control: control{id: auditRow(e), press: func() tea.Cmd { return s.open(&entryPage{newBase(s, 0, ""), e}) }},
		cells: []cell{
			{text: s.timeText(e.At, "15:04:05"), style: th.Time, width: max(8, s.timeWidth(p.entries))},
			{text: s.auditWho(e), style: th.Strong, width: 12}, {text: s.actText(e.Act), style: th.Text, width: 20},
			{text: s.auditWhat(e), style: th.Dim},
		},
	}
}

// timeWidth is how wide the times of entries are.
func (s *Screen) timeWidth(entries []core.AuditEntry) int {
	widest := 0
	for _, e := range entries {
		widest = max(widest, len(s.timeText(e.At, "15:04:05")))
	}
	return min(widest, 20)
}

func (s *Screen) auditWho(e core.AuditEntry) string {
	if e.Operator == 0 {
		return s.t("audit_nobody")
	}
	return clean.Name(e.Name, "?").String()
}

func (s *Screen) actText(a core.Act) string { return strings.ReplaceAll(string(a), "_", " ") }

// auditWhat is what an entry is about, on one line.
func (s *Screen) auditWhat(e core.AuditEntry) string {
	var parts []string
	if e.Chat != 0 {
		parts = append(parts, "#"+strconv.FormatInt(int64(e.Chat), 10))
	}
	if e.BrandName != "" && !strings.EqualFold(e.Subject, e.BrandName) {
		parts = append(parts, clean.Line(e.BrandName).String())
	}
	change := e.After
	if e.Before != "" && e.After != "" {
		change = e.Before + " → " + e.After
	} else if e.Before != "" {
		change = e.Before
	}
	for _, text := range []string{e.Subject, change} {
		if text != "" {
			parts = append(parts, clean.Line(text).String())
		}
	}
	return strings.Join(parts, " · ")
}

// turn implements pager: it goes to older entries, or with -1 to newer ones.
func (p *auditPage) turn(by int) (tea.Cmd, bool) {
	switch {
	case by > 0 && p.more:
		p.newer = append(p.newer, p.query.Before)
		p.query.Before = p.entries[len(p.entries)-1].ID
	case by < 0 && len(p.newer) > 0:
		p.query.Before, p.newer = p.newer[len(p.newer)-1], p.newer[:len(p.newer)-1]
	default:
		return nil, p.more || len(p.newer) > 0
	}
	p.focus, p.scrolled = "", false
	return p.refresh(), true
}

// narrow lists what a changed query finds, from the newest on, when a page that asked
// for it is left.
func (p *auditPage) narrow(from page) tea.Cmd {
	p.query.Before, p.newer, p.focus = 0, nil, ""
	return p.s.leave(from)
}

func (p *auditPage) chooseOperator() tea.Cmd {
	s := p.s
	return readTeam(p, func() tea.Cmd {
		return openValue(s, 0, nil, func(v *valuePage) value {
			out := value{title: s.t("audit_by")}
			add := func(id core.OperatorID, name, text string) {
				out.offer(s, operatorRow(id), text, p.query.Operator == id, func() tea.Cmd {
					p.name, p.query.Operator = name, id
					return p.narrow(v)
				})
			}
			add(0, "", s.t("audit_everybody"))
			for _, o := range s.team.all {
				add(o.ID, operatorName(o.Operator), operatorName(o.Operator))
			}
			return out
		})
	})
}

func (p *auditPage) chooseBrand() tea.Cmd {
	s := p.s
	return openValue(s, 0, nil, func(v *valuePage) value {
		out := value{title: s.t("audit_by")}
		add := func(set core.Set[core.BrandID], text string) {
			out.offer(s, "brand:"+set.String(), text, p.query.Brands == set, func() tea.Cmd {
				p.query.Brands = set
				return p.narrow(v)
			})
		}
		add(core.Set[core.BrandID]{}, s.t("audit_any"))
		for _, b := range s.brands.all {
			add(core.SetOf(b.ID), brandName(b))
		}
		return out
	})
}

func (p *auditPage) chooseChat() tea.Cmd {
	s, text := p.s, ""
	if p.query.Chat != 0 {
		text = strconv.FormatInt(int64(p.query.Chat), 10)
	}
	return openValue(s, 0, newInput(text), func(v *valuePage) value {
		n, err := chatNumber(v.input)
		out := value{title: s.t("audit_by"), label: s.t("audit_number"), placeholder: s.t("audit_any")}
		if err != nil {
			out.disabled = s.t("why_no_number")
		}
		out.submit = func() tea.Cmd {
			p.query.Chat = n
			return p.narrow(v)
		}
		return out
	})
}

// chooseActs takes words for acts, and says meanwhile which acts they mean.
func (p *auditPage) chooseActs() tea.Cmd {
	s := p.s
	return openValue(s, 0, newInput(p.acts), func(v *valuePage) value {
		words := strings.TrimSpace(v.input.Text())
		acts := core.ActsLike(words)
		out := value{title: s.t("audit_by"), label: s.t("audit_act_words"), placeholder: s.t("audit_any")}
		var names []string
		for _, a := range acts {
			names = append(names, s.actText(a))
		}
		switch {
		case words == "":
			out.intro = s.t("audit_act_long")
		case len(acts) == 0:
			out.intro, out.disabled = s.t("audit_act_long"), s.t("why_no_act")
		default:
			out.intro = strings.Join(names, ", ")
		}
		out.submit = func() tea.Cmd {
			p.acts, p.query.Acts = words, acts
			return p.narrow(v)
		}
		return out
	})
}

func (p *auditPage) chooseSince() tea.Cmd {
	s := p.s
	return openValue(s, 0, newInput(p.since), func(v *valuePage) value {
		words := strings.TrimSpace(v.input.Text())
		at, ok := core.ParseSince(words, s.o.Now())
		out := value{title: s.t("audit_by"), intro: s.t("audit_since_long"), label: s.t("audit_since_words"), placeholder: s.t("audit_any")}
		if words != "" && !ok {
			out.disabled = s.t("why_no_since")
		}
		out.submit = func() tea.Cmd {
			p.since, p.query.Since = words, at
			return p.narrow(v)
		}
		return out
	})
}

// chatNumber reads the number of a chat; nothing is 0, which is any.
func chatNumber(input *compose.Field) (core.ChatID, error) {
	typed := strings.TrimPrefix(strings.TrimSpace(input.Text()), "#")
	if typed == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(typed, 10, 62)
	return core.ChatID(n), err
}

func (p *auditPage) hints() []Hint {
	return []Hint{p.pressHint("key_open", ""), p.backHint()}
}

// entryPage shows one entry as a whole.
type entryPage struct {
	pageBase
	entry core.AuditEntry
}

func (p *entryPage) title() string { return p.s.actText(p.entry.Act) }

func (p *entryPage) build(f *form) {
	s, e, th := p.s, p.entry, &p.s.o.Theme
	chat := ""
	if e.Chat != 0 {
		chat = "#" + strconv.FormatInt(int64(e.Chat), 10)
	}
	for _, l := range [][2]string{
		{"audit_when", e.At.In(s.o.Now().Location()).Format("2006-01-02 15:04:05 MST")}, {"audit_who", s.auditWho(e)}, {"audit_via", s.t("via_" + string(e.Via))},
		{"audit_session", clean.Line(e.Session).String()}, {"audit_of_brand", clean.Line(e.BrandName).String()}, {"audit_of_chat", chat}, {"audit_subject", clean.Line(e.Subject).String()},
		{"audit_before", clean.Line(e.Before).String()}, {"audit_after", clean.Line(e.After).String()},
	} {
		if l[1] != "" {
			f.add(fact{s.t(l[0]), l[1], th.Text})
		}
	}
	f.add(gap{}, buttons{{control{id: "back", press: func() tea.Cmd { return s.leave(p) }}, s.t("back")}})
}

func (p *entryPage) hints() []Hint { return []Hint{p.backHint()} }
