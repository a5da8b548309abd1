package engine

import (
	"context"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
)

// video is a film with a small picture of it.
func video(id string, size int64) core.Attachment {
	return core.Attachment{Kind: core.KindVideo, FileID: id + "-at-acme", FileUniqueID: id, Size: size,
		ThumbID: "small-" + id + "-at-acme", ThumbUniqueID: "small-" + id}
}

func (r *rig) wantThumb(m core.Message, want string) {
	r.t.Helper()
	f, err := r.desk.OpenThumb(r.t.Context(), r.op, m.ID)
	must(r.t, err)
	body, err := io.ReadAll(f)
	must(r.t, err)
	must(r.t, f.Close())
	if string(body) != want {
		r.t.Errorf("thumb %q, want %q", body, want)
	}
}

// Thumbnails come by themselves, also of files that do not.
func TestThumbsFetchedByThemselves(t *testing.T) {
	inBubble(t, func(r *rig) {
		for visitor, a := range map[int64]core.Attachment{7: video("fits", 10), 8: video("large", 6<<20), 9: video("huge", 50<<20)} {
			r.bot.sends(visitor, "", a)
		}
		synctest.Wait()
		r.wantFile(r.lastOf(r.chatOf(7)), core.FileReady)
		r.wantFile(r.lastOf(r.chatOf(8)), core.FileAbsent)
		m := r.wantFile(r.lastOf(r.chatOf(9)), core.FileTooBig)
		for visitor, want := range map[int64]string{7: "small-fits-at-acme", 8: "small-large-at-acme", 9: "small-huge-at-acme"} {
			r.wantThumb(r.lastOf(r.chatOf(visitor)), want)
		}
		if _, err := r.desk.OpenFile(t.Context(), r.op, m.ID); !core.IsNotFound(err) {
			t.Errorf("the thumb was taken for the file: %v", err)
		}
		if left := r.left(); len(left) != 4 { // one film, and a thumbnail of each
			t.Errorf("kept %v", left)
		}
	})
}

// A brand that fetches nothing by itself gets the thumbnail with the file.
func TestThumbsByKey(t *testing.T) {
	inBubble(t, func(r *rig) {
		m := core.DefaultBrandOptions()
		m.FetchUpTo = 0
		_, err := r.desk.SetBrandOptions(t.Context(), r.op, r.brand, m)
		must(t, err)
		r.bot.sends(7, "", video("film", 10))
		synctest.Wait()
		film := r.wantFile(r.lastOf(r.chatOf(7)), core.FileAbsent)
		if _, err := r.desk.OpenThumb(t.Context(), r.op, film.ID); !core.IsNotFound(err) {
			t.Errorf("open a thumb that is not there: %v", err)
		}
		if _, err := r.desk.OpenThumb(t.Context(), r.op, r.hears(7, "x").LastMessageID); core.CodeOf(err) != core.CodeInvalid {
			t.Errorf("open a text's thumb: %v", err)
		}
		must(t, r.desk.FetchFile(t.Context(), r.op, film.ID))
		synctest.Wait()
		r.wantFile(film, core.FileReady)
		r.wantThumb(film, "small-film-at-acme")
	})
}

// Progress and cancelling are about the file, not about its thumbnail, however
// the two overlap.
func TestThumbsLeaveTheFileItsProgress(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.fetch = func(ctx context.Context, _ int, id string, w io.Writer, progress func(core.Progress)) error {
			wait := 10 * time.Second
			if id == "small-film-at-acme" {
				progress(core.Progress{Done: 1, Total: 2})
				wait = time.Second
			} else {
				progress(core.Progress{Done: 30, Total: 60})
			}
			sleep(ctx, wait)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			_, err := io.WriteString(w, id)
			return err
		}
		r.bot.sends(7, "", video("film", 60))
		synctest.Wait()
		m := r.lastOf(r.chatOf(7))
		for range 2 { // with the thumbnail under way, and after it
			if p, ok := r.desk.Progress(m.ID); !ok || p != (core.Progress{Done: 30, Total: 60}) {
				t.Errorf("progress %v %t", p, ok)
			}
			r.after(2 * time.Second)
		}
		r.wantThumb(m, "small-film-at-acme")
		must(t, r.desk.CancelFetch(t.Context(), r.op, m.ID))
		synctest.Wait()
		r.wantFile(m, core.FileAbsent)
		r.wantThumb(m, "small-film-at-acme")
	})
}
