package engine

import (
	"cmp"
	"context"
	"io"
	"slices"

	"tgdesk/core"
	"tgdesk/core/media"
	"tgdesk/core/txn"
)

// outgoing is what one request sends: a text, a file, or an album. Its messages are
// as they were before they were marked as being sent.
type outgoing struct {
	messages   []core.Message
	text       core.Outgoing
	files      []core.Upload
	size       int64 // of all files, in bytes
	showAction bool  // the visitor sees that a file is coming
}

// newOutgoing collects what is sent together with m.
func newOutgoing(ctx context.Context, t *txn.Tx, files *media.Dir, m core.Message, v core.Visitor, o core.BrandOptions) (*outgoing, error) {
	parts, err := t.SentTogether(ctx, m)
	if err != nil {
		return nil, err
	}
	if len(parts) > 1 {
		parts = slices.DeleteFunc(parts, func(m core.Message) bool { return m.Delivery != core.DeliveryQueued || m.From != core.FromOperator })
		slices.SortFunc(parts, func(a, b core.Message) int { return cmp.Compare(a.ID, b.ID) })
	} else {
		parts = []core.Message{m}
	}
	first := parts[0]
	out := &outgoing{
		messages: parts, showAction: o.Typing,
		text: core.Outgoing{TelegramID: v.TelegramID, Thread: v.Thread, Text: first.Text, Markup: first.Markup, ReplyTo: first.ReplyTo, Quote: first.Quote},
	}
	switch {
	case len(parts) > 1: // an album has none
	case first.Keyboard:
		out.text.Keyboard = first.Buttons.Rows()
	case first.Buttons != "":
		out.text.Buttons = first.InlineButtons()
	case first.Automatic == core.TextRatingComment:
		out.text.ForceReply = true
	default:
		out.text.RemoveKeyboard = v.Keyboard
	}
	for _, m := range parts {
		if a := m.Attachment; a != nil {
			out.files = append(out.files, core.Upload{
				Kind: a.Kind, FileName: a.FileName, MIME: a.MIME, Size: a.Size,
				Open: func() (io.ReadCloser, error) {
					f, err := files.Open(a.File)
					if err != nil {
						return nil, err // and no typed nil
					}
					return f, nil
				},
			})
			out.size += a.Size
		}
	}
	return out, nil
}

// refusal returns why out cannot be sent, "" if it can.
func (out *outgoing) refusal(v core.Visitor) core.Problem {
	if v.HasBlockedBot() {
		return core.ProblemOf(core.ErrBotBlocked())
	}
	for _, m := range out.messages {
		if m.Attachment != nil && !m.Attachment.File.Ready() {
			return core.NewProblem("send_file_gone")
		}
	}
	return ""
}

// uploadAction is the chat action that announces a file of a kind.
func uploadAction(k core.Kind) core.ChatAction {
	switch k {
	case core.KindPhoto:
		return core.ActionPhoto
	case core.KindVideo:
		return core.ActionVideo
	case core.KindVoice:
		return core.ActionVoice
	default:
		return core.ActionDocument
	}
}
