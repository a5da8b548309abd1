package engine

import (
	"bytes"
	"context"
	"io"
	"sync"
	"time"

	"tgdesk/core"
)

// fakeFiles is what a fakeBot does with files. Its funcs may be nil: then all
// is well, and every file holds its own id.
type fakeFiles struct {
	fmu     sync.Mutex
	fetches []string // file ids
	uploads [][]core.Upload
	bodies  [][]byte
	outs    []core.Outgoing
	edits   []core.MessageEdit
	deletes []int64
	actions []chatAction

	fetch     func(ctx context.Context, n int, id string, w io.Writer, progress func(core.Progress)) error
	sendFiles func(ctx context.Context, progress func(core.Progress)) error
	revise    func() error
}

func (f *fakeFiles) Fetch(ctx context.Context, id string, w io.Writer, progress func(core.Progress)) error {
	f.fmu.Lock()
	f.fetches = append(f.fetches, id)
	n, fetch := len(f.fetches), f.fetch
	f.fmu.Unlock()
	if fetch != nil {
		return fetch(ctx, n, id, w, progress)
	}
	_, err := io.WriteString(w, id)
	return err
}

func (f *fakeFiles) fetched() []string {
	f.fmu.Lock()
	defer f.fmu.Unlock()
	return append([]string{}, f.fetches...)
}

func (f *fakeFiles) SendFiles(ctx context.Context, out core.Outgoing, files []core.Upload, progress func(core.Progress)) ([]core.Receipt, error) {
	f.fmu.Lock()
	f.uploads, f.outs = append(f.uploads, files), append(f.outs, out)
	n, send := len(f.uploads), f.sendFiles
	f.fmu.Unlock()
	var receipts []core.Receipt
	for i, u := range files {
		r, err := u.Open()
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(r)
		if err != nil || r.Close() != nil {
			return nil, err
		}
		f.fmu.Lock()
		f.bodies = append(f.bodies, bytes.Clone(body))
		f.fmu.Unlock()
		receipts = append(receipts, core.Receipt{TelegramID: int64(700_000 + 100*n + i)})
	}
	if send != nil {
		if err := send(ctx, progress); err != nil {
			return nil, err
		}
	}
	return receipts, nil
}

func (f *fakeFiles) Edit(_ context.Context, e core.MessageEdit) error {
	f.fmu.Lock()
	defer f.fmu.Unlock()
	f.edits = append(f.edits, e)
	if f.revise != nil {
		return f.revise()
	}
	return nil
}

func (f *fakeFiles) Delete(_ context.Context, _, message int64) error {
	f.fmu.Lock()
	defer f.fmu.Unlock()
	f.deletes = append(f.deletes, message)
	if f.revise != nil {
		return f.revise()
	}
	return nil
}

func (f *fakeFiles) SendAction(_ context.Context, visitor, thread int64, a core.ChatAction) error {
	f.fmu.Lock()
	defer f.fmu.Unlock()
	f.actions = append(f.actions, chatAction{visitor, thread, a, time.Now()})
	return nil
}

// spoil makes fetching one file fail until mend is called.
func (f *fakeFiles) spoil(id string) (mend func()) {
	spoilt := true
	f.fetch = func(_ context.Context, _ int, wanted string, w io.Writer, _ func(core.Progress)) error {
		f.fmu.Lock()
		defer f.fmu.Unlock()
		if spoilt && wanted == id {
			return &core.FetchError{Kind: core.FetchUnavailable, FileOnly: true, Detail: core.NewProblem("change_refused", "HTTP 502 instead of the file.")}
		}
		_, err := io.WriteString(w, wanted)
		return err
	}
	return func() {
		f.fmu.Lock()
		defer f.fmu.Unlock()
		spoilt = false
	}
}

// sends lets a visitor send a file.
func (b *fakeBot) sends(visitor int64, text string, a core.Attachment) {
	b.mu.Lock()
	b.next++
	b.updates = append(b.updates, core.Update{
		ID: b.next, Kind: core.UpdateMessage, Visitor: core.Profile{TelegramID: visitor, FirstName: "Hana"},
		Message: core.Incoming{TelegramID: 1000 + b.next, At: time.Now(), Kind: a.Kind, Text: text, Attachment: &a},
	})
	b.mu.Unlock()
	notify(b.news)
}
