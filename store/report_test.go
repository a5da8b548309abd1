package store

import (
	"cmp"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tgdesk/core"
)

// reportedChat is what a test knows of a chat.
type reportedChat struct {
	brand core.BrandID
	at    time.Time
	m     core.Milestones
	stars int // 0 without a rating
	rated time.Time
}

// counted is what a test knows of what was written.
type counted struct {
	at time.Time
	n  core.MessageCount
}

// TestReportCounts compares reports with a count, row by row, of what was stored.
func TestReportCounts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		d := newDesk(t)
		defer func() { _ = d.Close() }()
		berlin, err := time.LoadLocation("Europe/Berlin")
		if err != nil {
			t.Fatal(err)
		}
		brands, operators := []core.Brand{d.brand}, []core.OperatorID{0, d.mika.ID}
		names := map[core.BrandID]string{d.brand.ID: "acme"}
		whose := map[core.OperatorID]string{0: "", d.mika.ID: "mika"}
		d.write(func(tx core.Tx) error {
			globex, err := tx.InsertBrand(t.Context(), testBrand("globex"))
			if err != nil {
				return err
			}
			ann, err := tx.SaveOperator(t.Context(), core.Operator{Name: "ann", Role: core.RoleOperator})
			brands, operators = append(brands, globex), append(operators, ann.ID)
			names[globex.ID], whose[ann.ID] = "globex", "ann"
			return err
		})
		// Around a night in which the clocks change.
		begin := time.Date(2026, 3, 27, 0, 0, 0, 0, berlin)
		moment := rapid.Custom(func(rt *rapid.T) time.Time {
			return begin.Add(time.Duration(rapid.IntRange(0, int(5*core.Day/time.Millisecond)).Draw(rt, "at")) * time.Millisecond)
		})
		var chats []reportedChat
		var written []counted
		d.write(func(tx core.Tx) error {
			for i := range rapid.IntRange(0, 12).Draw(rt, "chats") {
				c := reportedChat{brand: rapid.SampledFrom(brands).Draw(rt, "brand").ID, at: moment.Draw(rt, "opened").Truncate(time.Millisecond)}
				id, err := d.insertReported(tx, rt, i, &c, operators, moment)
				if err != nil {
					return err
				}
				if c.m.Owner != 0 && rapid.Bool().Draw(rt, "rated") {
					c.stars, c.rated = rapid.IntRange(1, 5).Draw(rt, "stars"), moment.Draw(rt, "rated at").Truncate(time.Millisecond)
					if err := tx.SaveRating(t.Context(), core.Rating{Chat: id, Scale: core.RatingStars, Score: c.stars, RatedAt: c.rated}); err != nil {
						return err
					}
				}
				chats = append(chats, c)
			}
			for range rapid.IntRange(0, 20).Draw(rt, "messages") {
				at := moment.Draw(rt, "sent")
				n := core.MessageCount{Operator: rapid.SampledFrom(operators).Draw(rt, "operator"), Brand: rapid.SampledFrom(brands).Draw(rt, "brand").ID, Quarter: at.Unix() / 900}
				if n.In = rapid.IntRange(0, 2).Draw(rt, "in"); n.Operator != 0 {
					n.Out = rapid.IntRange(0, 2).Draw(rt, "out")
				}
				written = append(written, counted{at, n})
				if err := tx.CountMessages(t.Context(), []core.MessageCount{n}); err != nil {
					return err
				}
			}
			return nil
		})
		q := core.ReportQuery{From: begin.Add(time.Duration(rapid.IntRange(-10, 200).Draw(rt, "from")) * core.MessageQuarter), By: rapid.SampledFrom(kinds()).Draw(rt, "by")}
		q.To = q.From.Add(time.Duration(rapid.IntRange(1, 400).Draw(rt, "quarters")) * core.MessageQuarter)
		if rapid.Bool().Draw(rt, "one brand") {
			q.Brands = core.SetOf(brands[1].ID)
		}
		if rapid.Bool().Draw(rt, "one operator") {
			q.Operator = operators[2]
		}
		got, err := d.Report(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		sum := core.ReportRow{}
		for i, row := range append(slices.Clone(got.Rows), got.Total) {
			want := recount(q, row, i == len(got.Rows), names, whose, chats, written)
			if diff := gocmp.Diff(want, row); diff != "" {
				rt.Fatalf("row %q of %v (-recounted +report):\n%s", row.Key, q, diff)
			}
			if i < len(got.Rows) {
				sum.Opened, sum.Answered, sum.MessagesIn, sum.Ratings.Count = sum.Opened+row.Opened, sum.Answered+row.Answered, sum.MessagesIn+row.MessagesIn, sum.Ratings.Count+row.Ratings.Count
			}
		}
		if t := got.Total; sum.Opened != t.Opened || sum.Answered != t.Answered || sum.MessagesIn != t.MessagesIn || sum.Ratings.Count != t.Ratings.Count {
			rt.Fatalf("a row is missing: %v of %v", sum, t)
		}
	})
}

func kinds() []core.ReportBy { all := core.ReportKinds(); return all[:] }

// insertReported inserts a chat with milestones that nothing in particular led to.
func (d *desk) insertReported(tx core.Tx, rt *rapid.T, i int, c *reportedChat, operators []core.OperatorID, moment *rapid.Generator[time.Time]) (core.ChatID, error) {
	ctx := d.t.Context()
	v, err := tx.InsertVisitor(ctx, core.Visitor{BrandID: c.brand, Profile: core.Profile{TelegramID: int64(i + 1)}})
	if err != nil {
		return 0, err
	}
	chat, err := tx.InsertChat(ctx, core.OpenedBy(v, "", c.at, core.Rules{Limits: core.DefaultLimits()}))
	if err != nil {
		return 0, err
	}
	seconds := func(label string) time.Duration {
		return time.Duration(rapid.IntRange(0, 5000).Draw(rt, label)) * time.Second
	}
	c.m.QueuedAt = c.at
	if op := rapid.SampledFrom(operators).Draw(rt, "picks up"); op != 0 {
		c.m.PickedUpAt, c.m.PickedUpBy, c.m.Wait = c.at, op, seconds("wait")
	}
	if op := rapid.SampledFrom(operators).Draw(rt, "answers"); op != 0 {
		c.m.AnsweredAt, c.m.AnsweredBy, c.m.FirstResponse = c.at, op, seconds("response")
	}
	if rapid.Bool().Draw(rt, "unanswered") {
		c.m.UnansweredAt = c.at
	}
	if rapid.Bool().Draw(rt, "completed") {
		reasons := core.ReportReasons()
		c.m.CompletedAt, c.m.Reason = moment.Draw(rt, "completed at").Truncate(time.Millisecond), rapid.SampledFrom(reasons[:]).Draw(rt, "reason")
		if c.m.Owner = rapid.SampledFrom(operators).Draw(rt, "owner"); c.m.Owner != 0 {
			c.m.Handling = seconds("handling")
			chat.Owner = core.OperatorOwner(c.m.Owner)
		}
		chat.State, chat.CompletedAt, chat.Reason, chat.CountsFrom, chat.DeadlineAt = core.Completed, c.m.CompletedAt, c.m.Reason, time.Time{}, time.Time{}
		if err := tx.SaveChat(ctx, chat); err != nil {
			return 0, err
		}
	}
	return chat.ID, tx.SaveMilestones(ctx, chat, c.m)
}

// recount counts a row by looking at everything for each figure.
func recount(q core.ReportQuery, row core.ReportRow, total bool, brands map[core.BrandID]string, operators map[core.OperatorID]string, chats []reportedChat, written []counted) core.ReportRow {
	in := func(at time.Time, brand core.BrandID, op core.OperatorID) bool {
		at = at.In(q.From.Location())
		if at.Before(q.From) || !at.Before(q.To) || !q.Brands.Empty() && !q.Brands.Has(brand) || q.Operator != 0 && q.Operator != op {
			return false
		}
		if total {
			return true
		}
		switch q.By {
		case core.ReportByDay:
			return at.Format("2006-01-02") == row.Key
		case core.ReportByMonth:
			return at.Format("2006-01") == row.Key
		case core.ReportByWeek:
			monday := at.AddDate(0, 0, -(int(at.Weekday())+6)%7)
			return monday.Format("2006-01-02") == map[string]string{"2026-W13": "2026-03-23", "2026-W14": "2026-03-30"}[row.Key]
		case core.ReportByOperator:
			return operators[op] == row.Key
		}
		return brands[brand] == row.Key
	}
	want := core.ReportRow{Key: row.Key, From: row.From}
	var response, wait, handling []time.Duration
	stars := 0
	for _, c := range chats {
		if in(c.at, c.brand, c.m.PickedUpBy) {
			want.Opened++
			if !c.m.UnansweredAt.IsZero() {
				want.Unanswered++
			}
			if c.m.PickedUpBy != 0 {
				wait = append(wait, c.m.Wait)
			}
		}
		if c.m.AnsweredBy != 0 && in(c.at, c.brand, c.m.AnsweredBy) {
			want.Answered++
			response = append(response, c.m.FirstResponse)
		}
		if !c.m.CompletedAt.IsZero() && in(c.m.CompletedAt, c.brand, c.m.Owner) {
			if want.Completed == nil {
				want.Completed = map[core.Reason]int{}
			}
			want.Completed[c.m.Reason]++
			if c.m.Owner != 0 {
				handling = append(handling, c.m.Handling)
			}
		}
		if c.stars != 0 && in(c.rated, c.brand, c.m.Owner) {
			want.Ratings.Count++
			stars += c.stars
		}
	}
	for _, w := range written {
		if in(w.at, w.n.Brand, w.n.Operator) {
			want.MessagesIn, want.MessagesOut = want.MessagesIn+w.n.In, want.MessagesOut+w.n.Out
		}
	}
	if want.Ratings.Count > 0 {
		want.Ratings.Mean = float64(stars) / float64(want.Ratings.Count)
	}
	want.FirstResponse, want.Wait, want.Handling = middle(response), middle(wait), middle(handling)
	return want
}

// middle finds percentiles by their definition: the smallest value that enough of all do
// not exceed.
func middle(all []time.Duration) (p core.Percentiles) {
	p.Count = len(all)
	reach := func(share float64) time.Duration {
		enough := slices.DeleteFunc(slices.Clone(all), func(d time.Duration) bool {
			below := 0
			for _, other := range all {
				if other <= d {
					below++
				}
			}
			return float64(below) < share*float64(len(all))-1e-9
		})
		return slices.MinFunc(enough, cmp.Compare)
	}
	if len(all) > 0 {
		p.P50, p.P90 = reach(0.5), reach(0.9)
	}
	return p
}
