package chat

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/progress"
	"github.com/muesli/termenv"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/locale"
	"tgdesk/tui/richtext"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// sideWidth is kept free beside a file for its progress, so that a bar that
// appears does not move the text.
const sideWidth = 16

// fileNote is shown at the right of a file's line.
type fileNote struct {
	text  string
	style theme.Style
	width int // cells kept free for it; 0 if it may be left out
}

// addFile adds the line of a message's file: what it is, and beside it its
// state and what can be done.
func (t *Transcript) addFile(p *lines, it *item, style theme.Style) {
	for _, par := range t.marked([]richtext.Paragraph{richtext.MarkLine(t.placeholder(it), nil)}) {
		p.paragraph(par, spanStyle{style, t.o.Theme, true})
	}
	p.addRight(t.fileStatus(it))
	a := it.m.Attachment
	if a == nil {
		return
	}
	switch a.File.State {
	case core.FileFailed:
		why := clean.Line(t.o.Locale.Problem(a.File.Problem)).String()
		p.addWrapped(t.o.Locale.FileState(a.File.State, why), t.o.Theme.Bad)
	case core.FileHeld:
		why := clean.Line(t.o.Locale.Problem(a.File.Problem)).String()
		p.addWrapped(t.o.Locale.FileState(a.File.State, why), t.o.Theme.Warn)
	case core.FileTooBig, core.FileExpired:
		p.addWrapped(t.o.Locale.FileState(a.File.State, ""), t.o.Theme.Warn)
	}
}

// addRight puts a note at the right of the last line where there is room, else
// on the line below or nowhere.
func (p *lines) addRight(s fileNote) {
	w := text.Width(s.text)
	if w == 0 {
		return
	}
	last := len(p.rows) - 1
	right := p.right(last)
	used := p.indent
	if n := len(p.rows[last]); n > 0 {
		end := p.rows[last][n-1]
		used = end.X + end.W
	}
	switch {
	case used+2+max(w, s.width) <= right:
		p.rows[last] = append(p.rows[last], term.Span{X: right - w, W: w, Text: s.style.Paint(s.text)})
	case s.width > 0:
		p.add(s.text, s.style)
	}
}

// fileStatus says where a file is, or what to do about it.
func (t *Transcript) fileStatus(it *item) fileNote {
	a, th := it.m.Attachment, t.o.Theme
	sending := it.m.Delivery == core.DeliverySending
	note := func(s string) fileNote { return fileNote{s, th.Dim, text.Width(s)} }
	switch {
	case a == nil, sending && it.wrapped.progress == (core.Progress{}):
	case sending:
		return fileNote{progressBar(it.wrapped.progress), th.Progress, sideWidth}
	case !it.m.DeletedAt.IsZero(), a.FileID == "" && !a.File.Ready():
	case a.File.State == core.FileReady && it.wrapped.selected:
		return fileNote{t.o.Hints.File, th.Dim, 0}
	case a.File.State == core.FileFetching:
		return fileNote{progressBar(it.wrapped.progress), th.Progress, sideWidth}
	case a.File.Queued():
		return note(t.o.Locale.FileState(core.FileWanted, ""))
	case a.File.State == core.FileAbsent, a.File.State == core.FileHeld, a.File.State == core.FileFailed, a.File.State == core.FileExpired:
		return note(t.o.Hints.Fetch)
	}
	return fileNote{}
}

// progress returns the progress of the item's file; zero if it is not being
// transferred.
func (t *Transcript) progress(it *item) core.Progress {
	a := it.m.Attachment
	if a == nil || t.o.Progress == nil || it.m.Delivery != core.DeliverySending && a.File.State != core.FileFetching {
		return core.Progress{}
	}
	p, _ := t.o.Progress(it.m.ID)
	return p
}

// barCells is the width of a progress bar between its edges.
const barCells = 8

// progressBar draws the progress of a transfer: ▕███░░░░░▏ 42 %. bubbles/progress
// draws it without colours, which the theme adds.
func progressBar(p core.Progress) string {
	share, label := 0.0, "  …"
	switch {
	case p.Total > 0:
		share = min(max(float64(p.Done)/float64(p.Total), 0), 1)
		label = fmt.Sprintf("%3d %%", int(share*100))
	case p.Done > 0:
		label = core.ShortSize(p.Done)
	}
	bar := progress.New(progress.WithWidth(barCells), progress.WithoutPercentage(), progress.WithFillCharacters('█', '░'), progress.WithColorProfile(termenv.Ascii))
	return "▕" + bar.ViewAs(share) + "▏" + label
}

// describedInWords reports that a message has no file, and that its text describes
// the content in one line: it belongs on the placeholder's line.
func (it *item) describedInWords() bool {
	if it.blank || it.m.Attachment != nil {
		return false
	}
	switch it.m.Kind {
	case core.KindContact, core.KindLocation, core.KindLiveLocation, core.KindVenue, core.KindDice, core.KindPoll,
		core.KindStory, core.KindGame, core.KindChecklist, core.KindGift, core.KindButton:
		return len(it.text) == 1
	}
	return false
}

// placeholder returns the line that stands for what is not shown itself.
func (t *Transcript) placeholder(it *item) string {
	switch {
	case it.m.Kind == core.KindUnsupported: // the first line is its name
		name, _, _ := strings.Cut(it.m.Text, "\n")
		return t.o.Locale.Placeholder(it.m.Kind, clean.Line(name).String())
	case it.describedInWords():
		return t.o.Locale.Placeholder(it.m.Kind, it.line)
	}
	return t.o.Locale.Placeholder(it.m.Kind, it.facts())
}

// caption returns the part of the item's text that is shown below its
// placeholder.
func (it *item) caption() []richtext.Paragraph {
	k := it.m.Kind
	switch {
	case k == core.KindUnsupported:
		return it.text[min(1, len(it.text)):]
	case it.describedInWords(), it.blank, it.line == "" && len(it.text) == 1:
		return nil
	case k == core.KindSticker && it.m.Attachment != nil && it.m.Text == it.m.Attachment.Emoji:
		return nil
	}
	return it.text
}

// facts lists what is known of an attachment: pixels, length, bytes, name.
func (it *item) facts() string {
	a := it.m.Attachment
	if a == nil {
		return ""
	}
	facts := []string{clean.Line(a.Emoji).String()}
	if a.Width > 0 && a.Height > 0 && a.Kind != core.KindSticker {
		facts = append(facts, fmt.Sprintf("%d×%d", a.Width, a.Height))
	}
	if a.Duration > 0 {
		facts = append(facts, locale.Clock(a.Duration.Round(time.Second)))
	}
	if a.Bytes() > 0 && a.Kind != core.KindSticker {
		facts = append(facts, core.ShortSize(a.Bytes()))
	}
	facts = append(facts, clean.Line(a.Title).String(), clean.Line(a.FileName).String(), clean.Line(a.SetName).String())
	return strings.Join(slices.DeleteFunc(facts, func(s string) bool { return !clean.Visible(s) }), " · ")
}
