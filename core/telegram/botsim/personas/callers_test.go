package personas_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core/telegram/botsim"
	"tgdesk/core/telegram/botsim/personas"
)

// TestCallersPress has the visitors of the third bot press a button of its greeting.
func TestCallersPress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sim := botsim.New()
		acme, globex := personas.AddBots(sim)
		initech := personas.AddChatbot(sim)
		ctx, cancel := context.WithCancel(t.Context())
		s := &rig{sim: sim, bots: []*botsim.Bot{initech}, client: sim.Client()}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			if err := personas.Run(ctx, 1, acme, globex, initech); err != nil {
				t.Error(err)
			}
		}()
		t.Cleanup(func() { cancel(); <-ended; sim.Close() })
		time.Sleep(time.Second)
		first := s.take(t)
		if len(first) != 1 || !strings.Contains(first[0], `"/start"`) {
			t.Fatalf("it begins with %s", first)
		}
		var maya update
		if err := json.Unmarshal([]byte(first[0]), &maya); err != nil {
			t.Fatal(err)
		}
		s.call(t, initech, "sendMessage", url.Values{
			"chat_id": {fmt.Sprint(maya.Message.From.ID)}, "text": {"Hello"}, "reply_markup": {`{"inline_keyboard":[[{"text":"My order","callback_data":"x"}]]}`},
		})
		time.Sleep(10 * time.Second)
		if then := strings.Join(s.take(t), "\n"); !strings.Contains(then, `"callback_query"`) || !strings.Contains(then, `"language_code":"ja"`) {
			t.Errorf("it goes on with %s", then)
		}
	})
}
