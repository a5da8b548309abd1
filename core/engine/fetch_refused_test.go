package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
)

// TestFetchRefusedLikeATokenLeavesTheChannel: a server or a proxy may answer one
// file as if the token were wrong. The file fails; it can be asked for again.
func TestFetchRefusedLikeATokenLeavesTheChannel(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.refuseFetches()
		r.bot.sends(7, "", photo("p", 10))
		r.after(time.Minute)
		m := r.wantFile(r.lastOf(r.chatOf(7)), core.FileWanted)
		r.after(time.Hour)
		m = r.wantFile(m, core.FileFailed)
		if n := len(r.bot.fetched()); n != maxFileTries || m.Attachment.File.Problem != core.NewProblem("change_refused", "No.") {
			t.Errorf("%d tries: %s", n, m.Attachment.File.Problem)
		}
		r.wantHealth(core.HealthPolling)
		r.bot.fetch = nil
		must(t, r.desk.FetchFile(t.Context(), r.op, m.ID))
		synctest.Wait()
		r.wantFile(m, core.FileReady)
	})
}

// TestFetchOfARevokedToken: it is the poll that stops the channel; the file
// waits for the new token and then comes by itself. A poll that has no answer
// yet, for however long, gives nothing up.
func TestFetchOfARevokedToken(t *testing.T) {
	for name, before := range map[string]error{
		"at once":           nil,
		"after other ills":  &core.PollError{Kind: core.PollRateLimited, RetryAfter: 3 * time.Hour, Detail: core.NewProblem("change_refused", "Wait.")},
		"after a long poll": errors.ErrUnsupported,
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				r.bot.refuseFetches()
				r.bot.sends(7, "", photo("p", 10))
				synctest.Wait()
				m := r.lastOf(r.chatOf(7))
				switch refused := (&core.PollError{Kind: core.PollUnauthorized, Detail: core.NewProblem("change_refused", "No.")}); before {
				case nil:
					r.bot.failPolls(refused)
				case errors.ErrUnsupported:
					r.bot.mu.Lock()
					r.bot.pollErrs = append(r.bot.pollErrs, refused)
					r.bot.mu.Unlock()
				default:
					r.bot.failPolls(before, refused)
				}
				r.after(4 * time.Hour)
				r.wantHealth(core.HealthUnauthorized)
				m = r.wantFile(m, core.FileWanted)
				tries := len(r.bot.fetched())
				if r.after(time.Hour); len(r.bot.fetched()) != tries {
					t.Errorf("%d tries of a channel that stands still", len(r.bot.fetched())-tries)
				}
				r.bot.fetch = nil
				_, err := r.desk.ReplaceToken(t.Context(), r.op, r.brand, "acme", r.bot.who.Bot, false)
				must(t, err)
				synctest.Wait()
				r.wantFile(m, core.FileReady)
			})
		})
	}
}

// TestFetchRefusedLikeATokenKeepsItsPace: should the token be dead, no more
// than a pair of requests a second learns so.
func TestFetchRefusedLikeATokenKeepsItsPace(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.refuseFetches()
		for i := range 20 {
			r.bot.sends(7, "", photo(fmt.Sprint("p", i), 10))
		}
		r.after(5 * time.Second)
		if n := len(r.bot.fetched()); n < maxDownloads || n > 6*maxDownloads {
			t.Errorf("%d tries within 5 s", n)
		}
	})
}

// refuseFetches makes the bot refuse files as if its token were wrong.
func (b *fakeBot) refuseFetches() {
	b.fetch = func(context.Context, int, string, io.Writer, func(core.Progress)) error {
		return &core.FetchError{Kind: core.FetchUnauthorized, Detail: core.NewProblem("change_refused", "No.")}
	}
}
