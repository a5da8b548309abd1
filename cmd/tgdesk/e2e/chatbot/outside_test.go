package chatbot

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/telegram/botsim"
)

// asProgram is the argument with which the test's own binary is a chatbot.
const asProgram = "be-a-chatbot"

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == asProgram {
		for in := bufio.NewScanner(os.Stdin); in.Scan(); {
			fmt.Println(reply(in.Bytes()))
		}
		return
	}
	rig.Main(m)
}

// reply is what the chatbots of these tests answer: a greeting with buttons, what the
// visitor wrote, and a person for who asks for one.
func reply(event []byte) string {
	var e struct {
		ID, Event, Text, Button, Source, Memory string
		Visitor                                 struct{ Name string }
	}
	if err := json.Unmarshal(event, &e); err != nil {
		return err.Error()
	}
	actions, memory := []map[string]any{}, e.Memory+"."
	switch {
	case e.Event == "opened":
		actions = append(actions, map[string]any{"do": "reply", "text": "Hello *" + e.Visitor.Name + "* from " + e.Source, "format": "markup", "buttons": [][]string{{"A person"}}})
	case e.Button == "A person":
		actions = append(actions, map[string]any{"do": "tag", "tag": "asked"}, map[string]any{"do": "forward", "text": "One moment."})
	case e.Text == "dance":
		actions = append(actions, map[string]any{"do": "reply", "text": "Not this one."}, map[string]any{"do": "dance"})
	case e.Event == "message":
		actions = append(actions, map[string]any{"do": "reply", "text": e.Text + "? " + e.Memory})
	}
	out, err := json.Marshal(map[string]any{"id": e.ID, "actions": actions, "memory": memory})
	if err != nil {
		return err.Error()
	}
	return string(out)
}

// receiver is a webhook that answers whoever knows its secret.
type receiver struct {
	mu     sync.Mutex
	secret []byte
	asked  map[string]int // by event
}

func (h *receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	h.mu.Lock()
	h.asked[r.Header.Get("Idempotency-Key")]++
	mac := hmac.New(sha256.New, h.secret)
	h.mu.Unlock()
	_, _ = fmt.Fprintf(mac, "%s.%s", r.Header.Get("X-Tgdesk-Timestamp"), body)
	if r.Header.Get("X-Tgdesk-Signature") != "sha256="+hex.EncodeToString(mac.Sum(nil)) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	_, _ = io.WriteString(w, reply(body))
}

// pending waits until a chat is with people, of which nobody is told.
func pending(s *rig.Sandbox, chat int) {
	s.T.Helper()
	for s.T.Context().Err() == nil && !strings.Contains(s.Run("chat", "show", strconv.Itoa(chat), "--json").Out, `"state":"pending"`) {
	}
}

// TestOutside: a webhook and a command talk with visitors, and hand them over; when they
// fail, people have the chat, and read why.
func TestOutside(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	webhook := &receiver{asked: map[string]int{}}
	server := httptest.NewServer(webhook)
	t.Cleanup(server.Close)
	for kind, spec := range map[string]string{"webhook": "webhook:" + server.URL + "/desk?key=s3cret", "command": "command:'" + self + "' " + asProgram} {
		t.Run(kind, func(t *testing.T) {
			s := rig.NewSandbox(t)
			s.AddBrand()
			s.Expect(s.Run("brand", "set", "acme", "--chatbot", spec), 0, "", "")
			if kind == "webhook" {
				secret, err := hex.DecodeString(strings.TrimSpace(s.Run("bot", "secret", "acme").Out))
				s.Must(err)
				webhook.mu.Lock()
				webhook.secret = secret
				webhook.mu.Unlock()
			}
			desk := s.StartDesk()
			ann := talk{Sandbox: s, Visitor: s.Bot.Visitor(botsim.User{ID: 77, FirstName: "Ann"})}
			ann.Start("pricing")
			hello := ann.expect("Hello Ann from pricing")
			ann.Say("hm")
			ann.expect("hm? .")
			ann.press(hello, "A person")
			ann.expect("One moment.")
			r := s.Run("chat", "show", "1", "--json")
			for _, want := range []string{`"state":"pending"`, `"tags":["asked"]`} {
				if !strings.Contains(r.Out, want) {
					t.Errorf("the chat lacks %s: %s", want, r.Out)
				}
			}
			ken := talk{Sandbox: s, Visitor: s.Bot.Visitor(botsim.User{ID: 78, FirstName: "Ken"})}
			ken.Say("dance")
			ken.expect("Hello Ken from")
			pending(s, 2)
			if r := s.Run("chat", "show", "2"); !strings.Contains(r.Out, `Action 2 of the chatbot's answer is "dance", which is none that there is.`) || strings.Contains(r.Out, "Not this one.") {
				t.Errorf("the chat says %s", r.Out)
			}
			if kind == "webhook" {
				// Another secret, of which the server does not know.
				s.Expect(s.Run("bot", "secret", "acme", "--new"), 0, "", "")
				zoe := talk{Sandbox: s, Visitor: s.Bot.Visitor(botsim.User{ID: 79, FirstName: "Zoe"})}
				zoe.Say("hello")
				pending(s, 3)
				if r := s.Run("chat", "show", "3"); !strings.Contains(r.Out, "refused the request with status 403 (Forbidden). Maybe it knows another secret.") {
					t.Errorf("the chat says %s", r.Out)
				}
			}
			desk.End()
			s.ExpectNotPrinted("s3cret")
		})
	}
	server.Close() // which waits for what it answers
	for event, n := range webhook.asked {
		if n != 1 {
			t.Errorf("event %s came %d times", event, n)
		}
	}
}
