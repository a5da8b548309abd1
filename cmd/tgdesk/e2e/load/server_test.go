package load

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tgdesk/core"
)

const (
	batchSize    = 100 // updates of one answer, the most that Telegram gives
	visitorCount = 1000
	token        = core.Token("123456789:" + "AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr")
	secondToken  = core.Token("123456790:" + "BBbbCCddEEffGGhhIIjjKKllMMnnOOppQQr")
)

// updateServer is a Bot API server that gives canned text messages, as many as it was
// opened for, and then holds the poll.
type updateServer struct {
	url       string
	visitors  int64          // who write in turn
	next      int64          // where a reader that is no engine stands
	confirmed chan int64     // offsets of polls that must wait
	sent      chan time.Time // when a message was asked to be sent

	ids  atomic.Int64 // of messages that were sent
	mu   sync.Mutex
	upTo int64
	more chan struct{} // closed when upTo rises
}

func newUpdateServer(b testing.TB) *updateServer {
	b.Helper()
	f := &updateServer{visitors: visitorCount, next: 1, upTo: 1, confirmed: make(chan int64, 1), sent: make(chan time.Time, 1), more: make(chan struct{})}
	s := httptest.NewServer(f)
	b.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	f.url = s.URL
	return f
}

// allow lets n more updates through.
func (s *updateServer) allow(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.upTo += int64(n)
	close(s.more)
	s.more = make(chan struct{})
}

// wait waits until all that was let through is confirmed.
func (s *updateServer) wait(b testing.TB) {
	b.Helper()
	for offset := int64(0); offset < s.upTo; {
		select {
		case offset = <-s.confirmed:
		case <-b.Context().Done():
			b.Fatal("never confirmed")
		}
	}
}

// stream lets so many updates through a second, as they come, until ctx ends.
func (s *updateServer) stream(ctx context.Context, rate int) {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	began, poured := time.Now(), 0
	for rate > 0 && ctx.Err() == nil {
		<-tick.C
		if due := int(time.Since(began).Seconds() * float64(rate)); due > poured {
			s.allow(due - poured)
			poured = due
		}
	}
}

func (s *updateServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch path.Base(r.URL.Path) {
	case "getUpdates":
		s.poll(w, r)
	case "sendMessage":
		s.sent <- time.Now()
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = fmt.Fprintf(w, `{"ok":true,"result":{"message_id":%d,"date":%d}}`, s.ids.Add(1), time.Now().Unix())
	default:
		_, _ = io.WriteString(w, `{"ok":true,"result":true}`)
	}
}

func (s *updateServer) poll(w http.ResponseWriter, r *http.Request) {
	offset, _ := strconv.ParseInt(r.FormValue("offset"), 10, 64)
	_, _ = io.Copy(io.Discard, r.Body) // only then is a hang-up seen
	offset = max(offset, 1)
	for {
		s.mu.Lock()
		upTo, more := s.upTo, s.more
		s.mu.Unlock()
		if offset < upTo {
			body := s.batchBody(offset, min(offset+batchSize, upTo))
			w.Header().Set("Content-Length", strconv.Itoa(len(body)))
			_, _ = w.Write(body)
			return
		}
		select {
		case <-s.confirmed: // an older one that nobody waits for
		default:
		}
		s.confirmed <- offset
		select {
		case <-more:
		case <-r.Context().Done():
			return
		}
	}
}

// batchBody holds the updates of ids from to below, about 420 bytes each.
func (s *updateServer) batchBody(from, below int64) []byte {
	out := append(make([]byte, 0, 45_000), `{"ok":true,"result":[`...)
	for id := from; id < below; id++ {
		if id > from {
			out = append(out, ',')
		}
		out = appendUpdate(out, id, id%s.visitors)
	}
	return append(out, "]}"...)
}

// firstVisitor is the Telegram id of the first visitor.
const firstVisitor = 700_000_000

// appendUpdate writes the id-th message, of the visitor with a number.
func appendUpdate(out []byte, id, of int64) []byte {
	visitor := strconv.FormatInt(firstVisitor+of, 10)
	number := strconv.FormatInt(of, 10)
	who := `"first_name":"Visitor","last_name":"Number ` + number + `","username":"visitor_` + number + `"`
	out = append(out, `{"update_id":`...)
	out = strconv.AppendInt(out, id, 10)
	out = append(out, `,"message":{"message_id":`...)
	out = strconv.AppendInt(out, 5000+id, 10)
	out = append(out, `,"from":{"id":`+visitor+`,"is_bot":false,`+who+`,"language_code":"en"},"chat":{"id":`+visitor+`,`+who+`,"type":"private"},"date":`...)
	out = strconv.AppendInt(out, time.Now().Unix(), 10)
	return append(out, `,"text":"Hello, my order has not come yet; could you please look where it is? Thank you very much."}}`...)
}
