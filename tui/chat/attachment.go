package chat

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/progress"
	"github.com/muesli/termenv"

	"tgdesk/core"
	"tgdesk/core/clean"
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
	p.addWrapped(t.placeholder(it), style)
	p.addRight(t.fileNote(it))
	a := it.m.Attachment
	if a == nil {
		return
	}
	switch a.File.State {
	case core.FileFailed:
		why := clean.Line(t.o.Locale.Problem(a.File.Problem)).String()
		p.addWrapped(t.o.Locale.FileState(a.File.State, why), t.o.Theme.Bad)
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
	right := p.w - 1
	last := len(p.rows) - 1
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

// fileNote returns the note beside the item's file. A further part of an album
// has no header, so what its header would show is shown there too.
func (t *Transcript) fileNote(it *item) fileNote {
	s := t.fileStatus(it)
	if !it.wrapped.follows {
		return s
	}
	add := func(more string, style theme.Style) {
		switch {
		case more == "":
		case s.text == "":
			s = fileNote{more, style, text.Width(more)}
		default:
			s.text += " " + more
			s.width = max(s.width, sideWidth)
		}
	}
	if sign, style := deliveryMark(it.m.Delivery, t.o.Theme); it.m.Delivery != core.DeliverySent {
		add(sign, style)
	}
	add(t.editMark(it), t.o.Theme.Edited)
	return s
}

// fileStatus says where a file is, or what to do about it.
func (t *Transcript) fileStatus(it *item) fileNote {
	a, th, h := it.m.Attachment, t.o.Theme, t.o.Hints
	switch {
	case it.sending():
		if it.wrapped.progress != (core.Progress{}) {
			return fileNote{progressBar(it.wrapped.progress), th.Progress, sideWidth}
		}
		return fileNote{"", th.Dim, 0}
	case a == nil, !it.m.DeletedAt.IsZero(), a.FileID == "" && a.File.Path == "":
		return fileNote{}
	}
	switch a.File.State {
	case core.FileReady:
		if it.wrapped.selected {
			return fileNote{h.File, th.Dim, 0}
		}
	case core.FileFetching:
		return fileNote{progressBar(it.wrapped.progress), th.Progress, sideWidth}
	case core.FileWanted:
		s := t.o.Locale.FileState(core.FileWanted, "")
		return fileNote{s, th.Dim, text.Width(s)}
	case core.FileAbsent, core.FileFailed, core.FileExpired:
		return fileNote{h.Fetch, th.Dim, text.Width(h.Fetch)}
	}
	return fileNote{}
}

// sending reports whether the file is being sent to the visitor.
func (it *item) sending() bool {
	return it.m.Attachment != nil && it.m.Delivery == core.DeliverySending
}

// progress returns the progress of the item's file; zero if it is not being
// transferred.
func (t *Transcript) progress(it *item) core.Progress {
	a := it.m.Attachment
	if a == nil || t.o.Progress == nil || !it.sending() && a.File.State != core.FileFetching {
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

// describedInWords reports the kinds without a file, of which the text
// describes the content: it belongs on the placeholder's line.
func describedInWords(k core.Kind) bool {
	switch k {
	case core.KindContact, core.KindLocation, core.KindLiveLocation, core.KindVenue, core.KindDice, core.KindPoll,
		core.KindStory, core.KindGame, core.KindChecklist, core.KindGift:
		return true
	}
	return false
}

// placeholder returns the line that stands for what is not shown itself.
func (t *Transcript) placeholder(it *item) string {
	switch {
	case it.m.Kind == core.KindUnsupported: // the first line is its name
		name, _, _ := strings.Cut(it.m.Text, "\n")
		return t.o.Locale.Placeholder(it.m.Kind, clean.Line(name).String())
	case describedInWords(it.m.Kind) && len(it.text) == 1:
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
	case describedInWords(k) && len(it.text) == 1, it.line == "" && len(it.text) == 1:
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
	var facts []string
	add := func(s string) {
		if s != "" {
			facts = append(facts, s)
		}
	}
	add(clean.Line(a.Emoji).String())
	if a.Width > 0 && a.Height > 0 && a.Kind != core.KindSticker {
		add(strconv.Itoa(a.Width) + "×" + strconv.Itoa(a.Height))
	}
	if a.Duration > 0 {
		add(recordingLength(a.Duration))
	}
	if a.Bytes() > 0 && a.Kind != core.KindSticker {
		add(core.ShortSize(a.Bytes()))
	}
	add(clean.Line(a.Title).String())
	add(it.fileName.String())
	add(clean.Line(a.SetName).String())
	return strings.Join(facts, " · ")
}

// recordingLength formats the length of a recording: 0:07, 1:02:03.
func recordingLength(d time.Duration) string {
	s := int(d.Round(time.Second) / time.Second)
	if s < 3600 {
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}
