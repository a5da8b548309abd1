package chatbot

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
	"tgdesk/store"
)

// A long run: go test ./cmd/tgdesk/e2e/chatbot -run Kills -kills 200 -waves 200 -timeout 1h
var (
	kills = flag.Int("kills", 8, "how often TestKillsBeneathAWebhook kills the desk")
	waves = flag.Int("waves", 12, "how many times each visitor writes in it")
	given = flag.Uint64("seed", 0, "what decides its choices; 0 draws one")
)

// drawSeed is the seed of a test's choices.
func drawSeed(t *testing.T) uint64 {
	seed := *given
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("-seed %d makes the same choices; what they meet differs", seed)
	return seed
}

// TestKillsBeneathAWebhook kills a desk again and again while its brand's webhook answers,
// fails and lies, and while the bot's profile is set. Whatever a visitor wrote is stored once, and either answered once by the
// chatbot or left to people, who are told why; nobody waits for an answer that never comes.
// The bot shows what was wanted last.
func TestKillsBeneathAWebhook(t *testing.T) {
	t.Parallel()
	seed := drawSeed(t)
	s := rig.NewSandbox(t)
	s.AddBrand()
	w := &unreliable{t: t, rng: rand.New(rand.NewPCG(seed, 1)), left: *kills, kill: make(chan chan bool), events: map[string]string{}}
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	s.Expect(s.Run("brand", "set", "acme", "--chatbot", "webhook:"+server.URL), 0, "", "")

	var visitors []*botsim.Visitor
	for i := range 8 {
		visitors = append(visitors, s.Bot.Visitor(botsim.User{ID: int64(100 + i), FirstName: fmt.Sprintf("Vis %d", i)}))
	}
	desk := s.StartServerProcess()
	done := make(chan bool)
	go func() {
		defer close(done)
		for n := range *waves {
			for i, v := range visitors {
				v.Say(fmt.Sprintf("text %d of %d", n, i))
			}
			<-w.pace(len(visitors))
		}
	}()
	profile, languages := map[string]string{}, []string{"", "ja", "de"}
	for kills, written, quiet := 0, false, false; !quiet; {
		select {
		case killed := <-w.kill:
			desk.Kill()
			kills++
			language, about := languages[kills%len(languages)], fmt.Sprintf("%d kills", kills)
			s.Expect(s.Run("brand", "face", "acme", "--language", language, "--description", about, "--command", "start="+about), 0, "Saved", "")
			profile[language] = about
			killed <- true
			desk = s.StartServerProcess()
		case <-done:
			written, done = true, nil
		case <-time.After(20 * time.Millisecond):
			quiet = written && len(queued(s)) == 0
			for language, about := range profile {
				commands := s.Bot.Commands(language)
				quiet = quiet && s.Bot.Face("description", language) == about && len(commands) == 1 && commands[0].Description == about
			}
		}
	}
	desk.Kill()
	w.verify(s, visitors)
}

// unreliable is a webhook that echoes, fails, lies, and has the desk killed beneath it.
type unreliable struct {
	t    *testing.T
	mu   sync.Mutex
	rng  *rand.Rand
	left int // how often the desk is still to be killed
	kill chan chan bool

	events map[string]string // text by id
	seen   int
	paces  []struct {
		at   int
		done chan bool
	}
}

// pace is closed once so many more events were seen.
func (w *unreliable) pace(more int) chan bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	done := make(chan bool)
	w.paces = append(w.paces, struct {
		at   int
		done chan bool
	}{w.seen + more/2, done})
	return done
}

func (w *unreliable) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil { // the desk was killed while it wrote
		return
	}
	var e struct {
		ID, Event, Text string
		Chat            core.ChatID
	}
	if err := json.Unmarshal(body, &e); err != nil || e.ID == "" || r.Header.Get("Idempotency-Key") != e.ID {
		w.t.Errorf("asked about %s: %v", body, err)
	}
	w.mu.Lock()
	if before, known := w.events[e.ID]; known && before != e.Event+e.Text {
		w.t.Errorf("event %s is %q and %q", e.ID, before, e.Event+e.Text)
	}
	w.events[e.ID] = e.Event + e.Text
	w.seen++
	for len(w.paces) > 0 && w.seen >= w.paces[0].at {
		close(w.paces[0].done)
		w.paces = w.paces[1:]
	}
	dice, killing := w.rng.IntN(100), w.left > 0 && w.rng.IntN(6) == 0
	if killing {
		w.left--
	}
	w.mu.Unlock()
	killed := make(chan bool, 1)
	if killing && dice%2 == 0 {
		w.kill <- killed
		<-killed
		return
	}
	answer := `{"actions":[{"do":"wait"}]}`
	if e.Event == "message" {
		answer = fmt.Sprintf(`{"actions":[{"do":"reply","text":"echo %s"}]}`, e.Text)
	}
	switch lies := e.Chat%2 == 0; { // half of the chats stay with the chatbot
	case lies && dice < 4:
		http.Error(rw, "out of order", http.StatusBadGateway)
	case lies && dice < 6:
		_, _ = io.WriteString(rw, `{"actions":[`)
	case lies && dice < 8:
		_, _ = io.WriteString(rw, `{"actions":[{"do":"dance"}]}`)
	case dice < 16:
		panic(http.ErrAbortHandler) // cuts the connection
	default:
		_, _ = io.WriteString(rw, answer)
	}
	if killing {
		_ = http.NewResponseController(rw).Flush()
		w.kill <- killed
		<-killed
	}
}

// queued are the events that wait for an answer.
func queued(s *rig.Sandbox) []core.QueuedBotEvent {
	var events []core.QueuedBotEvent
	read(s, func(db *store.DB) (err error) {
		events, err = db.NextBotEvents(s.T.Context(), 1, 1000)
		return err
	})
	return events
}

// read reads the desk's database, whether it runs or not.
func read(s *rig.Sandbox, fn func(*store.DB) error) {
	db, err := store.Open(s.DeskDir, store.Options{})
	s.Must(err)
	s.Must(errors.Join(fn(db), db.Close()))
}

// verify checks what the desk has, and what visitors got, against what they wrote.
func (w *unreliable) verify(s *rig.Sandbox, visitors []*botsim.Visitor) {
	failures := 0
	for i, v := range visitors {
		var texts, echoes, unsure []string
		failed := false
		read(s, func(db *store.DB) error {
			row, err := db.VisitorByTelegram(s.T.Context(), 1, int64(100+i))
			if err != nil {
				return err
			}
			c, err := db.OpenChatOf(s.T.Context(), row.ID)
			if err != nil {
				return err
			}
			all, err := db.Messages(s.T.Context(), core.MessageQuery{Chat: c.ID, After: -1, Limit: 10_000})
			for _, m := range all {
				switch {
				case m.From == core.FromVisitor:
					texts = append(texts, m.Text)
				case m.From == core.FromBot:
					echoes = append(echoes, m.Text)
					if m.Delivery != core.DeliverySent {
						unsure = append(unsure, m.Text)
					}
				case m.Kind == core.KindChatbotFailed:
					if failed {
						w.t.Errorf("visitor %d: the chat was handed over twice", i)
					}
					failed = true
				}
			}
			if failed != (c.State == core.Pending) || !failed != c.HeldByChatbot() {
				w.t.Errorf("visitor %d: handed over %v, but the chat is %s of %q", i, failed, c.State, c.Owner.Kind)
			}
			return err
		})
		if failed {
			failures++
		}
		var wrote, want []string
		for n := range *waves {
			wrote = append(wrote, fmt.Sprintf("text %d of %d", n, i))
			want = append(want, "echo "+wrote[n])
		}
		if !slices.Equal(texts, wrote) {
			w.t.Errorf("visitor %d: stored %q, wrote %q", i, texts, wrote)
		}
		if n := len(echoes); n > len(want) || !slices.Equal(echoes, want[:n]) || !failed && n < len(want) {
			w.t.Errorf("visitor %d: handed over %v, answered %q", i, failed, echoes)
		}
		got := map[string]int{}
		for _, m := range v.Inbox() {
			got[m.Text]++
		}
		for _, echo := range echoes {
			if n := got[echo]; n > 1 || n < 1 && !slices.Contains(unsure, echo) {
				w.t.Errorf("visitor %d got %q %d times", i, echo, n)
			}
		}
		if len(got) > len(echoes) {
			w.t.Errorf("visitor %d got %v", i, got)
		}
	}
	w.t.Logf("%d events, asked %d times, %d kills, %d of %d chats handed over", len(w.events), w.seen, *kills-w.left, failures, len(visitors))
}
