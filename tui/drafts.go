package tui

import (
	"context"
	"errors"
	"strings"
	"time"

	"tgdesk/core"
)

// texts are the reply and the note that were begun in a chat.
type texts struct {
	reply, note begun
	loaded      bool // what the desk holds has been read; until then, now is only what was typed before
}

// begun is one of them: as it stands on the screen, and as the desk holds it.
type begun struct{ now, held string }

// unsaved stands for what the desk holds where nobody knows it.
const unsaved = "\x00"

// each calls fn for both.
func (t *texts) each(fn func(core.DraftKind, *begun)) {
	fn(core.DraftReply, &t.reply)
	fn(core.DraftNote, &t.note)
}

func (t *texts) of(kind core.DraftKind) *begun {
	if kind == core.DraftNote {
		return &t.note
	}
	return &t.reply
}

// load takes what the desk holds. What was typed before it came follows it.
func (t *texts) load(held core.Drafts) {
	t.loaded = true
	t.reply = begun{now: held.Reply + t.reply.now, held: held.Reply}
	t.note = begun{now: held.Note + t.note.now, held: held.Note}
}

// loadDrafts takes the drafts that the desk holds, once for each chat. What was
// typed before they came is saved with them.
func (m *Model) loadDrafts(id core.ChatID, held core.Drafts) {
	w := &m.write
	if t := w.texts[id]; t != nil && t.loaded {
		return
	}
	t := w.textsOf(id)
	t.load(held)
	if id != w.chat {
		m.putDrafts(id, t)
		return
	}
	t.each(func(kind core.DraftKind, t *begun) {
		if box := w.boxOf(kind); box.Text() != t.now {
			box.SetText(t.now)
		}
		if t.now != t.held {
			m.changed()
		}
	})
}

// saveDrafts stores what has changed of the present chat's texts.
func (m *Model) saveDrafts() {
	if w := &m.write; w.chat != 0 {
		m.putDrafts(w.chat, w.textsOf(w.chat))
	}
}

// putDrafts stores what the desk does not hold yet.
func (m *Model) putDrafts(chat core.ChatID, all *texts) {
	if !all.loaded {
		return
	}
	all.each(func(kind core.DraftKind, t *begun) {
		if t.now != t.held {
			t.held = t.now
			m.putDraft(chat, kind, t.now)
		}
	})
}

func (m *Model) putDraft(chat core.ChatID, kind core.DraftKind, text string) {
	desk, op := m.o.Desk, m.o.Operator.ID
	m.do(func(ctx context.Context) any {
		return draftSaved{chat: chat, kind: kind, err: desk.SaveDraft(ctx, op, chat, kind, text)}
	})
}

type draftSaved struct {
	chat core.ChatID
	kind core.DraftKind
	err  error
}

func (r draftSaved) apply(m *Model) {
	if r.err != nil {
		m.write.textsOf(r.chat).of(r.kind).held = unsaved
		m.readFailed(r.err)
	}
}

// saveDraftsAgain stores what trouble has kept from the desk.
func (m *Model) saveDraftsAgain() {
	for chat := range m.write.texts {
		m.putDrafts(chat, m.write.textsOf(chat))
	}
}

// saveDraftsNow stores what is still unsaved when the screen ends, when no
// effect can run any more.
func (m *Model) saveDraftsNow() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	for chat := range m.write.texts {
		if err := m.saveDraftsOf(ctx, chat, m.write.textsOf(chat)); err != nil {
			m.o.Log.Error("draft not saved", "chat", chat, "error", err)
		}
	}
}

// saveDraftsOf stores texts behind drafts that were never read.
func (m *Model) saveDraftsOf(ctx context.Context, chat core.ChatID, all *texts) error {
	desk, op := m.o.Desk, m.o.Operator.ID
	if !all.loaded {
		if all.reply.now == "" && all.note.now == "" {
			return nil
		}
		held, err := desk.Drafts(ctx, op, chat)
		if err != nil {
			return err
		}
		all.load(held)
	}
	var failed []error
	all.each(func(kind core.DraftKind, t *begun) {
		if t.now != t.held {
			failed = append(failed, desk.SaveDraft(ctx, op, chat, kind, t.now))
		}
	})
	return errors.Join(failed...)
}

// giveBack puts a text that was not handed over back before what has been
// written since, there where it was written.
func (m *Model) giveBack(chat core.ChatID, kind core.DraftKind, s string) {
	w := &m.write
	all := w.textsOf(chat)
	t := all.of(kind)
	t.now, t.held = s+t.now, unsaved
	if chat != w.chat {
		m.putDrafts(chat, all)
		return
	}
	w.boxOf(kind).SetText(t.now)
	m.changed()
}

// keepText puts text at the end of a chat's reply; where that has no room for
// it, the reply stays as it is and the operator is told.
func (m *Model) keepText(chat core.ChatID, s string) {
	w := &m.write
	all := w.textsOf(chat)
	before := all.reply.now
	all.reply.now = joinedLines(before, s)
	if chat != w.chat {
		m.putDrafts(chat, all)
		return
	}
	if n := w.reply.SetText(all.reply.now); n > 0 {
		w.reply.SetText(before)
		m.refused(n)
		return
	}
	m.changed()
}

func joinedLines(a, b string) string {
	if strings.TrimSpace(a) == "" {
		return b
	}
	return a + "\n" + b
}
