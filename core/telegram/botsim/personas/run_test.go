package personas_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core/telegram/botsim"
	"tgdesk/core/telegram/botsim/personas"
)

// rig is a Sim with both brands and running personas until stop is called.
type rig struct {
	sim    *botsim.Sim
	bots   []*botsim.Bot
	client *http.Client
	stop   func()
}

func newRig(t *testing.T, seed uint64) *rig {
	t.Helper()
	sim := botsim.New()
	acme, globex := personas.AddBots(sim)
	ctx, cancel := context.WithCancel(t.Context())
	s := &rig{sim: sim, bots: []*botsim.Bot{acme, globex}, client: sim.Client()}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := personas.Run(ctx, seed, acme, globex); err != nil {
			t.Error(err)
		}
	}()
	s.stop = func() { cancel(); <-ended }
	t.Cleanup(func() { s.stop(); sim.Close() })
	return s
}

// call returns the result of a method in JSON.
func (s *rig) call(t *testing.T, b *botsim.Bot, method string, form url.Values) []byte {
	t.Helper()
	resp, err := s.client.PostForm("http://botsim.test/bot"+b.Token+"/"+method, form)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

type sender struct{ ID int64 }

type update struct {
	ID      int64 `json:"update_id"`
	Message *struct {
		From sender
		Text string
	}
}

// take returns the updates of all bots since the last call as JSON.
func (s *rig) take(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, b := range s.bots {
		for b.Pending() > 0 {
			var got struct{ Result []json.RawMessage }
			if err := json.Unmarshal(s.call(t, b, "getUpdates", nil), &got); err != nil {
				t.Fatal(err)
			}
			var last update
			for _, raw := range got.Result {
				if err := json.Unmarshal(raw, &last); err != nil {
					t.Fatal(err)
				}
				all = append(all, string(raw))
			}
			next, err := json.Marshal(last.ID + 1)
			if err != nil {
				t.Fatal(err)
			}
			s.call(t, b, "getUpdates", url.Values{"offset": {string(next)}, "limit": {"1"}})
		}
	}
	return all
}

func TestFirstBurst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newRig(t, 1)
		time.Sleep(200 * time.Millisecond)
		writers := map[int64]bool{}
		for _, raw := range s.take(t) {
			var u update
			if err := json.Unmarshal([]byte(raw), &u); err != nil {
				t.Fatal(err)
			}
			writers[u.Message.From.ID] = true
		}
		if len(writers) != 6 {
			t.Errorf("%d visitors wrote at once; want 6", len(writers))
		}
	})
}

func TestIntervalsAfterBurst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newRig(t, 2)
		time.Sleep(30 * time.Second)
		s.take(t)
		total, quiet := 0, 0
		for range 600 {
			time.Sleep(time.Second)
			n := len(s.take(t))
			if n > 2 {
				t.Errorf("%d updates in one second", n)
			}
			total, quiet = total+n, quiet+1
			if n > 0 {
				quiet = 0
			}
			if quiet > 25 {
				t.Fatalf("%d seconds without an update", quiet)
			}
		}
		if total < 40 || total > 240 {
			t.Errorf("%d updates in ten minutes", total)
		}
	})
}

func TestSeedDecides(t *testing.T) {
	t.Parallel()
	play := func(seed uint64) string {
		var out string
		synctest.Test(t, func(t *testing.T) {
			s := newRig(t, seed)
			time.Sleep(10 * time.Minute)
			out = strings.Join(s.take(t), "\n")
		})
		return out
	}
	first := play(7)
	if play(7) != first {
		t.Error("the same seed played another piece")
	}
	if play(8) == first {
		t.Error("another seed played the same piece")
	}
}

func TestVisitorsAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newRig(t, 3)
		time.Sleep(4 * time.Second) // the burst is over, the next event is not yet due
		s.take(t)
		acme := s.bots[0]
		s.call(t, acme, "sendMessage", url.Values{"chat_id": {"5100000001"}, "text": {"ご注文番号を教えてください"}})
		began := time.Now()
		for {
			time.Sleep(100 * time.Millisecond)
			if got := strings.Join(s.take(t), ""); strings.Contains(got, "A-20931") {
				break
			}
			if time.Since(began) > 20*time.Second {
				t.Fatal("no answer within 20 seconds")
			}
		}
		if took := time.Since(began); took < 2*time.Second {
			t.Errorf("answered within %v, faster than a person", took)
		}
	})
}

// What the bot says by itself is not answered, and takes no answer away from an operator.
func TestAutomaticTextsAreNotAnswered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newRig(t, 3)
		time.Sleep(4 * time.Second)
		s.take(t)
		tell := func(text string) string {
			s.call(t, s.bots[0], "sendMessage", url.Values{"chat_id": {"5100000001"}, "text": {text}})
			time.Sleep(20 * time.Second)
			return strings.Join(s.take(t), "")
		}
		if got := tell(personas.Automatic + "We have your message."); strings.Contains(got, "A-20931") {
			t.Errorf("answered: %s", got)
		}
		if got := tell("ご注文番号を教えてください"); !strings.Contains(got, "A-20931") {
			t.Errorf("not answered: %s", got)
		}
	})
}

// Several messages in a row get one answer. After the last answer of a persona,
// its visitor does not answer operators any more.
func TestStopAnswering(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newRig(t, 3)
		var heard string
		for range 10 {
			for range 3 {
				s.call(t, s.bots[0], "sendMessage", url.Values{"chat_id": {"5100000001"}, "text": {"はい"}})
			}
			time.Sleep(time.Minute)
			round := strings.Join(s.take(t), "")
			if strings.Contains(round, "A-20931") && strings.Contains(round, "reply_to_message") {
				t.Error("two answers to messages in a row")
			}
			heard += round
		}
		if n := strings.Count(heard, "A-20931"); n != 1 {
			t.Errorf("the first answer came %d times", n)
		}
	})
}

// Within an hour, with operators who answer everybody once a minute, everything
// happens that the demo should show.
func TestVariety(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newRig(t, 4)
		var all strings.Builder
		longest, writers, languages := 0, map[string]bool{}, map[string]bool{}
		for range 60 {
			time.Sleep(time.Minute)
			for _, raw := range s.take(t) {
				all.WriteString(raw)
				var u struct {
					Message struct {
						Text string
						From struct {
							ID       json.Number
							Language string `json:"language_code"`
						}
					}
				}
				if err := json.Unmarshal([]byte(raw), &u); err != nil {
					t.Fatal(err)
				}
				longest = max(longest, len([]rune(u.Message.Text)))
				writers[u.Message.From.ID.String()], languages[u.Message.From.Language] = true, true
			}
			s.answerEverybody(t, writers)
		}
		for _, want := range []string{
			`"edited_message"`, `"status":"kicked"`, `"photo"`, `"sticker"`, `"voice"`, `"location"`, `"document"`,
			`"reply_to_message"`, `"/start pricing"`, `\u200d`, `\u0308`, `\u0645`, `\u0928`, `\uc548`,
		} {
			if !strings.Contains(all.String(), want) {
				t.Errorf("an hour without %s", want)
			}
		}
		if longest < 3000 || longest > 4096 {
			t.Errorf("the longest text has %d characters", longest)
		}
		if len(writers) < 15 || len(languages) < 12 {
			t.Errorf("%d writers in %d languages", len(writers), len(languages))
		}
	})
}

func (s *rig) answerEverybody(t *testing.T, writers map[string]bool) {
	t.Helper()
	for id := range writers {
		for _, b := range s.bots {
			s.call(t, b, "sendMessage", url.Values{"chat_id": {id}, "text": {"One moment, please."}})
		}
	}
}

func TestEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newRig(t, 5)
		time.Sleep(time.Hour)
		began := time.Now()
		s.stop()
		if took := time.Since(began); took != 0 {
			t.Errorf("ended after %v", took)
		}
		before := len(s.take(t))
		time.Sleep(time.Hour)
		if after := len(s.take(t)); before == 0 || after != 0 {
			t.Errorf("%d updates before the end, %d after", before, after)
		}
	})
}

func TestNoBots(t *testing.T) {
	t.Parallel()
	if err := personas.Run(t.Context(), 1); err != nil { // returns: there is nobody to write to
		t.Error(err)
	}
}
