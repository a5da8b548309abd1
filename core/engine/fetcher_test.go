package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"

	"tgdesk/tui/locale"

	"pgregory.net/rapid"
)

func photo(id string, size int64) core.Attachment {
	return core.Attachment{Kind: core.KindPhoto, FileID: id + "-at-acme", FileUniqueID: id, Size: size, FileName: "../../x"}
}

// lastOf returns the latest message of a chat that is no system line.
func (r *rig) lastOf(c core.Chat) core.Message {
	r.t.Helper()
	now, err := r.desk.Chat(r.t.Context(), c.ID)
	must(r.t, err)
	m, err := r.desk.Message(r.t.Context(), now.LastMessageID)
	must(r.t, err)
	return m
}

func (r *rig) wantFile(m core.Message, want core.FileState) core.Message {
	r.t.Helper()
	now, err := r.desk.Message(r.t.Context(), m.ID)
	must(r.t, err)
	if now.Attachment.File.State != want {
		r.t.Errorf("file is %q (%s), want %q", now.Attachment.File.State, now.Attachment.File.Problem, want)
	}
	return now
}

func TestFetchedByItself(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.sends(7, "", photo("small", 5<<20))
		synctest.Wait()
		c := r.chatOf(7)
		m := r.wantFile(r.lastOf(c), core.FileReady)
		f, err := r.desk.OpenFile(r.t.Context(), r.op, m.ID)
		must(t, err)
		body, _ := io.ReadAll(f)
		must(t, f.Close())
		path, err := r.desk.FilePath(r.t.Context(), r.op, m.ID)
		must(t, err)
		if string(body) != "small-at-acme" || !filepath.IsAbs(path) || strings.HasPrefix(filepath.Base(path), "x") || len(r.left()) != 1 {
			t.Errorf("%q at %s", body, path)
		}
		dir := t.TempDir()
		for _, want := range []string{"x.txt", "x (2).txt"} {
			if got, err := r.desk.SaveFileAs(r.t.Context(), r.op, m.ID, dir); err != nil || got != filepath.Join(dir, want) {
				t.Errorf("saved as %s: %v", got, err)
			}
		}
		r.bot.sends(8, "", photo("small", 5<<20))
		synctest.Wait()
		r.wantFile(r.lastOf(r.chatOf(8)), core.FileReady)
		wantEqual(t, "fetches", r.bot.fetched(), []string{"small-at-acme"})
	})
}

// TestFetchedByItselfWithinTheLimit: a file that is larger than its message
// says is given up when that shows, unless somebody asked for it. What is known
// of its size is kept.
func TestFetchedByItselfWithinTheLimit(t *testing.T) {
	inBubble(t, func(r *rig) {
		const size = 7 << 20
		r.bot.fetch = func(ctx context.Context, _ int, _ string, w io.Writer, progress func(core.Progress)) error {
			for done := int64(1 << 10); done <= size; done += 1 << 20 {
				if _, err := w.Write([]byte("part")); err != nil || ctx.Err() != nil {
					return errors.Join(err, ctx.Err())
				}
				progress(core.Progress{Done: done, Total: size})
			}
			return ctx.Err()
		}
		r.bot.sends(7, "", photo("liar", 100))
		synctest.Wait()
		m := r.wantFile(r.lastOf(r.chatOf(7)), core.FileAbsent)
		if m.Attachment.Size != 100 || m.Attachment.Bytes() != size || len(r.left()) != 0 {
			t.Errorf("%+v, %v left", m.Attachment, r.left())
		}
		must(t, r.desk.FetchFile(r.t.Context(), r.op, m.ID))
		synctest.Wait()
		r.wantFile(m, core.FileReady)
	})
}

func TestFetchedByKey(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx := r.t.Context()
		r.bot.sends(7, "", photo("large", 5<<20+1))
		synctest.Wait()
		m := r.wantFile(r.lastOf(r.chatOf(7)), core.FileAbsent)
		if _, err := r.desk.OpenFile(ctx, r.op, m.ID); !core.IsNotFound(err) {
			t.Errorf("open: %v", err)
		}
		must(t, r.desk.FetchFile(ctx, r.op, m.ID))
		synctest.Wait()
		m = r.wantFile(m, core.FileReady)
		must(t, os.Remove(filepath.Join(r.media, m.Attachment.File.Path)))
		if _, err := r.desk.OpenFile(ctx, r.op, m.ID); !core.IsNotFound(err) {
			t.Errorf("open what is gone: %v", err)
		}
		must(t, r.desk.FetchFile(ctx, r.op, m.ID))
		synctest.Wait()
		_, err := r.desk.OpenFile(ctx, r.op, m.ID)
		must(t, err)

		r.bot.sends(7, "", photo("huge", 20<<20+1))
		synctest.Wait()
		m = r.wantFile(r.lastOf(r.chatOf(7)), core.FileTooBig)
		if !strings.Contains(locale.English().Problem(m.Attachment.File.Problem), "server of your own") || m.Attachment.Size != 20<<20+1 {
			t.Errorf("%+v", m.Attachment)
		}
		if err := r.desk.FetchFile(ctx, r.op, r.reply(r.hears(7, "x"), "hi")[0].ID); core.CodeOf(err) != core.CodeInvalid {
			t.Errorf("fetch a text: %v", err)
		}
	})
}

// failingFetches makes the bot's first fetches fail so, after some bytes.
func (b *fakeBot) failingFetches(bytes int, failures ...error) {
	b.fetch = func(_ context.Context, n int, id string, w io.Writer, progress func(core.Progress)) error {
		if n > len(failures) || failures[n-1] == nil {
			_, err := io.WriteString(w, id)
			return err
		}
		if bytes > 0 {
			_, _ = w.Write(make([]byte, bytes))
			progress(core.Progress{Done: int64(bytes)})
		}
		return failures[n-1]
	}
}

func TestFetchFailures(t *testing.T) {
	down, gone := &core.FetchError{Kind: core.FetchUnavailable, Detail: core.NewProblem("change_refused", "No connection.")}, &core.FetchError{Kind: core.FetchGone, Detail: core.NewProblem("change_refused", "Gone.")}
	later := &core.FetchError{Kind: core.FetchRateLimited, RetryAfter: 40 * time.Second}
	for _, c := range []struct {
		name  string
		bytes int
		fails []error
		after time.Duration
		then  core.FileState
		tries int
	}{
		{"down", 0, []error{down, down, down, down, down, down}, 2 * time.Minute, core.FileReady, 7},
		{"told to wait", 0, []error{later}, 39 * time.Second, core.FileWanted, 1},
		{"told to wait, over", 0, []error{later}, 41 * time.Second, core.FileReady, 2},
		{"gone for a moment", 0, []error{gone, gone}, time.Minute, core.FileReady, 3},
		{"gone", 0, []error{gone, gone, gone, gone}, time.Hour, core.FileFailed, 4},
		{"breaks off", 9, []error{down, down, down, down}, time.Hour, core.FileFailed, 4},
		{"too big", 0, []error{&core.FetchError{Kind: core.FetchTooBig}}, time.Hour, core.FileTooBig, 1},
		{"disk", 0, []error{core.NewError(core.CodeUnavailable, "media_disk", "No room.")}, time.Hour, core.FileReady, 2},
		{"nobody knows", 0, []error{errors.ErrUnsupported}, time.Hour, core.FileFailed, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				r.bot.failingFetches(c.bytes, c.fails...)
				r.bot.sends(7, "", photo("p", 10))
				synctest.Wait()
				m := r.lastOf(r.chatOf(7))
				r.after(c.after)
				r.wantFile(m, c.then)
				if n := len(r.bot.fetched()); n != c.tries {
					t.Errorf("%d tries", n)
				}
				if c.then != core.FileReady && len(r.left()) > 0 {
					t.Errorf("left: %v", r.left())
				}
			})
		})
	}
}

// TestFetchCancelAndCrowd: two at a time; what is cancelled is let go, whether
// it is on its way or waits; events are few.
func TestFetchCancelAndCrowd(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.fetch = func(ctx context.Context, _ int, _ string, w io.Writer, progress func(core.Progress)) error {
			for i := range 100 {
				if sleep(ctx, 10*time.Millisecond); ctx.Err() != nil {
					return ctx.Err()
				}
				progress(core.Progress{Done: int64(i + 1), Total: 100})
			}
			_, err := w.Write(make([]byte, 100))
			return err
		}
		var m []core.Message
		for v := range int64(4) {
			r.bot.sends(v+1, "", photo(fmt.Sprint("p", v), 100))
			synctest.Wait()
			m = append(m, r.lastOf(r.chatOf(v+1)))
		}
		r.wantFile(m[1], core.FileFetching)
		r.wantFile(m[2], core.FileWanted)
		box := r.desk.Subscribe()
		told := 0
		for range 90 {
			r.after(10 * time.Millisecond)
			events, _ := box.Take()
			told += len(events)
		}
		if p, ok := r.desk.Progress(m[0].ID); told == 0 || told > 10 || !ok || p.Done != 90 {
			t.Errorf("%d events in 0.9 s of two files, progress %v %v", told, p, ok)
		}
		must(t, r.desk.CancelFetch(t.Context(), r.op, m[0].ID))
		must(t, r.desk.CancelFetch(t.Context(), r.op, m[3].ID))
		r.after(time.Minute)
		for i, want := range []core.FileState{core.FileAbsent, core.FileReady, core.FileReady, core.FileAbsent} {
			r.wantFile(m[i], want)
		}
		if len(r.left()) != 2 {
			t.Errorf("left: %v", r.left())
		}
	})
}

// TestFetchesSurvive: whatever becomes of fetches and however often the desk
// stops or is killed, every wanted file ends whole, and nothing else is left.
func TestFetchesSurvive(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		fates := rapid.SliceOfN(rapid.SampledFrom([]string{"fine", "fine", "down", "breaks off", "later"}), 0, 20).Draw(rt, "fates")
		acts := rapid.SliceOfN(rapid.SampledFrom([]string{"", "", "restart", "kill", "again"}), 1, 12).Draw(rt, "acts")
		takes := drawMilliseconds(rt, 4000)
		var wrong error
		synctest.Test(t, func(t *testing.T) { wrong = playFetches(t, fates, acts, takes) })
		if wrong != nil {
			rt.Fatal(wrong)
		}
	})
}

func playFetches(t *testing.T, fates, acts []string, takes time.Duration) error {
	r := newRig(t)
	var broken atomic.Int64
	r.bot.fetch = func(ctx context.Context, n int, id string, w io.Writer, progress func(core.Progress)) error {
		_, _ = io.WriteString(w, id[:1])
		progress(core.Progress{Done: 1})
		if take(ctx, takes); ctx.Err() != nil {
			return ctx.Err()
		}
		if n <= len(fates) && fates[n-1] != "fine" {
			if fates[n-1] == "later" {
				return &core.FetchError{Kind: core.FetchRateLimited, RetryAfter: time.Second}
			}
			if broken.Add(1) < maxFileTries { // more could be one file's end
				return &core.FetchError{Kind: core.FetchUnavailable, Detail: core.NewProblem("change_refused", fates[n-1])}
			}
		}
		_, err := io.WriteString(w, id[1:])
		return err
	}
	r.boot()
	for i, act := range acts {
		id := fmt.Sprintf("p%02d", i)
		if act == "again" {
			id = "p00"
		}
		r.bot.sends(int64(i%3+1), "", photo(id, 10))
		r.after(takes * 2 / 3)
		if act == "kill" {
			r.store.setFail(core.NewError(core.CodeUnavailable, "killed"))
		}
		if act == "kill" || act == "restart" {
			r.stop()
			r.store.setFail(nil)
			r.boot()
		}
	}
	r.after(time.Hour)
	r.stop()
	return r.checkFiles()
}

func (r *rig) checkFiles() error {
	left := r.left()
	for id, f := range r.store.files {
		path := filepath.Join(r.media, f.Path)
		body, err := os.ReadFile(path)
		if f.State != core.FileReady || err != nil || string(body) != id+"-at-acme" {
			return fmt.Errorf("%s is %s (%s): %q %v", id, f.State, f.Problem, body, err)
		}
		left = slices.DeleteFunc(left, func(p string) bool { return p == path })
	}
	if len(left) > 0 {
		return fmt.Errorf("left: %v", left)
	}
	return nil
}

func TestRetention(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx := r.t.Context()
		r.bot.sends(7, "", photo("old", 10))
		r.bot.sends(8, "", photo("open", 10))
		synctest.Wait()
		old, open := r.lastOf(r.chatOf(7)), r.lastOf(r.chatOf(8))
		_, err := r.desk.PickUp(ctx, r.op, r.chatOf(7).ID)
		must(t, err)
		_, err = r.desk.End(ctx, r.op, r.chatOf(7).ID)
		must(t, err)
		m := core.DefaultBrandOptions()
		m.KeepMedia = 2 * time.Hour
		_, err = r.desk.SetBrandOptions(ctx, r.op, r.brand, m)
		must(t, err)
		r.after(90 * time.Minute)
		r.wantFile(old, core.FileReady)
		r.after(90 * time.Minute)
		r.wantFile(old, core.FileExpired)
		r.wantFile(open, core.FileReady)
		if len(r.left()) != 1 {
			t.Errorf("left: %v", r.left())
		}
		must(t, r.desk.FetchFile(ctx, r.op, old.ID))
		synctest.Wait()
		r.wantFile(old, core.FileReady)
	})
}

// TestRetentionOfWhatAnEditReplaced: a file that no message points to any more
// goes with the others that are too old, though its chat is open.
func TestRetentionOfWhatAnEditReplaced(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.sends(7, "", photo("old", 10))
		synctest.Wait()
		first, other := r.lastOf(r.chatOf(7)), photo("new", 10)
		r.bot.mu.Lock()
		r.bot.next++
		r.bot.updates = append(r.bot.updates, core.Update{
			ID: r.bot.next, Kind: core.UpdateEdit, Visitor: core.Profile{TelegramID: 7},
			Message: core.Incoming{TelegramID: first.TelegramID, Kind: core.KindPhoto, Attachment: &other, EditedAt: time.Now().Add(time.Second)},
		})
		r.bot.mu.Unlock()
		notify(r.bot.news)
		synctest.Wait()
		r.wantFile(first, core.FileReady)
		if len(r.left()) != 2 {
			t.Errorf("left: %v", r.left())
		}
		m := core.DefaultBrandOptions()
		m.KeepMedia = 2 * time.Hour
		_, err := r.desk.SetBrandOptions(r.t.Context(), r.op, r.brand, m)
		must(t, err)
		r.after(4 * time.Hour)
		r.wantFile(first, core.FileReady)
		if len(r.left()) != 1 {
			t.Errorf("left: %v", r.left())
		}
	})
}

// TestRetentionOfWhatIsShown: a file stays while somebody shows its chat, open
// or not, and goes after they turn away or leave.
func TestRetentionOfWhatIsShown(t *testing.T) {
	for name, away := range map[string]func(*core.Mailbox){"turns away": func(m *core.Mailbox) { m.Show(0) }, "leaves": (*core.Mailbox).Close} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				ctx := r.t.Context()
				r.bot.sends(7, "", photo("old", 10))
				synctest.Wait()
				c := r.chatOf(7)
				_, err := r.desk.PickUp(ctx, r.op, c.ID)
				must(t, err)
				_, err = r.desk.End(ctx, r.op, c.ID)
				must(t, err)
				m := core.DefaultBrandOptions()
				m.KeepMedia = 2 * time.Hour
				_, err = r.desk.SetBrandOptions(ctx, r.op, r.brand, m)
				must(t, err)
				looks := r.desk.Subscribe()
				looks.Show(c.ID)
				r.after(5 * time.Hour)
				r.wantFile(r.lastOf(c), core.FileReady)
				away(looks)
				r.after(2 * time.Hour)
				r.wantFile(r.lastOf(c), core.FileExpired)
			})
		})
	}
}

// A link that somebody put into the desk's folder is not followed.
func TestLinksAreNotFollowed(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.sends(7, "", photo("one", 10))
		synctest.Wait()
		m := r.wantFile(r.lastOf(r.chatOf(7)), core.FileReady)
		path, err := r.desk.FilePath(r.t.Context(), r.op, m.ID)
		must(t, err)
		must(t, os.Rename(path, path+".real"))
		must(t, os.Symlink(path+".real", path))
		_, err = r.desk.FilePath(r.t.Context(), r.op, m.ID)
		wantCode(t, "a file", err, core.CodeUnavailable)
		must(t, os.Rename(r.media, r.media+".real"))
		must(t, os.Symlink(r.media+".real", r.media))
		_, err = r.desk.FilePath(r.t.Context(), r.op, m.ID)
		wantCode(t, "the folder", err, core.CodeUnavailable)
	})
}
