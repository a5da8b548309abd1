package tui

import (
	"context"

	"tgdesk/core"
)

// filing is what a screen remembers about files.
type filing struct {
	from string // where files were attached from
	to   string // where files were saved
}

// newFiling starts in the operator's home.
func newFiling() filing { return filing{from: "~/", to: "~/Downloads"} }

// fileMessage is the message whose file is meant: the selected one, or else
// the newest that has a file.
func (m *Model) fileMessage() (core.Message, bool) {
	if msg, ok := m.selectedMessage(); ok {
		return msg, msg.Attachment != nil
	}
	return m.chat.view.Newest(func(msg core.Message) bool { return msg.Attachment != nil })
}

func (m *Model) openFile() {
	msg, _ := m.fileMessage()
	desk, show := m.o.Desk, m.o.Open
	m.queue(func(ctx context.Context) any {
		path, err := desk.FilePath(ctx, msg.ID)
		if err == nil {
			err = show(path)
		}
		return done{err: err}
	})
}

// fetchTitle names what space does on the selected message.
func (m *Model) fetchTitle() string {
	if msg, ok := m.selectedMessage(); ok && underWay(msg) {
		return "cancel"
	}
	return "fetch"
}

// underWay reports whether a message's file is on its way, or waits for it.
func underWay(msg core.Message) bool {
	if a := msg.Attachment; a == nil {
		return false
	} else if s := a.File.State; s == core.FileWanted || s == core.FileFetching {
		return true
	}
	return msg.Delivery == core.DeliveryQueued || msg.Delivery == core.DeliverySending
}

// fetch asks for the selected message's file, or stops it on its way.
func (m *Model) fetch() {
	msg, _ := m.selectedMessage()
	desk, op := m.o.Desk, m.o.Operator.ID
	incoming := msg.From == core.FromVisitor
	m.queue(func(ctx context.Context) any {
		switch {
		case !underWay(msg):
			return done{err: desk.FetchFile(ctx, op, msg.ID)}
		case incoming:
			desk.CancelFetch(msg.ID)
			return done{}
		}
		return done{err: desk.CancelSend(ctx, op, msg.ID)}
	})
}

func (m *Model) togglePictures() {
	m.pictures.on = !m.pictures.on
	if !m.pictures.on {
		m.pictures.clear()
	}
}

func (m *Model) whyNotAttach() string {
	if why := m.whyNotReply(); why != "" {
		return why
	}
	return ""
}

// whyNoFile guards what is done with a file that is here.
func (m *Model) whyNoFile() string {
	msg, ok := m.fileMessage()
	switch {
	case m.chat.id == 0:
		return "no_chat"
	case !ok:
		return "no_file"
	case msg.Attachment.File.State == core.FileTooBig:
		return "too_big"
	case !msg.Attachment.File.Ready():
		return "not_fetched"
	}
	return ""
}

func (m *Model) whyNotOpenFile() string {
	if m.o.Open == nil || !m.o.Terminal.Capabilities().OpenFile {
		return "no_screen"
	}
	return m.whyNoFile()
}

func (m *Model) whyNotFetch() string {
	msg, ok := m.selectedMessage()
	switch {
	case !ok:
		return "no_message"
	case msg.Attachment == nil:
		return "no_file"
	case underWay(msg):
		return ""
	case msg.Attachment.File.Ready():
		return "here_already"
	case msg.Attachment.File.State == core.FileTooBig:
		return "too_big"
	}
	return ""
}

func (m *Model) whyNoPictures() string {
	if m.pictures.cache == nil {
		return "no_pictures"
	}
	return ""
}
