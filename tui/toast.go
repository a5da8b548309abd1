package tui

import (
	"time"

	"tgdesk/tui/layout"
	"tgdesk/tui/theme"
)

// toast is one line about what happened. It takes no focus and no key.
type toast struct {
	text   string
	kind   toastKind
	number int
}

type toastKind uint8

const (
	toastPlain toastKind = iota
	toastOK
	toastFailed
)

// How long toasts stay; bad news stays longer.
const (
	toastTime    = 4 * time.Second
	toastBadTime = 10 * time.Second
)

func (m *Model) toastInfo(text string) { m.showToast(text, toastPlain, toastTime) }
func (m *Model) toastGood(text string) { m.showToast(text, toastOK, toastTime) }
func (m *Model) toastBad(text string)  { m.showToast(text, toastFailed, toastBadTime) }

// toastError tells a person what went wrong, and the log what was behind it.
func (m *Model) toastError(err error) {
	m.o.Log.Warn("refused", "operator", m.o.Operator.Name, "error", err)
	m.o.Desk.StorageFailed(err)
	m.toastBad(m.o.Words.Error(err))
}

func (m *Model) showToast(text string, kind toastKind, d time.Duration) {
	m.toast = toast{text: text, kind: kind, number: m.toast.number + 1}
	m.after(d, toastOver{number: m.toast.number})
}

// dropReason takes away the sentence that said why nothing could be written,
// once something can.
func (m *Model) dropReason() {
	if m.toast.kind == toastPlain && m.focus == layout.Composer && m.canWrite() {
		m.toast.text = ""
	}
}

// toastOver takes a toast away unless another has taken its place.
type toastOver struct{ number int }

func (t toastOver) apply(m *Model) {
	if t.number == m.toast.number {
		m.toast.text = ""
	}
}

func (t toast) style(th *theme.Theme) theme.Style {
	switch t.kind {
	case toastOK:
		return th.ToastGood
	case toastFailed:
		return th.ToastError
	}
	return th.ToastInfo
}
