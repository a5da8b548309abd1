package load

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/engine"
	"tgdesk/store"
	"tgdesk/store/seal"
)

// BenchmarkTeam is a team at one desk: the program as a process of its own, tgdesk
// serve, and operators who come over SSH, each with a key and a screen of 120×36. All
// clients are in this process, on the same machine. What is measured is told in the
// names of the metrics; ms are the median and the 95th percentile. Run it with
//
//	go test ./cmd/tgdesk/e2e/load -run '^$' -bench Team -benchtime 1x
func BenchmarkTeam(b *testing.B) {
	for _, n := range []int{1, 10, 50} {
		b.Run(fmt.Sprintf("sessions=%d", n), func(b *testing.B) {
			for range b.N {
				measureTeam(b, n)
			}
		})
	}
}

func measureTeam(b *testing.B, n int) {
	t := startTeam(b, n)
	b.ReportMetric(t.rss(), "RSS-MB-alone")
	t.connect(n)
	t.report("first-frame", t.firstFrames)
	b.ReportMetric(t.rss(), "RSS-MB")
	b.ReportMetric(t.cpu(func() { time.Sleep(5 * time.Second) }), "idle-CPU-%")
	t.reportMessages("message-to-all", 20, 5)
	b.ReportMetric(t.cpu(func() { time.Sleep(5 * time.Second) }), "clocks-CPU-%")
	t.reportKeys("key")
	b.ReportMetric(t.cpu(func() {
		done := make(chan struct{})
		go func() { defer close(done); t.reportMessages("message-to-all-at-100/s", 200+60*n, 100) }() // as long as the keys take
		time.Sleep(time.Second)
		t.reportKeys("key-at-100/s")
		<-done
	}), "CPU-%-at-100/s")
	began := time.Now()
	t.server.pour(20_000, visitorCount)
	b.ReportMetric(time.Since(began).Seconds(), "s-for-20000")
	b.ReportMetric(t.rss(), "RSS-MB-in-the-end")
	if n >= 10 {
		t.stall(n / 5)
	}
	began = time.Now()
	for _, s := range t.screens {
		_ = s.conn.SetLinger(0)
		_ = s.conn.Close()
	}
	t.waitForLog("session ends", n)
	b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms-to-free-reset-connections")
}

// team is a desk that runs, and those who are connected to it.
type team struct {
	b       *testing.B
	home    *rig.Home
	server  *teamServer
	cmd     *exec.Cmd
	addr    string
	keys    []gossh.Signer
	screens []*teamScreen

	firstFrames []time.Duration
}

// teamScreen is a client that reads what its screen is sent.
type teamScreen struct {
	conn   *net.TCPConn
	client *gossh.Client
	*gossh.Session
	in     io.Writer
	server *teamServer

	mu     sync.Mutex
	more   *sync.Cond
	tail   []byte // what was read last
	paused bool   // it reads nothing
	seen   map[int]int
}

func startTeam(b *testing.B, n int) *team {
	b.Helper()
	t := &team{b: b, server: newTeamServer(b)}
	t.home = rig.NewHome(b, t.server.url)
	secret := bytes.Repeat([]byte{7}, seal.KeySize)
	key, err := seal.NewKey(secret)
	must(b, err)
	config := filepath.Join(t.home.Root, "config", "tgdesk")
	must(b, os.MkdirAll(config, 0o700))
	must(b, os.WriteFile(filepath.Join(config, "key"), []byte(hex.EncodeToString(secret)), 0o600))
	db, err := store.Open(t.home.DeskDir(), store.Options{Key: key})
	must(b, err)
	d, _ := cli.NewDesk(db, nil, engine.Options{})
	admin, err := d.SignIn(b.Context(), "mika", core.RoleAdmin)
	must(b, err)
	_, err = d.AddBrand(b.Context(), admin.ID, desk.NewBrand{Name: "acme", Accent: "#e06c75", Bot: core.Bot{ID: 123456789, Username: "acme_bot", Name: "acme"}, Limits: core.DefaultLimits()}, string(token))
	must(b, err)
	for i := range n {
		name, role, k := fmt.Sprintf("op%02d", i), core.RoleOperator, rig.NewSSHKey(b)
		op, err := d.AddOperator(b.Context(), admin.ID, desk.OperatorChange{Name: &name, Role: &role})
		must(b, err)
		_, err = d.AddKey(b.Context(), admin.ID, op.ID, k.Public())
		must(b, err)
		t.keys = append(t.keys, k.Signer)
	}
	must(b, db.Close())
	t.cmd = t.home.Command("serve", "--listen", "127.0.0.1:0")
	t.cmd.Stderr = os.Stderr
	out, err := t.cmd.StdoutPipe()
	must(b, err)
	must(b, t.cmd.Start())
	b.Cleanup(func() { _ = t.cmd.Process.Signal(os.Interrupt); _ = t.cmd.Wait() })
	for lines := bufio.NewScanner(out); t.addr == "" && lines.Scan(); {
		if _, rest, ok := strings.Cut(lines.Text(), "SSH on "); ok {
			t.addr, _, _ = strings.Cut(rest, ",")
		}
	}
	if t.addr == "" {
		b.Fatalf("the server ended:\n%s", t.home.Log())
	}
	return t
}

func must(b testing.TB, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// connect opens a screen for each operator, one after the other.
func (t *team) connect(n int) {
	t.b.Helper()
	for i := range n {
		began := time.Now()
		conn, err := net.Dial("tcp", t.addr)
		must(t.b, err)
		c, channels, requests, err := gossh.NewClientConn(conn, t.addr, &gossh.ClientConfig{
			User: "x", Auth: []gossh.AuthMethod{gossh.PublicKeys(t.keys[i])}, HostKeyCallback: gossh.InsecureIgnoreHostKey(), // there is no other
		})
		must(t.b, err)
		s := &teamScreen{conn: conn.(*net.TCPConn), client: gossh.NewClient(c, channels, requests), server: t.server, seen: map[int]int{}}
		s.more = sync.NewCond(&s.mu)
		session, err := s.client.NewSession()
		must(t.b, err)
		s.Session = session
		s.in, err = session.StdinPipe()
		must(t.b, err)
		out, err := session.StdoutPipe()
		must(t.b, err)
		must(t.b, session.RequestPty("xterm-256color", 36, 120, nil))
		must(t.b, session.Shell())
		go s.read(out)
		s.waitFor("PENDING")
		t.firstFrames = append(t.firstFrames, time.Since(began))
		t.screens = append(t.screens, s)
	}
}

// messageToken is what a visitor's message begins with: the visitor, and its number.
var messageToken = regexp.MustCompile(`m(\d\d)-(\d{6})`)

const (
	tokenLength = 10
	keptTail    = 256 << 10 // more than a frame
)

func (s *teamScreen) read(out io.Reader) {
	buf := make([]byte, 32<<10)
	for {
		s.mu.Lock()
		for s.paused {
			s.more.Wait()
		}
		s.mu.Unlock()
		n, err := out.Read(buf)
		now := time.Now()
		s.mu.Lock()
		from := max(len(s.tail)-tokenLength+1, 0)
		s.tail = append(s.tail, buf[:n]...)
		for _, m := range messageToken.FindAllSubmatch(s.tail[from:], -1) {
			visitor, _ := strconv.Atoi(string(m[1]))
			number, _ := strconv.Atoi(string(m[2]))
			for i := s.seen[visitor] + 1; i <= number; i++ {
				s.server.seen(visitor, i, now)
			}
			s.seen[visitor] = max(s.seen[visitor], number)
		}
		s.tail = s.tail[max(len(s.tail)-keptTail, 0):]
		s.more.Broadcast()
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// waitFor waits until text was read, and forgets it.
func (s *teamScreen) waitFor(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !bytes.Contains(s.tail, []byte(text)) {
		s.more.Wait()
	}
	s.tail = s.tail[max(len(s.tail)-tokenLength+1, 0):]
}

func (s *teamScreen) press(keys string) { _, _ = io.WriteString(s.in, keys) }

func (s *teamScreen) pause(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paused = on
	s.more.Broadcast()
}

// report tells a median and a 95th percentile in ms.
func (t *team) report(name string, all []time.Duration) {
	t.b.Helper()
	if len(all) == 0 {
		t.b.Fatalf("nothing was measured of %s", name)
	}
	slices.Sort(all)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	t.b.ReportMetric(ms(all[len(all)/2]), name+"-p50-ms")
	t.b.ReportMetric(ms(all[len(all)*95/100]), name+"-p95-ms")
}

// reportKeys types a note on each screen, from pressing a key to reading the row that
// has it. The list stays in sight.
func (t *team) reportKeys(name string) {
	t.b.Helper()
	const keys, betweenKeys = 20, 15 * time.Millisecond // somebody who types fast
	var all []time.Duration
	for _, s := range t.screens {
		s.press("n")
		s.waitFor("note")
		typed := ""
		for i := range keys {
			time.Sleep(betweenKeys)
			typed += string(rune('a' + i))
			began := time.Now()
			s.press(typed[i:])
			s.waitFor(typed)
			all = append(all, time.Since(began))
		}
		s.press("\x15") // empty again
		s.press("\x1b")
		time.Sleep(betweenKeys)
	}
	t.report(name, all)
}

// reportMessages has visitors write, so many in all and a second, and tells how long
// each message took to be on all screens.
func (t *team) reportMessages(name string, count, rate int) {
	t.b.Helper()
	t.server.expect(len(t.screens))
	tick := time.NewTicker(time.Second / time.Duration(rate))
	defer tick.Stop()
	for range count {
		<-tick.C
		t.server.add(1, teamVisitors)
	}
	t.report(name, t.server.allSeen())
}

// stall has some clients read nothing while messages come, and tells how the others
// fare and when those are gone.
func (t *team) stall(n int) {
	t.b.Helper()
	stalled, others := t.screens[:n], t.screens[n:]
	for _, s := range stalled {
		s.pause(true)
	}
	began := time.Now()
	gone := make(chan time.Duration, n)
	for _, s := range stalled {
		go func() { _ = s.client.Wait(); gone <- time.Since(began) }()
	}
	t.screens = others
	stop := make(chan struct{})
	go func() { // whole frames, which fill every buffer on the way
		for tick, n := time.NewTicker(5*time.Millisecond), 0; ; n++ {
			select {
			case <-stop:
				return
			case <-tick.C:
				for _, s := range stalled {
					_ = s.WindowChange(36+n%2, 120)
				}
			}
		}
	}()
	t.reportKeys("key-beside-stalled")
	var last time.Duration
	for range stalled {
		last = <-gone
	}
	close(stop)
	t.b.ReportMetric(last.Seconds(), "s-until-stalled-are-gone")
}

// rss is the memory of the program, in MB.
func (t *team) rss() float64 {
	t.b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", t.cmd.Process.Pid))
	must(t.b, err)
	m := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(text)
	kB, err := strconv.Atoi(string(m[1]))
	must(t.b, err)
	return float64(kB) / 1024
}

// cpu is what the program takes of one processor while fn runs, in per cent.
func (t *team) cpu(fn func()) float64 {
	t.b.Helper()
	began, before := time.Now(), t.ticks()
	fn()
	const perSecond = 100 // ticks of Linux, as programs see them
	return 100 * float64(t.ticks()-before) / perSecond / time.Since(began).Seconds()
}

func (t *team) ticks() int {
	t.b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", t.cmd.Process.Pid))
	must(t.b, err)
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+2:]))
	user, err := strconv.Atoi(fields[11])
	must(t.b, err)
	system, err := strconv.Atoi(fields[12])
	must(t.b, err)
	return user + system
}

// waitForLog waits until the program has logged something so often.
func (t *team) waitForLog(what string, n int) {
	path := filepath.Join(t.home.Root, "state", "tgdesk", "tgdesk.log")
	for {
		text, err := os.ReadFile(path)
		must(t.b, err)
		if bytes.Count(text, []byte(what)) >= n {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// teamVisitors are those whose chats a screen of 36 rows shows all at once.
const teamVisitors = 10

// teamServer is a Bot API server whose visitors write numbered messages. It notes when
// each was given out and when it was on every screen.
type teamServer struct {
	url string

	mu        sync.Mutex
	more      *sync.Cond
	texts     []teamMessage // of the update with this index, the first has the id 1
	confirmed int           // so many are
	numbers   map[int]int   // of each visitor, of the last message
	out       map[teamMessage]time.Time
	screens   int
	counts    map[teamMessage]int
	whole     []time.Duration
	pending   int // messages that are not on all screens
	closed    bool
}

type teamMessage struct{ visitor, number int }

func newTeamServer(b *testing.B) *teamServer {
	b.Helper()
	s := &teamServer{numbers: map[int]int{}, out: map[teamMessage]time.Time{}, counts: map[teamMessage]int{}}
	s.more = sync.NewCond(&s.mu)
	h := httptest.NewServer(s)
	b.Cleanup(func() {
		s.mu.Lock()
		s.closed = true
		s.more.Broadcast()
		s.mu.Unlock()
		h.CloseClientConnections()
		h.Close()
	})
	s.url = h.URL
	return s
}

// add has visitors, of so many in turn, write n messages.
func (s *teamServer) add(n, visitors int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for range n {
		v := len(s.texts) % visitors
		s.numbers[v]++
		s.texts = append(s.texts, teamMessage{v, s.numbers[v]})
		s.pending++
	}
	s.more.Broadcast()
}

// pour is add, and waits until all of it is stored.
func (s *teamServer) pour(n, visitors int) {
	s.add(n, visitors)
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.confirmed < len(s.texts) {
		s.more.Wait()
	}
}

// expect says how many screens there are, and begins a new list of what is seen.
func (s *teamServer) expect(screens int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.screens, s.whole, s.pending = screens, nil, 0
}

// seen notes that a screen shows a message, or a later one of the same visitor.
func (s *teamServer) seen(visitor, number int, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := teamMessage{visitor, number}
	if s.counts[m]++; s.counts[m] == s.screens {
		s.whole = append(s.whole, at.Sub(s.out[m]))
		s.pending--
		s.more.Broadcast()
	}
}

// allSeen waits until every message is on every screen, and returns how long each
// took, or as many as are in a minute.
func (s *teamServer) allSeen() []time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	const patience = time.Minute
	began := time.Now()
	defer time.AfterFunc(patience, s.more.Broadcast).Stop()
	for s.pending > 0 && time.Since(began) < patience {
		s.more.Wait()
	}
	return slices.Clone(s.whole)
}

func (s *teamServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if path.Base(r.URL.Path) != "getUpdates" {
		_, _ = io.WriteString(w, `{"ok":true,"result":true}`)
		return
	}
	offset, _ := strconv.Atoi(r.FormValue("offset"))
	_, _ = io.Copy(io.Discard, r.Body)
	from := max(offset-1, 0)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.confirmed = max(s.confirmed, from)
	s.more.Broadcast()
	for from >= len(s.texts) && !s.closed {
		s.more.Wait()
	}
	var updates []string
	now := time.Now()
	for i := from; i < min(from+batchSize, len(s.texts)); i++ {
		m := s.texts[i]
		s.out[m] = now
		who := fmt.Sprintf(`"id":%d,"first_name":"Visitor","last_name":"Number %d"`, firstVisitor+m.visitor, m.visitor)
		updates = append(updates, fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"from":{%s,"is_bot":false,"language_code":"en"},"chat":{%s,"type":"private"},"date":%d,"text":"m%02d-%06d could you please look where my order is?"}}`,
			i+1, 5000+i, who, who, now.Unix(), m.visitor, m.number))
	}
	_, _ = io.WriteString(w, `{"ok":true,"result":[`+strings.Join(updates, ",")+`]}`)
}
