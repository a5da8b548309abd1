package tui

import (
	"context"
	"strings"
	"time"

	"tgdesk/core"
)

// loadDraft takes the draft that the desk holds, once for each chat. What was
// typed before it came follows it, and is saved with it.
func (m *Model) loadDraft(id core.ChatID, draft string) {
	w := &m.write
	switch {
	case w.chat != id:
		m.loadKept(id, draft)
		return
	case w.loaded:
		return
	}
	w.loaded, w.saved = true, draft
	if draft != "" {
		w.reply.SetText(draft + w.reply.Text())
	}
	if w.reply.Text() != draft {
		m.changed()
	}
}

// loadKept is loadDraft for a chat that was turned away from meanwhile.
func (m *Model) loadKept(id core.ChatID, draft string) {
	t, known := m.write.kept[id]
	if !known || t.loaded {
		return
	}
	typed := t.reply != ""
	t.reply, t.loaded = draft+t.reply, true
	t.saved = t.reply
	m.write.kept[id] = t
	if typed {
		m.putDraft(id, t.reply)
	}
}

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
		if t.loaded && t.reply != t.saved && chat != m.write.chat {
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
	if w.chat != 0 {
		w.kept[w.chat] = texts{reply: w.reply.Text(), saved: w.saved, loaded: w.loaded}
	}
	for chat, t := range w.kept {
		if err := m.saveDraftNow(ctx, chat, t); err != nil {
			m.o.Log.Error("draft not saved", "chat", chat, "error", err)
		}
	}
}

// saveDraftNow stores a text behind a draft that was never read.
func (m *Model) saveDraftNow(ctx context.Context, chat core.ChatID, t texts) error {
	desk, op := m.o.Desk, m.o.Operator.ID
	switch {
	case t.loaded && t.reply == t.saved, !t.loaded && t.reply == "":
		return nil
	case !t.loaded:
		held, err := desk.Draft(ctx, op, chat)
		if err != nil {
			return err
		}
		t.reply = held + t.reply
	}
	return desk.SaveDraft(ctx, op, chat, t.reply)
}

// keepText puts text at the end of a chat's draft; where that has no room for
// it, the draft stays as it is and the operator is told.
func (m *Model) keepText(chat core.ChatID, text string) {
	w := &m.write
	if w.chat != chat {
		t := w.kept[chat]
		t.reply = joinedLines(t.reply, text)
		w.kept[chat] = t
		return
	}
	before := w.reply.Text()
	if n := w.reply.SetText(joinedLines(before, text)); n > 0 {
		w.reply.SetText(before)
		m.refused(n)
		return
	}
	w.touched = true
	m.changed()
}

func joinedLines(a, b string) string {
	if strings.TrimSpace(a) == "" {
		return b
	}
	return a + "\n" + b
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
