package tui

import (
	"context"
	"time"

	"tgdesk/core"
)

// saveDraft stores the reply of the present chat if it has changed.
func (m *Model) saveDraft() {
	w := &m.write
	if text := w.reply.Text(); w.chat != 0 && w.loaded && text != w.saved {
		w.saved = text
		m.putDraft(w.chat, text)
	}
}

func (m *Model) putDraft(chat core.ChatID, text string) {
	desk, op := m.o.Desk, m.o.Operator.ID
	m.do(func(ctx context.Context) any {
		return draftSaved{chat: chat, err: desk.SaveDraft(ctx, op, chat, text)}
	})
}

// saveDraftsAgain stores what trouble has kept from the desk.
func (m *Model) saveDraftsAgain() {
	m.saveDraft()
	for chat, t := range m.write.kept {
		if t.reply != t.saved && chat != m.write.chat {
			t.saved = t.reply
			m.write.kept[chat] = t
			m.putDraft(chat, t.reply)
		}
	}
}

// saveDraftsNow stores what is still unsaved when the screen ends, when no
// effect can run any more.
func (m *Model) saveDraftsNow() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	w := &m.write
	if w.chat != 0 && w.loaded {
		w.kept[w.chat] = texts{reply: w.reply.Text(), saved: w.saved}
	}
	for chat, t := range w.kept {
		if t.reply == t.saved {
			continue
		}
		if err := m.o.Desk.SaveDraft(ctx, m.o.Operator.ID, chat, t.reply); err != nil {
			m.o.Log.Error("draft not saved", "chat", chat, "error", err)
		}
	}
}

type draftSaved struct {
	chat core.ChatID
	err  error
}

func (r draftSaved) apply(m *Model) {
	w := &m.write
	switch t, kept := w.kept[r.chat]; {
	case r.err == nil:
		return
	case w.chat == r.chat:
		w.saved = unsaved
	case kept:
		t.saved = unsaved
		w.kept[r.chat] = t
	}
	m.readFailed(r.err)
}
