package dialog

import (
	"fmt"
	"strings"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/keymap"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

func (a *attach) View(w, h int) View {
	th, words := &a.st.s.Theme, a.st.s.Locale
	foot := a.foot(w)
	rows, cursor := a.path.view(w, max(h-len(foot)-3, 2), !a.writing, a.has)
	rows = append(rows, foot...)
	line, x := a.caption.Render(w)
	style := th.Input
	if a.writing {
		style, cursor = th.InputFocused, &term.Point{X: x, Y: len(rows)}
	}
	if a.caption.Empty() {
		line, style = words.Attach("caption"), style.And(th.Placeholder)
	}
	rows = append(rows, term.Row{{W: w, Text: style.Paint(text.Fit(line, w))}})
	if len(a.offers) > 0 {
		cursor = nil
	}
	return View{a.title, rows, cursor}
}

// refusedShown is how many refusals the dialog has room for.
const refusedShown = 2

// foot tells what was chosen, what was refused, and what is asked.
func (a *attach) foot(w int) []term.Row {
	th, words := &a.st.s.Theme, a.st.s.Locale
	var rows []term.Row
	add := func(s string, style theme.Style) { rows = append(rows, wrapped(s, w, style)...) }
	if len(a.files) > 0 {
		names := make([]string, len(a.files))
		for i, c := range a.files {
			names[i] = fmt.Sprintf("%s (%s)", clean.Name(c.Name, "?"), core.ShortSize(c.Size))
		}
		add(words.Attach("chosen", len(a.files), strings.Join(names, ", ")), th.Good)
	}
	for _, why := range a.refused[:min(len(a.refused), refusedShown)] {
		add("✗ "+why, th.InputError)
	}
	if more := len(a.refused) - refusedShown; more > 0 {
		add(words.Attach("refused_more", more), th.InputError)
	}
	if len(a.offers) > 0 {
		why := "offer"
		if !a.offers[0].Measured() {
			why = "offer_unreadable"
		}
		name := clean.Name(a.offers[0].Name, "?").String()
		add(words.Attach(why, name), th.Warn)
	}
	return rows
}

func (a *attach) Hints() []Hint {
	w := a.st.s.Locale
	switch {
	case len(a.offers) > 0:
		return []Hint{a.st.hint(keymap.Yes, w.Attach("key_document")), a.st.hint(keymap.No, w.Attach("key_leave"))}
	case a.writing:
		return []Hint{a.st.hint(keymap.SendFiles, w.Action("send")), a.st.hint(keymap.ToFiles, w.Attach("key_more")), a.st.backHint()}
	}
	return []Hint{a.st.hint(keymap.ChooseFile, w.Attach("key_take")), a.st.hint(keymap.MarkFile, w.Attach("key_several")),
		a.st.hint(keymap.CompletePath, w.Attach("key_complete")), a.st.hint(keymap.HiddenFiles, w.Attach("key_hidden")), a.st.backHint()}
}
