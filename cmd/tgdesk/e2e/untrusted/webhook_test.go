package untrusted

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/hostile"
	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/telegram/botsim"
)

// TestAHostileWebhook has a webhook that answers with hostile texts wherever one may stand,
// and last with an action that there is not, of such a name: on the screen and in the verbs.
func TestAHostileWebhook(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	server := httptest.NewServer(http.HandlerFunc(answerHostile))
	t.Cleanup(server.Close)
	s.Expect(s.Run("brand", "set", "acme", "--chatbot", "webhook:"+server.URL), 0, "", "")
	s.WithDesk(func(d *desk.Desk, admin core.OperatorID) {
		on, text := true, "waits"
		_, err := d.SetBrandText(t.Context(), admin, 1, desk.TextChange{Kind: core.TextReceived, Text: &text, On: &on})
		s.Must(err)
	})
	console := s.StartDesk()
	var visitors []*botsim.Visitor
	for i := range hostile.Texts() {
		v := s.Bot.Visitor(botsim.User{ID: int64(100 + i), FirstName: "Ann"})
		v.Say("answer")
		v.Say("fail")
		visitors = append(visitors, v)
	}
	for _, v := range visitors {
		for n := 1; !slices.ContainsFunc(v.Inbox(), func(m botsim.Received) bool { return m.Text == "waits" }); n++ {
			_, err := v.WaitInbox(t.Context(), n)
			s.Must(err)
		}
	}
	console.Press("1g")
	for range visitors {
		console.Press("j")
	}
	console.Press("?")
	console.WaitFor("In the lists")
	console.End()
	if fault := hostile.TerminalFault(strings.TrimSuffix(console.Text(), "the program has ended")); fault != "" {
		t.Error(fault)
	}
	checkCommands(t, s)
}

// answerHostile answers to the visitor with the id 100+n with the nth of the texts.
func answerHostile(rw http.ResponseWriter, r *http.Request) {
	var e struct {
		Text    string
		Visitor struct {
			TelegramID int `json:"telegram_id"`
		}
	}
	body, _ := io.ReadAll(r.Body)
	_ = json.Unmarshal(body, &e)
	text := strings.ToValidUTF8(hostile.Texts()[e.Visitor.TelegramID-100], "?")
	label := []rune(text)
	label = label[:min(len(label), core.MaxBotButtonLabel)]
	actions := []map[string]any{{"do": "wait"}}
	switch e.Text {
	case "answer":
		actions = []map[string]any{
			{"do": "reply", "text": "click " + text, "buttons": [][]string{{"b" + string(label[:min(len(label), 60)]), "no"}}},
			{"do": "reply", "text": "*" + text + "* [x](" + text + ")", "format": "markup"},
			{"do": "set", "field": "order", "value": text},
			{"do": "reply", "text": text, "file": map[string]any{"name": "x" + strings.Map(printable, text) + ".txt", "data": "aGVsbG8="}},
		}
	case "fail":
		actions = []map[string]any{{"do": text}}
	}
	_ = json.NewEncoder(rw).Encode(map[string]any{"actions": actions})
}

// printable drops what no name of a file may have.
func printable(r rune) rune {
	if core.Unprintable(r) || strings.ContainsRune(`/\`, r) {
		return -1
	}
	return r
}
