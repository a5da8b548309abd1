package tui

import (
	"tgdesk/tui/compose"
	"tgdesk/tui/layout"
	"tgdesk/tui/paste"
)

// pasted is a paste as a press. Of one that no field could take, only the
// length is known.
func pasted(p paste.Paste) press {
	return press{name: "paste", runes: []rune(p.Text), paste: true, length: p.Length}
}

// paste goes into the composer and is never a command.
func (m *Model) paste(k press) {
	if m.focus != layout.Composer {
		if m.whyNotReply() != "" {
			m.toastInfo(m.o.Words.Why(m.whyNotReply()))
			return
		}
		m.reply()
	}
	m.compose(k)
}

// field is what is written in.
type field interface {
	Refused() int // characters of the last paste
	Limit() int
	Length() int
}

// written is an overlay with a field to write in; nil while it takes no text.
type written interface{ input() *compose.Field }

// writtenIn returns the field that takes what is typed now, nil if none does.
func (m *Model) writtenIn() field {
	var f *compose.Field
	switch {
	case m.overlay != nil:
		if o, ok := m.overlay.(written); ok {
			f = o.input()
		}
	case m.settings != nil:
		f = m.settings.Field()
	case m.focus == layout.Composer && m.canWrite():
		return m.write.box()
	}
	if f == nil {
		return nil
	}
	return f
}

// tooLong tells of a paste that found no room. A part of it is never put in:
// who does not see the end would send a text without one.
func (m *Model) tooLong(k press) {
	f := m.writtenIn()
	if f == nil {
		return
	}
	n := f.Refused()
	if len(k.runes) == 0 {
		n = k.length
	}
	if n > 0 {
		m.toastBad(m.o.Words.PasteTooLong(n, f.Limit(), f.Limit()-f.Length()))
	}
}
