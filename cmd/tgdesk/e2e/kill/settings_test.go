package kill

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"tgdesk/core"
	"tgdesk/tui/locale"
)

// What the operator does away from the chat: in the file dialog and
// in the settings.

// refused finds why the dialog did not take a file; bars show the sign before a number.
var refused = regexp.MustCompile(`✗ \p{L}`)

// attach sends a file with a caption.
func (op *operator) attach() error {
	if err := op.selectActive(); err != nil {
		return err
	}
	if err := op.program.send("a"); err != nil {
		return err
	}
	f, err := op.program.awaitFrame("the dialog", func(f frame) bool { return f.has(" ATTACH") || !f.noToast() })
	if err != nil || !f.has(" ATTACH") {
		return errors.Join(err, errNoTarget)
	}
	m := toastName.FindStringSubmatch(f.String()[strings.Index(f.String(), " ATTACH"):])
	if m == nil {
		return fmt.Errorf("the dialog names nobody\n%s", f)
	}
	r := op.expected.newReply(op.visitors.byName("vera_"+m[1]), "", true)
	path := op.files[op.rng.IntN(len(op.files))]
	if err := op.program.send("\x15" + path + "\r"); err != nil {
		return err
	}
	if _, err := op.program.awaitFrame("the chosen file", func(f frame) bool { return f.has("1 file: " + filepath.Base(path)) }); err != nil {
		return err
	}
	if err := op.program.send(r.token + op.randomText() + "\r"); err != nil {
		return err
	}
	f, err = op.program.awaitFrame("the file handed over", func(f frame) bool { return !f.has(" ATTACH") || refused.MatchString(f.String()) })
	if err != nil {
		return err
	}
	if f.has(" ATTACH") {
		return errors.Join(op.program.send("\x1b"), errNoTarget)
	}
	return op.awaitReply(r)
}

// changeLimit sets one of a brand's limits in the settings.
func (op *operator) changeLimit() error {
	if _, err := op.focus(1); err != nil {
		return err
	}
	n, k := op.rng.IntN(2), op.rng.IntN(3)
	brand, kind := []string{"acme", "globex"}[n], core.LimitKinds()[k]
	title, _ := locale.English().Limit(kind)
	for _, step := range []struct{ keys, place, hint string }{
		{",", "Settings › Brands", "enter "}, // not before the brands were read
		{"g" + strings.Repeat("j", n) + "\r", "Brands › " + brand, "enter "},
		{"g" + strings.Repeat("j", 2+k) + "\r", "Brands › " + brand + " › " + title, "esc "}, // an empty field has nothing to save
	} {
		if err := op.program.send(step.keys); err != nil {
			return err
		}
		if _, err := op.program.awaitFrame(step.place, func(f frame) bool { return strings.HasSuffix(f.breadcrumbs(), step.place) && f.has(step.hint) }); err != nil {
			return err
		}
	}
	d := op.limit(kind)
	op.expected.limitAsked(brand, kind, d)
	if err := op.program.send(core.FormatLimit(d) + "\r"); err != nil {
		return err
	}
	said := locale.English().Settings("limit_saved_"+string(kind), brand, locale.English().Duration(d))
	anyway := locale.English().Settings("effect_set") // asked where chats change at once
	f, err := op.program.awaitFrame("the toast "+said, func(f frame) bool { return f.toastHas(said) || f.has(anyway) })
	if err == nil && f.has(anyway) {
		if err = op.program.send("\t\r"); err == nil {
			_, err = op.program.awaitFrame("the toast "+said, func(f frame) bool { return f.toastHas(said) })
		}
	}
	if err != nil {
		return err
	}
	op.expected.limitSet(brand, kind, d)
	return op.leaveSettings()
}

// limit is a value that a limit may have, mostly one that few tests outlast.
func (op *operator) limit(kind core.LimitKind) time.Duration {
	rule := kind.Rule()
	return rule.Min + time.Duration(op.rng.IntN(900))*time.Second
}

func (op *operator) leaveSettings() error {
	for {
		f, _ := op.program.terminal.current()
		if _, _, ok := f.pane(1); ok {
			return nil
		}
		if err := op.program.send("\x1b"); err != nil {
			return err
		}
		if _, err := op.program.awaitFrame("a page further back", func(q frame) bool { return q.breadcrumbs() != f.breadcrumbs() }); err != nil {
			return err
		}
	}
}

// breadcrumbs say which page of the settings is shown.
func (f frame) breadcrumbs() string {
	if f.blank() || !strings.HasPrefix(f.rows[1], " Settings › ") {
		return ""
	}
	return f.rows[1]
}
