package engine

import (
	"context"
	"fmt"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
)

// fetchesOfSize makes the bot's files as large as their messages say.
func (b *fakeBot) fetchesOfSize(size int) {
	b.fetch = func(_ context.Context, _ int, _ string, w io.Writer, progress func(core.Progress)) error {
		n, err := w.Write(make([]byte, size))
		progress(core.Progress{Done: int64(n), Total: int64(size)})
		return err
	}
}

// sendsFiles lets a visitor send files, a second apart, and returns the messages.
func (r *rig) sendsFiles(visitor int64, n int, size int64) (all []core.Message) {
	for i := range n {
		r.bot.sends(visitor, "", photo(fmt.Sprintf("of %d, %02d", visitor, i), size))
		r.after(time.Second)
		all = append(all, r.lastOf(r.chatOf(visitor)))
	}
	return all
}

// wantFiles checks how many of the files are ready, and that the others are held back
// for a reason.
func (r *rig) wantFiles(when string, of []core.Message, ready int, reason string) {
	r.t.Helper()
	got, other := 0, map[string]int{}
	for _, m := range of {
		now, err := r.desk.Message(r.t.Context(), m.ID)
		must(r.t, err)
		if f := now.Attachment.File; f.Ready() {
			got++
		} else if f.State != core.FileHeld || !f.Problem.Is(reason) {
			other[fmt.Sprint(f.State, " ", f.Problem)]++
		}
	}
	if got != ready || len(other) > 0 {
		r.t.Errorf("%s: %d files are ready, want %d; not held for %s: %v", when, got, ready, reason, other)
	}
}

// TestFilesLeaveRoom: of a small disk files take half by themselves, and three quarters
// at somebody's request. Messages come in all the same, and the files when there is room.
func TestFilesLeaveRoom(t *testing.T) {
	inBubble(t, func(r *rig) {
		const size = 4_900
		r.disk.total.Store(48_000)
		r.bot.fetchesOfSize(size)
		sent := r.sendsFiles(7, 40, size)
		r.wantFiles("a small disk", sent, 4, core.HeldRoom)
		r.after(time.Hour)
		r.wantFiles("an hour later", sent, 4, core.HeldRoom)
		r.bot.say(8, "does anybody read this?")
		synctest.Wait()
		if m := r.lastOf(r.chatOf(8)); m.Text != "does anybody read this?" || r.desk.StorageError() != nil {
			t.Errorf("got %q, trouble %v", m.Text, r.desk.StorageError())
		}

		asked := sent[20:24]
		for _, m := range asked {
			must(t, r.desk.FetchFile(t.Context(), r.op, m.ID))
			synctest.Wait()
		}
		r.wantFiles("asked for", asked, 3, core.HeldFull)
		must(t, r.desk.CancelFetch(t.Context(), r.op, sent[23].ID))
		r.wantFile(sent[23], core.FileAbsent)
		must(t, r.desk.FetchFile(t.Context(), r.op, sent[23].ID))
		synctest.Wait()
		r.wantFiles("asked for again", asked, 3, core.HeldFull)

		fetched := len(r.bot.fetched())
		r.stop()
		r.boot()
		r.after(5 * time.Minute)
		if n := len(r.bot.fetched()); n != fetched {
			t.Errorf("%d downloads after a restart", n-fetched)
		}
		r.disk.total.Store(1 << 40)
		r.after(61 * time.Second)
		r.wantFiles("more room", sent, 40, "")
	})
}

// What is under way counts before it is written, for all brands.
func TestDownloadsUnderWayTakeRoom(t *testing.T) {
	inBubble(t, func(r *rig) {
		const size = 20_000
		r.disk.total.Store(48_000)
		going := make(chan struct{})
		r.bot.fetch = func(ctx context.Context, _ int, _ string, w io.Writer, progress func(core.Progress)) error {
			progress(core.Progress{Done: 1, Total: size})
			<-going
			_, err := w.Write(make([]byte, size))
			return err
		}
		first, second := r.sendsFiles(7, 1, size), r.sendsFiles(8, 1, size)
		r.wantFile(first[0], core.FileFetching)
		r.wantFiles("the other", second, 0, core.HeldRoom)
		close(going)
		r.after(time.Hour)
		r.wantFile(first[0], core.FileReady)
		r.wantFiles("the other, later", second, 0, core.HeldRoom)
	})
}

// A file that turns out to be larger than there is room for is given up in time.
func TestFilesLargerThanTheirRoom(t *testing.T) {
	for what, asked := range map[string]bool{"by itself": false, "requested": true} {
		t.Run(what, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				const size = 47_000
				r.disk.total.Store(48_000)
				r.bot.fetch = func(ctx context.Context, _ int, _ string, w io.Writer, progress func(core.Progress)) error {
					for done := int64(1000); done <= size; done += 1000 {
						if _, err := w.Write(make([]byte, 1000)); err != nil || ctx.Err() != nil {
							return ctx.Err()
						}
						progress(core.Progress{Done: done})
					}
					return ctx.Err()
				}
				a := photo("liar", 100)
				if asked {
					a.Size = 0
				}
				r.bot.sends(7, "", a)
				synctest.Wait()
				m := r.lastOf(r.chatOf(7))
				want := core.HeldRoom
				if asked {
					want = core.HeldFull
					must(t, r.desk.FetchFile(t.Context(), r.op, m.ID))
					synctest.Wait()
				}
				if now := r.wantFile(m, core.FileHeld); !now.Attachment.File.Problem.Is(want) || len(r.left()) > 0 {
					t.Errorf("held for %s, left %v", now.Attachment.File.Problem, r.left())
				}
			})
		})
	}
}

// Files of a flood are held back until it is over.
func TestFilesOfAFlood(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.fetchesOfSize(10)
		var sent []core.Message
		for i := range 40 {
			r.bot.sends(7, "", photo(fmt.Sprint("f", i), 10))
			synctest.Wait()
			sent = append(sent, r.lastOf(r.chatOf(7)))
		}
		r.wantFiles("during the flood", sent, 30, core.HeldFlooded)
		must(t, r.desk.FetchFile(t.Context(), r.op, sent[35].ID))
		synctest.Wait()
		r.wantFiles("requested", sent, 31, core.HeldFlooded)
		r.after(2 * time.Minute)
		r.wantFiles("after the flood", sent, 40, "")
	})
}

// What waits for its turn is held back when the visitor blocks the bot, until they
// unblock it.
func TestFilesOfWhoBlocksTheBot(t *testing.T) {
	inBubble(t, func(r *rig) {
		going := make(chan struct{})
		r.bot.fetch = func(context.Context, int, string, io.Writer, func(core.Progress)) error {
			<-going
			return nil
		}
		sent := r.sendsFiles(7, 4, 10)
		block := func(kind core.UpdateKind) {
			r.bot.mu.Lock()
			r.bot.next++
			r.bot.updates = append(r.bot.updates, core.Update{ID: r.bot.next, Kind: kind, Visitor: core.Profile{TelegramID: 7}})
			r.bot.mu.Unlock()
			notify(r.bot.news)
			synctest.Wait()
		}
		block(core.UpdateBlockedBot)
		close(going)
		r.after(time.Hour)
		r.wantFiles("blocked", sent, 2, core.HeldBotBlocked)
		block(core.UpdateUnblockedBot)
		r.after(61 * time.Second)
		r.wantFiles("unblocked", sent, 4, "")
	})
}

// The bounds of a visitor and of a brand hold within a day; what is requested does not
// count.
func TestBoundsOfADay(t *testing.T) {
	const size = 1 << 20
	for name, c := range map[string]struct {
		set    func(*core.BrandOptions)
		reason string
		second int // files of another visitor that are fetched
	}{
		"visitor": {func(o *core.BrandOptions) { o.FetchPerVisitor = 3 * size }, core.HeldVisitor, 1},
		"brand":   {func(o *core.BrandOptions) { o.FetchPerBrand = 3 * size }, core.HeldBrand, 0},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				r.bot.fetchesOfSize(size)
				o := core.DefaultBrandOptions()
				c.set(&o)
				_, err := r.desk.SetBrandOptions(t.Context(), r.op, r.brand, o)
				must(t, err)
				sent := r.sendsFiles(7, 5, size)
				other := r.sendsFiles(8, 1, size)
				r.wantFiles("the first", sent, 3, c.reason)
				r.wantFiles("the other", other, c.second, c.reason)
				must(t, r.desk.FetchFile(t.Context(), r.op, sent[4].ID))
				r.after(time.Minute)
				r.wantFiles("requested", sent, 4, c.reason)
				r.after(core.Day + time.Minute)
				r.wantFiles("the next day", append(sent, other...), 6, "")
			})
		})
	}
}

// Downloads of which nothing comes, and which nothing can end, hold up neither others
// nor the end of the desk.
func TestBlockedDownloads(t *testing.T) {
	inBubble(t, func(r *rig) {
		blocked := make(chan struct{})
		r.bot.fetch = func(_ context.Context, n int, id string, w io.Writer, _ func(core.Progress)) error {
			if n <= 6 {
				<-blocked
			}
			_, err := io.WriteString(w, id)
			return err
		}
		r.stop()
		r.newDesk()
		r.engine.mediaDisk.probe = func(context.Context) error { return core.NewError(core.CodeUnavailable, "media_silent") }
		r.run()
		stuck := r.sendsFiles(7, 6, 10)
		r.after(30 * time.Second)
		if err := r.desk.StorageError(); core.ProblemOf(err) != core.NewProblem("media_silent") {
			t.Errorf("trouble with the disk: %v", err)
		}
		r.after(10 * time.Minute)
		other := r.sendsFiles(8, 1, 10)
		r.after(time.Second)
		r.wantFile(other[0], core.FileReady)
		r.wantFile(stuck[0], core.FileFetching)
		if err := r.desk.StorageError(); err != nil {
			t.Errorf("trouble with a disk that works: %v", err)
		}
		if n := len(r.bot.fetched()); n != 7 {
			t.Errorf("%d requests, want one a file", n)
		}
		asked := time.Now()
		r.stop()
		if took := time.Since(asked); took > abandonTime {
			t.Errorf("the end took %s", took)
		}
		close(blocked)
		synctest.Wait()
		r.boot()
		r.after(time.Second)
		for _, m := range stuck {
			r.wantFile(m, core.FileReady)
		}
	})
}
