package engine

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"time"

	"tgdesk/core"
)

// slowestUpload is the pace, in bytes a second, below which an upload is given
// up: 50 MB may take under half an hour.
const slowestUpload = 32 << 10

// parcel is what goes out as one request: a text, a file, or an album. Its
// parts are as they were before they were marked.
type parcel struct {
	parts []core.Message
	out   core.Outgoing
	files []core.Upload
	size  int64 // of all files
	acts  bool  // the visitor sees that something is coming
}

// pack collects what goes out with m.
func (s *sender) pack(ctx context.Context, w *tx, m core.Message, v core.Visitor) (parcel, error) {
	p := parcel{parts: []core.Message{m}}
	album, err := w.SentTogether(ctx, m)
	if err != nil {
		return p, err
	}
	if len(album) > 1 {
		p.parts = slices.DeleteFunc(album, func(m core.Message) bool { return m.Delivery != core.DeliveryQueued || m.From != core.FromOperator })
		slices.SortFunc(p.parts, func(a, b core.Message) int { return cmp.Compare(a.ID, b.ID) })
	}
	first := p.parts[0]
	p.out = core.Outgoing{TelegramID: v.TelegramID, Text: first.Text, Markup: first.Markup, ReplyTo: first.ReplyTo, Quote: first.Quote}
	for _, m := range p.parts {
		if a := m.Attachment; a != nil {
			p.files = append(p.files, s.upload(a))
			p.size += a.Size
		}
	}
	return p, nil
}

func (s *sender) upload(a *core.Attachment) core.Upload {
	file := a.File
	return core.Upload{
		Kind: a.Kind, FileName: a.FileName, MIME: a.MIME, Size: a.Size,
		Open: func() (io.ReadCloser, error) {
			f, err := s.media.Open(file)
			if err != nil {
				return nil, err
			}
			return f, nil
		},
	}
}

// unsendable says why p cannot go out, "" if it can.
func (p parcel) unsendable(v core.Visitor) core.Problem {
	if v.Blocked() {
		return core.ProblemOf(core.ErrBlocked())
	}
	for _, m := range p.parts {
		if m.Attachment != nil && !m.Attachment.File.Ready() {
			return core.NewProblem("send_file_gone")
		}
	}
	return ""
}

// request sends. Once begun it is not cut short by the channel's end, and by
// the desk's end only after a while: a cut leaves the outcome unknown.
func (s *sender) request(ctx context.Context, p parcel) ([]core.Receipt, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendLimit+time.Duration(p.size/slowestUpload)*time.Second)
	defer cancel()
	stop := context.AfterFunc(s.ctx, func() { time.AfterFunc(stopGrace, cancel) })
	defer stop()
	if len(p.files) > 0 {
		return s.sendFiles(ctx, p)
	}
	receipt, err := s.link.Send(ctx, p.out)
	return []core.Receipt{receipt}, err
}

// sendFiles uploads; operators can watch and cancel it.
func (s *sender) sendFiles(ctx context.Context, p parcel) ([]core.Receipt, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	key := "upload:" + strconv.FormatInt(int64(p.parts[0].ID), 10)
	var shown []core.FileUse
	for _, m := range p.parts {
		shown = append(shown, core.FileUse{Key: key, Message: m.ID, Brand: s.brand, Chat: m.ChatID})
	}
	s.transfers.begin(key, true, cancel, shown...)
	defer s.transfers.end(key, false) // that it ended is told with its outcome
	if p.acts {
		stop := s.showUpload(ctx, p)
		defer stop()
	}
	receipts, err := s.link.SendFiles(ctx, p.out, p.files, func(now core.Progress) {
		s.hub.Publish(s.transfers.advance(key, now)...)
	})
	if err != nil && errors.Is(context.Cause(ctx), errCancelled) {
		err = cancelledSend(err)
	}
	return receipts, err
}

// cancelledSend is what a failed request means that an operator stopped: what
// surely did not arrive is not tried again by itself.
func cancelledSend(err error) error {
	e := *core.SendFailure(err)
	switch e.Outcome {
	case core.OutcomeNotSent, core.OutcomeLater:
		e.Outcome, e.Detail = outcomeSkipped, core.NewProblem("send_cancelled")
	case core.OutcomeUnknown:
		e.Detail = core.NewProblem("send_cancelled_midway")
	}
	e.Err = errors.Join(errCancelled, e.Err)
	return &e
}

// showUpload lets the visitor see that a file is coming, until stop.
func (s *sender) showUpload(ctx context.Context, p parcel) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	tell := func() {
		s.acts.offer(s.brand, p.parts[0].ChatID, p.out.TelegramID, actionFor(p.files[0].Kind))
	}
	tell()
	s.spawn("upload action", func() error {
		t := time.NewTicker(actPause)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return nil
			case <-t.C:
				tell()
			}
		}
	})
	return cancel
}

func actionFor(k core.Kind) core.ChatAction {
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
