package engine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/tui/locale"
)

// What waited to be sent when the backup was made is nobody's to send again
// but a person's.
func TestRestoredRepliesAreUnknown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.boot()
		c := r.hears(7, "hello")
		r.bot.send = func(context.Context, int, core.Outgoing) (core.Receipt, error) {
			return core.Receipt{}, &core.SendError{Outcome: core.OutcomeNotSent}
		}
		sent := r.reply(c, "being sent", "queued")
		r.stop() // as if the backup was made now
		sending, queued := r.wantDelivery(sent[0], core.DeliveryQueued), r.wantDelivery(sent[1], core.DeliveryQueued)
		sending.Delivery = core.DeliverySending
		must(t, r.store.Write(t.Context(), func(tx core.Tx) error { return tx.SaveMessage(t.Context(), sending) }))

		got, err := desk.AfterRestore(t.Context(), r.store, func(string) bool { return true })
		must(t, err)
		if got.Unknown != 2 || got.Wanted+got.Lost+len(got.Sealed) != 0 {
			t.Errorf("%+v", got)
		}
		calls := len(r.bot.calls)
		r.bot.send = nil
		r.boot()
		r.after(time.Hour)
		for _, m := range []core.Message{sending, queued} {
			if now := r.wantDelivery(m, core.DeliveryUnknown); !strings.Contains(locale.English().Problem(now.Problem), "when the backup was made") {
				t.Errorf("why: %q", now.Problem)
			}
		}
		if n := len(r.bot.calls); n != calls {
			t.Errorf("%d messages went out by themselves", n-calls)
		}
		_, err = r.desk.Resend(t.Context(), r.op, queued.ID)
		must(t, err)
		synctest.Wait()
		r.wantDelivery(queued, core.DeliverySent)
		r.stop()
	})
}

// Files that are put into their places between the restore and the start are known
// again, and not downloaded.
func TestRestoredFilesPutBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		files := map[string]string{"seen": "ab/seen.pdf", "out:given": "out/cd/given.pdf", "cut": "ab/cut.pdf", "out:gone": "out/cd/gone.pdf"}
		must(t, r.store.Write(t.Context(), func(tx core.Tx) error {
			for id, path := range files {
				must(t, tx.SaveFile(t.Context(), core.File{UniqueID: id, State: core.FileReady, Path: path, Size: 4, Brand: r.brand}))
			}
			return nil
		}))
		_, err := desk.AfterRestore(t.Context(), r.store, func(string) bool { return false })
		must(t, err)
		for path, text := range map[string]string{"ab/seen.pdf": "%PDF", "out/cd/given.pdf": "%PDF", "ab/cut.pdf": "%P"} {
			name := filepath.Join(r.media, path)
			must(t, errors.Join(os.MkdirAll(filepath.Dir(name), 0o700), os.WriteFile(name, []byte(text), 0o600)))
		}
		r.boot()
		synctest.Wait()
		for id, want := range map[string]core.FileState{"seen": core.FileReady, "out:given": core.FileReady, "cut": core.FileWanted, "out:gone": core.FileFailed} {
			if f, err := r.store.File(t.Context(), id); err != nil || f.State != want || (f.Problem == "") != (want != core.FileFailed) {
				t.Errorf("%s: %+v %v", id, f, err)
			}
		}
		if n, err := r.store.FetchedSince(t.Context(), r.brand, 0, time.Now().Add(-core.FetchWindow)); err != nil || n.Brand != 0 {
			t.Errorf("%+v bytes downloaded, %v", n, err)
		}
		r.stop()
	})
}

func TestRestoredFiles(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const n = 2*500 + 3
	must(t, r.store.Write(t.Context(), func(tx core.Tx) error {
		for i := range n {
			f := core.File{UniqueID: fmt.Sprintf("u%04d", i), State: core.FileReady, Path: fmt.Sprint("ab/", i)}
			if i%2 == 1 {
				f.UniqueID = "out:" + f.UniqueID
			}
			must(t, tx.SaveFile(t.Context(), f))
		}
		ch := r.store.channels[r.brand]
		ch.Token = core.SealedToken(ch.Bot.ID)
		return tx.SaveChannel(t.Context(), ch)
	}))
	got, err := desk.AfterRestore(t.Context(), r.store, func(path string) bool { return path == "ab/0" || path == "ab/1" })
	must(t, err)
	if got.Wanted != n/2 || got.Lost != n/2-1 || !slices.Equal(got.Sealed, []string{"acme"}) {
		t.Errorf("%+v of %d", got, n)
	}
	for id, want := range map[string]core.FileState{"u0000": core.FileReady, "out:u0001": core.FileReady, "u0002": core.FileWanted, "out:u0003": core.FileFailed} {
		if f, err := r.store.File(t.Context(), id); err != nil || f.State != want || f.Path == "" || (f.Problem == "") == (want == core.FileFailed) {
			t.Errorf("%s: %+v %v", id, f, err)
		}
	}
}
