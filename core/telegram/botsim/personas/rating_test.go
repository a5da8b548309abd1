package personas_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Visitors press a star when they are asked for a rating, and some comment it.
func TestVisitorsRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newRig(t, 1)
		time.Sleep(200 * time.Millisecond)
		asked := 0
		for _, raw := range s.take(t) {
			var u update
			if err := json.Unmarshal([]byte(raw), &u); err != nil {
				t.Fatal(err)
			}
			for _, b := range s.bots { // the other one does not know them
				form := url.Values{
					"chat_id": {fmt.Sprint(u.Message.From.ID)}, "text": {"How was it?"},
					"reply_markup": {`{"inline_keyboard":[[{"text":"★ 1","callback_data":"1"},{"text":"★ 2","callback_data":"2"}]]}`},
				}
				if strings.Contains(string(s.call(t, b, "sendMessage", form)), `"ok":true`) {
					asked++
				}
			}
		}
		time.Sleep(30 * time.Second)
		pressed := map[string]int{}
		for _, raw := range s.take(t) {
			var u struct {
				Query struct{ Data string } `json:"callback_query"`
			}
			if err := json.Unmarshal([]byte(raw), &u); err != nil {
				t.Fatal(err)
			}
			if u.Query.Data != "" {
				pressed[u.Query.Data]++
			}
		}
		if n := pressed["1"] + pressed["2"]; asked < 6 || n != asked || pressed["2"] <= pressed["1"] {
			t.Errorf("%d were asked, pressed: %v", asked, pressed)
		}
	})
}
