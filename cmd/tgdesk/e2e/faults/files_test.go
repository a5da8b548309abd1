package faults

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui/locale"
)

// fileFault is one row of what can go wrong with fetching a file for a quarter
// of an hour, and what must follow.
type fileFault struct {
	name    string
	fault   botsim.Fault
	network func(t *testing.T) http.RoundTripper

	state  core.FileState // after the quarter of an hour; a try may be under way
	why    string         // of a file that failed
	most   int            // requests within that time, no two of them within a second
	hasty  bool           // but for a second one at once
	then   core.FileState // once it is over, without anybody doing anything
	within time.Duration
}

const content = "the content of the file"

// getFileFaults are the rows of the question where a file is.
func getFileFaults() []fileFault {
	wanted, failed, ready := core.FileWanted, core.FileFailed, core.FileReady
	calm := 45 * time.Second
	return []fileFault{
		{name: "refused", network: plain(refusedConnection), state: wanted, most: 60, then: ready, within: calm},
		{name: "no such host", network: plain(unknownHost), state: wanted, most: 60, then: ready, within: calm},
		{name: "no route", network: plain(noRoute), state: wanted, most: 60, then: ready, within: calm},
		{name: "dial timeout", network: plain(dialTimeout), state: wanted, most: 60, then: ready, within: calm},
		{name: "certificate", network: untrustedTLS, state: wanted, most: 60, then: ready, within: calm},
		{name: "no TLS", network: noTLS, state: wanted, most: 60, then: ready, within: calm},
		{name: "cut before", fault: botsim.Fault{Kind: botsim.CutBefore}, state: wanted, most: 60, then: ready, within: calm},
		{name: "cut after", fault: botsim.Fault{Kind: botsim.CutAfter}, state: wanted, most: 60, then: ready, within: calm},
		// A server of one's own may copy a large file for as long as an hour.
		{name: "timeout before", fault: botsim.Fault{Kind: botsim.HangBefore}, state: core.FileFetching, most: 1, then: ready, within: time.Second},
		{name: "timeout after", fault: botsim.Fault{Kind: botsim.HangAfter}, state: core.FileFetching, most: 1, then: ready, within: time.Second},
		{name: "429", fault: botsim.Fault{Kind: botsim.TooManyRequests, RetryAfter: 7}, state: wanted, most: 130, then: ready, within: 8 * time.Second},
		{name: "429 for hours", fault: botsim.Fault{Kind: botsim.TooManyRequests, RetryAfter: 10072}, state: wanted, most: 1, then: ready, within: 10073 * time.Second},
		{name: "429 by header", fault: botsim.Fault{Kind: botsim.TooManyHeaderOnly, RetryAfter: 60}, state: wanted, most: 16, then: ready, within: 61 * time.Second},
		{name: "429 of a front end", fault: botsim.Fault{Kind: botsim.TooManyHTML, RetryAfter: 60}, state: wanted, most: 16, then: ready, within: 61 * time.Second},
		{name: "500", fault: botsim.Fault{Kind: botsim.InternalError}, state: wanted, most: 60, then: ready, within: calm},
		{name: "502", fault: botsim.Fault{Kind: botsim.BadGateway}, state: wanted, most: 60, then: ready, within: calm},
		{name: "truncated", fault: botsim.Fault{Kind: botsim.Truncated}, state: wanted, most: 60, then: ready, within: calm},
		{name: "empty", fault: botsim.Fault{Kind: botsim.EmptyBody}, state: wanted, most: 60, then: ready, within: calm},
		{name: "wrong types", fault: botsim.Fault{Kind: botsim.WrongTypes}, state: wanted, most: 60, then: ready, within: calm},
		// What only files run into stops no channel: a revoked token is for the poll to find.
		{name: "401", fault: botsim.Fault{Kind: botsim.Unauthorized}, state: failed, why: "as if the bot's token were wrong (401)", most: 4, then: failed},
		{name: "404", fault: botsim.Fault{Kind: botsim.NotFound}, state: failed, why: "as if the bot's token were wrong (404)", most: 4, then: failed},
		// Telegram will not give it, or hides problems of its own behind that: a few tries.
		{name: "400 wrong file_id", fault: botsim.Fault{Kind: botsim.BadRequest}, state: failed, why: "wrong file_id or the file is temporarily unavailable", most: 4, then: failed},
		{name: "403", fault: botsim.Fault{Kind: botsim.Forbidden, Description: "Forbidden: no"}, state: failed, why: "Forbidden: no", most: 4, then: failed},
		{name: "404 no such method", fault: botsim.Fault{Kind: botsim.NotFound, Description: "Not Found: method not found"}, state: failed, why: "method not found", most: 4, then: failed},
		{name: "409", fault: botsim.Fault{Kind: botsim.Conflict}, state: failed, why: "Conflict", most: 4, then: failed},
		{name: "400 too big", fault: botsim.Fault{Kind: botsim.BadRequest, Description: "Bad Request: file is too big"}, state: core.FileTooBig, why: "up to 20 MB", most: 1, then: core.FileTooBig},
	}
}

// downloadFaults are the rows of fetching its bytes.
func downloadFaults() []fileFault {
	wanted, failed, ready := core.FileWanted, core.FileFailed, core.FileReady
	calm, ofFile := 45*time.Second, 5*time.Minute+time.Second
	return []fileFault{
		{name: "refused", network: plain(refusedConnection), state: wanted, most: 60, then: ready, within: calm},
		{name: "no such host", network: plain(unknownHost), state: wanted, most: 60, then: ready, within: calm},
		{name: "dial timeout", network: plain(dialTimeout), state: wanted, most: 60, then: ready, within: calm},
		{name: "certificate", network: untrustedTLS, state: wanted, most: 60, then: ready, within: calm},
		{name: "no TLS", network: noTLS, state: wanted, most: 60, then: ready, within: calm},
		// net/http itself repeats a GET whose connection ends unanswered.
		{name: "cut before", fault: botsim.Fault{Kind: botsim.CutBefore}, state: wanted, most: 120, hasty: true, then: ready, within: calm},
		{name: "hangs", fault: botsim.Fault{Kind: botsim.HangBefore}, state: wanted, most: 30, then: ready, within: calm + 30*time.Second},
		// The server answers, but not with this file: the others go on.
		{name: "500", fault: botsim.Fault{Kind: botsim.InternalError}, state: wanted, most: 10, then: ready, within: ofFile},
		{name: "502", fault: botsim.Fault{Kind: botsim.BadGateway}, state: wanted, most: 10, then: ready, within: ofFile},
		{name: "400", fault: botsim.Fault{Kind: botsim.BadRequest}, state: wanted, most: 10, then: ready, within: ofFile},
		{name: "403", fault: botsim.Fault{Kind: botsim.Forbidden}, state: wanted, most: 10, then: ready, within: ofFile},
		{name: "empty", fault: botsim.Fault{Kind: botsim.EmptyBody}, state: wanted, most: 10, then: ready, within: ofFile},
		{name: "404", fault: botsim.Fault{Kind: botsim.NotFound}, state: failed, why: "does not have the file any more", most: 8, hasty: true, then: failed},
		{name: "401", fault: botsim.Fault{Kind: botsim.Unauthorized}, state: failed, why: "as if the bot's token were wrong (401)", most: 4, then: failed},
		{name: "429", fault: botsim.Fault{Kind: botsim.TooManyRequests, RetryAfter: 7}, state: wanted, most: 130, then: ready, within: 8 * time.Second},
		{name: "429 for hours", fault: botsim.Fault{Kind: botsim.TooManyRequests, RetryAfter: 10072}, state: wanted, most: 1, then: ready, within: 10073 * time.Second},
		{name: "429 of a front end", fault: botsim.Fault{Kind: botsim.TooManyHTML, RetryAfter: 60}, state: wanted, most: 16, then: ready, within: 61 * time.Second},
		// Half of it arrives, again and again: given up, to be asked for by key.
		{name: "cut midway", fault: botsim.Fault{Kind: botsim.CutAfter}, state: failed, why: "closed the connection before the file's end", most: 4, then: failed},
		{name: "truncated", fault: botsim.Fault{Kind: botsim.Truncated}, state: failed, why: "closed the connection before the file's end", most: 4, then: failed},
		{name: "hangs midway", fault: botsim.Fault{Kind: botsim.HangAfter}, state: failed, why: "sent nothing for 30s", most: 4, then: failed},
		// Bytes of a file are any bytes.
		{name: "wrong types", fault: botsim.Fault{Kind: botsim.WrongTypes}, state: ready, most: 1, then: ready},
	}
}

func TestFaultsOfFiles(t *testing.T) {
	t.Parallel()
	for method, rows := range map[string][]fileFault{"getFile": getFileFaults(), botsim.Download: downloadFaults()} {
		for _, row := range rows {
			t.Run(method+"/"+row.name, func(t *testing.T) {
				withEngine(t, func(r *engineRig) { r.testFetch(row, method) })
			})
		}
	}
}

func (r *engineRig) testFetch(row fileFault, method string) {
	v := r.newVisitor()
	times, over := r.startFetch(row, method)
	v.Send(botsim.Document("bill.pdf", "application/pdf", 0).WithBytes([]byte(content)))
	r.advance(15 * time.Minute)
	r.checkFile(row, v, row.state)
	if n := len(times()); row.hasty && (n < 1 || n > row.most) {
		r.t.Errorf("%d requests, want at most %d", n, row.most)
	} else if !row.hasty {
		r.expectRate(method, times(), 1, row.most)
	}
	if h := r.health(); h.State != core.HealthPolling {
		r.t.Errorf("the channel is %s: %s", h.State, h.Detail)
	}
	over()
	r.advance(row.within)
	m := r.checkFile(row, v, row.then)
	if m.Attachment.File.State != core.FileReady {
		return
	}
	path, err := r.desk.FilePath(r.t.Context(), r.op, m.ID)
	r.must(err)
	got, err := os.ReadFile(path)
	r.must(err)
	if want := content; string(got) != want && (row.name != "wrong types" || string(got) != strings.Repeat("\x00", len(want))) {
		r.t.Errorf("the file holds %q", got)
	}
	if rest := r.bot.Pending(); rest != 0 {
		r.t.Errorf("%d updates wait", rest)
	}
}

func (r *engineRig) startFetch(row fileFault, method string) (times func() []time.Time, over func()) {
	if row.network != nil {
		r.network.fail(method, row.network(r.t))
		return r.network.hits, func() { r.network.fail("", nil) }
	}
	then := time.Now()
	row.fault.Method = method
	f := r.sim.Inject(row.fault)
	return func() []time.Time { return r.requestsSince(then, method) }, func() {
		f.Remove()
		f.Release()
	}
}

// checkFile wants the file of the visitor's last message in a state; one that
// is wanted may be tried just now.
func (r *engineRig) checkFile(row fileFault, v visitor, want core.FileState) core.Message {
	r.t.Helper()
	m := r.message(r.chatOf(v.Visitor).LastMessageID)
	f := m.Attachment.File
	trying := want == core.FileWanted && f.State == core.FileFetching
	if f.State != want && !trying {
		r.t.Errorf("the file is %s (%s), want %s", f.State, f.Problem, want)
	}
	if want == core.FileFailed || want == core.FileTooBig {
		expectPart(r.t, "why", locale.English().Problem(f.Problem), row.why)
	}
	if text := r.texts(v.Visitor); text[len(text)-1] != "" {
		r.t.Errorf("transcript %q", text)
	}
	return m
}
