package faults

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/cmd/tgdesk/root"
	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/telegram/botsim"
)

// What --json prints, as far as a report is counted again from it.
type (
	listedChat struct {
		ID              int64
		Operator        *string
		CreatedAt       time.Time  `json:"created_at"`
		QueuedAt        *time.Time `json:"queued_at"`
		FirstPickedUpAt *time.Time `json:"first_picked_up_at"`
		FirstPickedUpBy *string    `json:"first_picked_up_by"`
		FirstAnsweredAt *time.Time `json:"first_answered_at"`
		FirstAnsweredBy *string    `json:"first_answered_by"`
		UnansweredAt    *time.Time `json:"unanswered_at"`
		CompletedAt     *time.Time `json:"completed_at"`
		LastMessageAt   time.Time  `json:"last_message_at"`
		Reason          *string
		HeldBy          *string `json:"held_by"`
		Rating          *struct {
			Score   int
			RatedAt time.Time `json:"rated_at"`
		}
		lines []shownLine
	}
	shownLine struct {
		From, Kind, Text string
		Author           *string
		SentAt           time.Time `json:"sent_at"`
	}
	printedRow struct {
		Key                          *string
		Opened, Answered, Unanswered int
		Completed                    map[string]int
		FirstResponse                printedPercentiles `json:"first_response_seconds"`
		Wait                         printedPercentiles `json:"wait_seconds"`
		Handling                     printedPercentiles `json:"handling_seconds"`
		MessagesIn                   int                `json:"messages_in"`
		MessagesOut                  int                `json:"messages_out"`
		Ratings                      struct {
			Count int
			Mean  *float64
		}
	}
	printedPercentiles struct{ P50, P90 *int }
)

// reportZone is that of the days in the reports. The brand's hours are those of another.
const reportZone = "America/New_York"

// TestReportsCanBeRecounted lets random histories happen, with restarts between, and counts
// every figure of reports again from what chat list and chat show print.
func TestReportsCanBeRecounted(t *testing.T) {
	for seed := range uint64(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			withEngine(t, func(r *engineRig) {
				h := newHistory(r, seed)
				for range 70 {
					h.step()
				}
				synctest.Wait()
				r.stop()
				chats := r.listed()
				h.recount(chats, "day", "")
				for _, by := range []string{"week", "operator", "brand"} {
					h.recount(chats, by, "")
				}
				h.recount(chats, "day", "ann")
				before := r.printed("report", "--from", "1999-12", "--to", "2001", "--by", "week", "--json")
				r.open()
				r.start()
				_, err := r.desk.EraseVisitor(r.t.Context(), r.op, r.visitorOf(h.visitors[0]).ID)
				r.must(err)
				r.stop()
				if after := r.printed("report", "--from", "1999-12", "--to", "2001", "--by", "week", "--json"); after != before {
					t.Errorf("after an erasure:\n%s\nbefore:\n%s", after, before)
				}
			})
		})
	}
}

// history is what happens at random.
type history struct {
	*engineRig
	*rand.Rand
	operators []core.OperatorID
	visitors  []*botsim.Visitor
	hours     bool
}

func newHistory(r *engineRig, seed uint64) *history {
	h := &history{engineRig: r, Rand: rand.New(rand.NewPCG(seed, 1)), hours: seed%2 == 1}
	ann, err := r.desk.AddOperator(r.t.Context(), r.op, desk.OperatorChange{Name: new("ann"), Role: new(core.RoleOperator)})
	r.must(err)
	h.operators = []core.OperatorID{r.op, ann.ID}
	b, err := r.desk.Brand(r.t.Context(), r.brand)
	r.must(err)
	b.Options.Rating = core.RatingStars
	if h.hours {
		b.Options.Hours, b.Options.HoursZone = "mon-fri 09:00-12:00 13:00-17:30, sat 22:00-02:00", "Europe/Berlin"
	}
	_, err = r.desk.SetBrandOptions(r.t.Context(), r.op, r.brand, b.Options)
	r.must(err)
	for i := range int64(6) {
		h.visitors = append(h.visitors, r.bot.Visitor(botsim.User{ID: 5000 + i, FirstName: fmt.Sprint("Visitor ", i)}))
	}
	return h
}

// step does one thing. What is refused is no part of the history.
func (h *history) step() {
	ctx, op, v := h.t.Context(), h.operators[h.IntN(2)], h.visitors[h.IntN(len(h.visitors))]
	var chat core.ChatID
	if found, err := h.desk.VisitorByTelegram(ctx, h.brand, v.User.ID); err == nil {
		if rows, err := h.desk.ChatsOf(ctx, found.ID, 1); err == nil && len(rows) > 0 {
			chat = rows[0].Chat.ID
		}
	}
	switch h.IntN(16) {
	case 0, 1, 2, 3:
		v.Say("words")
	case 4:
		v.Say([]string{"/start", "/end", "/start ad"}[h.IntN(3)])
	case 5, 6:
		_, _ = h.desk.PickUp(ctx, op, chat)
	case 7, 8, 9:
		_, _ = h.desk.SendDraft(ctx, op, chat, core.Draft{Text: "an answer"}, nil)
	case 10:
		_, _ = h.desk.PutBack(ctx, op, chat)
	case 11:
		_, _ = h.desk.End(ctx, op, chat)
	case 12:
		_, _ = h.desk.Assign(ctx, h.op, chat, h.op)
	case 13:
		_, _ = h.desk.SendNote(ctx, op, chat, "a note", nil)
	case 14:
		for _, m := range v.Inbox() {
			if len(m.Buttons) > 0 {
				_, _ = v.Press(m.ID, fmt.Sprint("★ ", 1+h.IntN(5)))
			}
		}
	case 15:
		if h.IntN(3) == 0 {
			h.restart()
		}
	}
	h.advance([]time.Duration{time.Second, 40 * time.Second, 7 * time.Minute, 7 * time.Minute, 3 * time.Hour, 3 * time.Hour, 26 * time.Hour}[h.IntN(7)] + time.Duration(h.IntN(999))*time.Millisecond)
}

// printed is what the program prints about the desk's folder, which nobody holds.
func (r *engineRig) printed(args ...string) string {
	r.t.Helper()
	var out, errs bytes.Buffer
	env := rig.NewEnv(r.t, r.dir)
	env.In, env.Out, env.Err, env.Now = strings.NewReader(""), &out, &errs, time.Now
	env.DataFlag = r.dir
	if status := root.Run(r.t.Context(), env, args); status != 0 {
		r.t.Fatalf("%v: %d %s", args, status, errs.String())
	}
	return out.String()
}

// listed are all chats with their transcripts.
func (r *engineRig) listed() []listedChat {
	r.t.Helper()
	var list struct{ Chats []listedChat }
	r.must(json.Unmarshal([]byte(r.printed("chat", "list", "--json")), &list))
	for i := range list.Chats {
		var shown struct{ Messages []shownLine }
		r.must(json.Unmarshal([]byte(r.printed("chat", "show", fmt.Sprint(list.Chats[i].ID), "--json")), &shown))
		list.Chats[i].lines = shown.Messages
	}
	return list.Chats
}

// recount compares each row of a report with what is counted from the chats.
func (h *history) recount(chats []listedChat, by, operator string) {
	h.t.Helper()
	args := []string{"report", "--json", "--from", "1999-12-31", "--to", "2000-04-30", "--by", by, "--zone", reportZone}
	if operator != "" {
		args = append(args, "--operator", operator)
	}
	var report struct{ Rows []printedRow }
	text := h.printed(args...)
	h.must(json.Unmarshal([]byte(text), &report))
	counted := printedRow{}
	for _, row := range report.Rows {
		want := h.row(chats, by, operator, row.Key)
		if diff := cmp.Diff(want, row); diff != "" {
			h.t.Errorf("%v, row %v (-recounted +report):\n%s", args, row.Key, diff)
		}
		counted.Opened, counted.MessagesIn, counted.MessagesOut = counted.Opened+row.Opened, counted.MessagesIn+row.MessagesIn, counted.MessagesOut+row.MessagesOut
	}
	if operator == "" && (counted.Opened != len(chats) || counted.MessagesIn == 0) {
		h.t.Errorf("%v: %d of %d chats", args, counted.Opened, len(chats))
	}
}

// row counts one row.
func (h *history) row(chats []listedChat, by, operator string, key *string) printedRow {
	zone, err := time.LoadLocation(reportZone)
	h.must(err)
	in := func(at time.Time, who *string) bool {
		if operator != "" && (who == nil || *who != operator) {
			return false
		}
		switch by {
		case "day":
			return at.In(zone).Format("2006-01-02") == *key
		case "week":
			year, week := at.In(zone).ISOWeek()
			return fmt.Sprintf("%d-W%02d", year, week) == *key
		case "operator":
			return who == nil && key == nil || who != nil && key != nil && *who == *key
		}
		return true
	}
	want := printedRow{Key: key, Completed: map[string]int{"operator": 0, "idle": 0, "unanswered": 0, "visitor": 0, "bot_idle": 0, "chatbot": 0}}
	var response, wait, handling []int
	stars := 0
	for _, c := range chats {
		if in(c.CreatedAt, c.FirstPickedUpBy) {
			want.Opened++
			if c.UnansweredAt != nil {
				want.Unanswered++
			}
			if c.FirstPickedUpAt != nil {
				wait = append(wait, h.open(*c.QueuedAt, *c.FirstPickedUpAt))
			}
		}
		if c.FirstAnsweredAt != nil && in(c.CreatedAt, c.FirstAnsweredBy) {
			want.Answered++
			response = append(response, h.open(*c.QueuedAt, *c.FirstAnsweredAt))
		}
		if c.CompletedAt != nil && in(*c.CompletedAt, c.Operator) {
			want.Completed[*c.Reason]++
			if c.Operator != nil {
				end := *c.CompletedAt
				if *c.Reason == "idle" {
					end = c.LastMessageAt
				}
				handling = append(handling, h.open(*c.FirstPickedUpAt, end))
			}
		}
		if c.Rating != nil && in(c.Rating.RatedAt, c.Operator) {
			want.Ratings.Count++
			stars += c.Rating.Score
		}
		var holder *string
		for _, l := range c.lines {
			switch {
			case l.From == "visitor" && in(l.SentAt, holder):
				want.MessagesIn++
			case l.From == "operator" && in(l.SentAt, l.Author):
				want.MessagesOut++
			case l.Kind == "picked_up", l.Kind == "transfer_accepted":
				holder = l.Author
			case l.Kind == "assigned":
				holder = new("mika") // whom all are assigned to
			case l.Kind == "put_back", l.Kind == "released", l.Kind == "owner_gone", l.Kind == "not_answered":
				holder = nil
			}
		}
	}
	if want.Ratings.Count > 0 {
		want.Ratings.Mean = new(float64(stars) / float64(want.Ratings.Count))
	}
	want.FirstResponse, want.Wait, want.Handling = ranked(response), ranked(wait), ranked(handling)
	return want
}

// open counts the seconds from one time to another in which the brand is open, minute by
// minute.
func (h *history) open(from, to time.Time) (seconds int) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	h.must(err)
	for from.Before(to) {
		next := from.Truncate(time.Minute).Add(time.Minute)
		if to.Before(next) {
			next = to
		}
		at := from.In(berlin)
		minute := at.Hour()*60 + at.Minute()
		day := at.Weekday()
		weekday := day >= time.Monday && day <= time.Friday && (minute >= 9*60 && minute < 12*60 || minute >= 13*60 && minute < 17*60+30)
		if night := day == time.Saturday && minute >= 22*60 || day == time.Sunday && minute < 2*60; !h.hours || weekday || night {
			seconds += int(next.Sub(from) / time.Second)
		}
		from = next
	}
	return seconds
}

// ranked are the nearest ranks.
func ranked(all []int) (p printedPercentiles) {
	if len(all) == 0 {
		return p
	}
	slices.Sort(all)
	for i, n := range all {
		if p.P50 == nil && 2*(i+1) >= len(all) {
			p.P50 = new(n)
		}
		if p.P90 == nil && 10*(i+1) >= 9*len(all) {
			p.P90 = new(n)
		}
	}
	return p
}
