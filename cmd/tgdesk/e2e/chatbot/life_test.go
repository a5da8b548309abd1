package chatbot

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/telegram/botsim"
	"tgdesk/store"
	"tgdesk/tui/remote"
)

// A long run: go test ./cmd/tgdesk/e2e/chatbot -run Lives -life-kills 100 -acts 100 -timeout 1h
var (
	lifeKills = flag.Int("life-kills", 10, "how often TestKilledLives kills the desk")
	acts      = flag.Int("acts", 14, "how much each visitor does in it")
)

// patience is how long a visitor waits for an answer before they do something else.
const patience = 300 * time.Millisecond

// life is a desk with all that a visitor meets, which is killed again and again.
type life struct {
	*rig.Sandbox
	ctx      context.Context
	key      rig.SSHKey
	mu       sync.Mutex // guards rng and left
	rng      *rand.Rand
	left     int // how often the desk is still to be killed
	kill     chan chan bool
	desk     atomic.Pointer[rig.ServerProcess]
	visitors []*wanderer
	warned   map[core.ChatID]int // whom the desk must have warned, and how often
	aged     int
	replies  int // of the operator
}

// TestKilledLives kills a desk in which a webhook, an operator, limits and automatic texts
// work on the chats of visitors who write, press old and new buttons, rate and come back.
// The moments are requests that Telegram or the webhook sees. In the end all that they did
// is there once, and each text was sent once for what it tells.
func TestKilledLives(t *testing.T) {
	t.Parallel()
	seed := drawSeed(t)
	l := &life{Sandbox: rig.NewSandbox(t), rng: rand.New(rand.NewPCG(seed, 2)), left: *lifeKills, kill: make(chan chan bool), warned: map[core.ChatID]int{}}
	l.AddBrand()
	server := httptest.NewServer(http.HandlerFunc(l.webhook))
	t.Cleanup(server.Close)
	l.Expect(l.Run("brand", "set", "acme", "--chatbot", "webhook:"+server.URL, "--rating", "stars", "--idle-warning", "1m"), 0, "", "")
	l.WithDesk(func(d *desk.Desk, admin core.OperatorID) {
		on := true
		for _, kind := range core.TextKinds() {
			text := string(kind) + " of {chat.id}"
			_, err := d.SetBrandText(t.Context(), admin, 1, desk.TextChange{Kind: kind, Text: &text, On: &on})
			l.Must(err)
		}
	})
	l.key = l.AddOperator("ann", core.RoleOperator)
	for i := range 6 {
		v := l.Bot.Visitor(botsim.User{ID: int64(100 + i), FirstName: fmt.Sprintf("Vis %d", i)})
		l.visitors = append(l.visitors, &wanderer{Visitor: v, number: i, rng: rand.New(rand.NewPCG(seed, uint64(10+i))), scores: map[core.ChatID]int{}, about: map[string]core.ChatID{}})
	}
	ctx, stop := context.WithCancel(t.Context())
	l.ctx = ctx
	l.desk.Store(l.StartServerProcess())
	var visiting, working, killing sync.WaitGroup
	for _, v := range l.visitors {
		visiting.Go(func() { v.wander(l) })
	}
	day, endDay := context.WithCancel(ctx)
	working.Go(func() { l.operate(day) })
	killing.Go(l.killAtTelegram)
	done := make(chan bool)
	go func() { visiting.Wait(); endDay(); working.Wait(); close(done) }()
	for wandered, quiet := false, false; !quiet; {
		select {
		case killed := <-l.kill:
			l.desk.Load().Kill()
			close(killed)
			l.restart()
		case <-done:
			wandered, done = true, nil
		case <-time.After(50 * time.Millisecond):
			quiet = wandered && l.Bot.Pending() == 0 && l.settled()
		}
	}
	l.mu.Lock()
	l.left = 0
	l.mu.Unlock()
	stop()
	killing.Wait()
	l.desk.Load().Kill()
	l.verify()
}

// dice draws a number below n.
func (l *life) dice(n int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rng.IntN(n)
}

// takesKill reports whether the desk is to be killed once more, with a chance of 1 in n.
func (l *life) takesKill(n int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.left == 0 || l.rng.IntN(n) > 0 {
		return false
	}
	l.left--
	return true
}

// awaitKill has the desk killed now.
func (l *life) awaitKill() {
	killed := make(chan bool)
	select {
	case l.kill <- killed:
		<-killed
	case <-l.ctx.Done():
	}
}

// restart starts the desk again, sometimes long after its end.
func (l *life) restart() {
	if l.dice(2) == 0 {
		l.age()
	}
	l.desk.Store(l.StartServerProcess())
}

// age sets open chats back: to after their limit, or to after the warning of that.
func (l *life) age() {
	db, err := store.Open(l.DeskDir, store.Options{})
	l.Must(err)
	l.Must(db.Write(l.ctx, func(tx core.Tx) error {
		chats, err := tx.ListOpenChats(l.ctx, 1)
		if err != nil {
			return err
		}
		for _, c := range chats {
			back := time.Until(c.DeadlineAt) + time.Second
			if !c.WarnAt.IsZero() && l.dice(2) == 0 {
				back = time.Until(c.WarnAt) + time.Second
			}
			if l.dice(3) > 0 || back < 2*time.Second {
				continue
			}
			l.aged++
			if c.DeadlineAt.Add(-back).After(time.Now()) {
				l.warned[c.ID]++
			}
			for _, at := range []*time.Time{&c.CountsFrom, &c.DeadlineAt, &c.WarnAt, &c.EndsAt} {
				if !at.IsZero() {
					*at = at.Add(-back)
				}
			}
			if err := tx.SaveChat(l.ctx, c); err != nil {
				return err
			}
		}
		return nil
	}))
	l.Must(db.Close())
}

// settled reports whether the desk has nothing left to answer or to send.
func (l *life) settled() bool {
	unsent := 0
	read(l.Sandbox, func(db *store.DB) error {
		for _, v := range l.visitors {
			row, err := db.VisitorByTelegram(l.ctx, 1, v.User.ID)
			if err != nil {
				return err
			}
			chats, err := db.ChatsOf(l.ctx, row.ID, 1000)
			if err != nil {
				return err
			}
			for _, c := range chats {
				messages, err := db.Messages(l.ctx, core.MessageQuery{Chat: c.Chat.ID, After: -1, Limit: 10_000})
				if err != nil {
					return err
				}
				for _, m := range messages {
					if m.Delivery == core.DeliveryQueued || m.Delivery == core.DeliverySending {
						unsent++
					}
				}
			}
		}
		return nil
	})
	return unsent == 0 && len(queued(l.Sandbox)) == 0
}

// killAtTelegram kills the desk while requests of all sorts are under way.
func (l *life) killAtTelegram() {
	for l.ctx.Err() == nil {
		method := []string{"getUpdates", "sendMessage", "sendMessage", "answerCallbackQuery", "editMessageReplyMarkup"}[l.dice(5)]
		kind := []botsim.FaultKind{botsim.HangBefore, botsim.HangAfter}[l.dice(2)]
		if method == "getUpdates" {
			kind = botsim.HangAfter // else it would poll on without its desk
		}
		if err := l.Sim.WaitCount(l.ctx, l.Sim.Count(method)+1+l.dice(6), method); err != nil || !l.takesKill(1) {
			return
		}
		held := l.Sim.Inject(botsim.Fault{Kind: kind, Method: method, Times: 1})
		if held.Wait(l.ctx, 1) == nil {
			l.awaitKill()
		}
		held.Remove()
		held.Release()
	}
}

// webhook answers with all that a chatbot can do to a chat, fails at times, and has the
// desk killed beneath it.
func (l *life) webhook(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil { // the desk was killed while it wrote
		return
	}
	var e struct{ ID, Event, Text, Button string }
	if err := json.Unmarshal(body, &e); err != nil {
		l.T.Errorf("asked about %s: %v", body, err)
	}
	killing, dice := l.takesKill(12), l.dice(100)
	if killing && dice%2 == 0 {
		l.awaitKill()
		return
	}
	do := []string{`{"do":"wait"}`}
	if e.Event != "opened" || dice < 10 {
		do = []string{fmt.Sprintf(`{"do":"reply","text":"echo %s","buttons":[["A %[1]s","B %[1]s"]]}`, e.ID)}
	}
	switch {
	case e.Event == "opened":
	case dice < 30:
		do = append(do, `{"do":"forward","text":"forward `+e.ID+`","tags":["vip"]}`)
	case dice < 34:
		do = append(do, `{"do":"leave_message"}`)
	case dice < 38:
		do = append(do, `{"do":"end","text":"end `+e.ID+`"}`)
	case dice < 44:
		do = append(do, `{"do":"end","after_seconds":30}`)
	case dice < 50:
		do = append(do, `{"do":"set","field":"order","value":"`+e.ID+`"}`)
	case dice < 54:
		http.Error(rw, "no", http.StatusNotFound)
		return
	}
	_, _ = io.WriteString(rw, `{"actions":[`+strings.Join(do, ",")+`]}`)
	if killing {
		_ = http.NewResponseController(rw).Flush()
		l.awaitKill()
	}
}

// operate takes chats over from the chatbot and from the line, answers and ends some.
func (l *life) operate(ctx context.Context) {
	for l.Sim.WaitCount(ctx, l.Sim.Count("getUpdates")+1, "getUpdates") == nil {
		var list struct {
			Chats []struct{ ID int }
		}
		if json.Unmarshal([]byte(l.verb("chat", "list", "--json")), &list) != nil || len(list.Chats) == 0 {
			continue
		}
		chat := strconv.Itoa(list.Chats[l.dice(len(list.Chats))].ID)
		l.verb("chat", "pickup", chat)
		if l.dice(3) > 0 {
			l.replies++
			l.verb("chat", "reply", chat, fmt.Sprintf("reply %d", l.replies))
		}
		if l.dice(2) == 0 {
			l.verb("chat", "end", chat)
		}
	}
}

// verb runs a verb at the desk, if that is there, and returns what it says.
func (l *life) verb(args ...string) string {
	client, err := l.desk.Load().Dial(l.key)
	if err != nil {
		return ""
	}
	defer client.Close()
	session, err := client.NewSession()
	if err != nil {
		return ""
	}
	var out bytes.Buffer
	session.Stdout = &out
	_ = session.Run(remote.Quote(args)) // refused, or killed
	return out.String()
}

// wanderer is a visitor who does what they like.
type wanderer struct {
	*botsim.Visitor
	number  int
	rng     *rand.Rand
	said    []string               // all that they wrote, each other than the others
	scores  map[core.ChatID]int    // the last that they gave
	prompts []int64                // that they have answered
	about   map[string]core.ChatID // what their comments are about
}

func (v *wanderer) wander(l *life) {
	for range *acts {
		polls, heard := l.Sim.Count("getUpdates"), len(v.Inbox())
		if !v.act() {
			v.say("text %d")
		}
		if l.Sim.WaitCount(l.ctx, polls+1, "getUpdates") != nil {
			return
		}
		within, cancel := context.WithTimeout(l.ctx, patience)
		_, _ = v.WaitInbox(within, heard+1) // or it goes on all the same
		cancel()
	}
}

// say writes a text with a number of its own.
func (v *wanderer) say(format string) {
	v.said = append(v.said, fmt.Sprintf(format, len(v.said))+fmt.Sprintf(" of %d", v.number))
	v.Say(v.said[len(v.said)-1])
}

// act does something else than to write, if there is anything.
func (v *wanderer) act() bool {
	inbox := v.Inbox()
	if len(inbox) == 0 {
		return false
	}
	newest := inbox[len(inbox)-1]
	for _, m := range slices.Backward(inbox) {
		if len(m.Buttons) > 0 {
			newest = m
			break
		}
	}
	older := inbox[v.rng.IntN(len(inbox))]
	switch dice := v.rng.IntN(20); {
	case dice < 9:
		return v.press(newest)
	case dice < 12:
		return v.press(older)
	case dice < 13:
		v.said = append(v.said, fmt.Sprintf("/start %d_%d", len(v.said), v.number))
		v.Start(strings.TrimPrefix(v.said[len(v.said)-1], "/start "))
		return true
	case dice < 16:
		return v.comment(inbox)
	}
	return false
}

// press presses a button below a message, maybe twice: of a request for a rating a score,
// and the wish to comment it.
func (v *wanderer) press(m botsim.Received) bool {
	if len(m.Buttons) == 0 {
		return false
	}
	row := m.Buttons[v.rng.IntN(len(m.Buttons))]
	datas := []string{row[v.rng.IntN(len(row))].Data}
	if chat, ok := strings.CutPrefix(m.Text, "rating of "); ok {
		id, _ := strconv.Atoi(chat)
		v.scores[core.ChatID(id)] = 1 + v.rng.IntN(5)
		datas = []string{fmt.Sprintf("r:%d:%d", id, v.scores[core.ChatID(id)]), fmt.Sprintf("r:%d:c", id)}
	} else if v.rng.IntN(3) == 0 {
		datas = append(datas, datas[0])
	}
	for _, data := range datas {
		_, _ = v.PressData(m.ID, data) // none of them blocks the bot
	}
	return true
}

// comment answers a question for a comment.
func (v *wanderer) comment(inbox []botsim.Received) bool {
	for _, m := range inbox {
		if m.ForceReply && !slices.Contains(v.prompts, m.ID) {
			v.prompts = append(v.prompts, m.ID)
			v.said = append(v.said, fmt.Sprintf("comment %d of %d", len(v.said), v.number))
			chat, _ := strconv.Atoi(strings.TrimPrefix(m.Text, "rating_comment of "))
			v.about[v.said[len(v.said)-1]] = core.ChatID(chat)
			v.Reply(v.said[len(v.said)-1], m.ID)
			return true
		}
	}
	return false
}
