package kill

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"tgdesk/core"
	"tgdesk/tui/locale"
)

// The errands of hands that lead away from the chat: into the file dialog and
// into the settings.

// attach sends a file with a caption.
func (h *hands) attach() error {
	if err := h.active(); err != nil {
		return err
	}
	if err := h.at.send("a"); err != nil {
		return err
	}
	p, err := h.at.until("the dialog", func(p page) bool { return p.has(" ATTACH") || !p.quiet() })
	if err != nil || !p.has(" ATTACH") {
		return errors.Join(err, errNothing)
	}
	m := toastName.FindStringSubmatch(p.String()[strings.Index(p.String(), " ATTACH"):])
	if m == nil {
		return fmt.Errorf("the dialog names nobody\n%s", p)
	}
	r := h.ledger.reply(h.crowd.byName("vera_"+m[1]), "", true)
	path := h.files[h.rng.IntN(len(h.files))]
	if err := h.at.send("\x15" + path + "\r"); err != nil {
		return err
	}
	if _, err := h.at.until("the chosen file", func(p page) bool { return p.has("1 file: " + filepath.Base(path)) }); err != nil {
		return err
	}
	if err := h.at.send(r.token + h.words() + "\r"); err != nil {
		return err
	}
	p, err = h.at.until("the file handed over", func(p page) bool { return !p.has(" ATTACH") || p.has("✗ ") })
	if err != nil {
		return err
	}
	if p.has(" ATTACH") {
		return errors.Join(h.at.send("\x1b"), errNothing)
	}
	return h.written(r)
}

// changeLimit sets one of a brand's limits in the settings.
func (h *hands) changeLimit() error {
	if _, err := h.focus(1); err != nil {
		return err
	}
	n, k := h.rng.IntN(2), h.rng.IntN(3)
	brand, kind := []string{"acme", "globex"}[n], core.LimitKinds()[k]
	title, _ := locale.English().Limit(kind)
	for _, step := range []struct{ keys, place string }{
		{",", "Settings › Brands"},
		{"g" + strings.Repeat("j", n) + "\r", "Brands › " + brand},
		{"g" + strings.Repeat("j", 2+k) + "\r", "Brands › " + brand + " › " + title},
	} {
		if err := h.at.send(step.keys); err != nil {
			return err
		}
		if _, err := h.at.until(step.place, func(p page) bool { return strings.HasSuffix(p.crumbs(), step.place) && p.has("enter ") }); err != nil {
			return err
		}
	}
	d := h.limit(kind)
	h.ledger.asked(brand, kind, d)
	if err := h.at.send(core.FormatLimit(d) + "\r"); err != nil {
		return err
	}
	said := fmt.Sprintf("%s of %s: %s.", title, brand, locale.English().Duration(d))
	if _, err := h.at.until("the toast "+said, func(p page) bool { return p.says(said) }); err != nil {
		return err
	}
	h.ledger.set(brand, kind, d)
	return h.leaveSettings()
}

// limit is a value that a limit may have, mostly one that few tests outlast.
func (h *hands) limit(kind core.LimitKind) time.Duration {
	rule := kind.Rule()
	return rule.Min + time.Duration(h.rng.IntN(900))*time.Second
}

func (h *hands) leaveSettings() error {
	for {
		p, _ := h.at.glass.now()
		if _, _, ok := p.pane(1); ok {
			return nil
		}
		if err := h.at.send("\x1b"); err != nil {
			return err
		}
		if _, err := h.at.until("a page further back", func(q page) bool { return q.crumbs() != p.crumbs() }); err != nil {
			return err
		}
	}
}

// crumbs say which page of the settings is shown.
func (p page) crumbs() string {
	if p.blank() || !strings.HasPrefix(p.rows[1], " Settings › ") {
		return ""
	}
	return p.rows[1]
}
