package screen

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/tui"
	"tgdesk/tui/theme"
)

// pastChats gives the desk chats of the last weeks, at random, with what reports count of
// them; most begin in the working hours of working days.
func pastChats(s *rig.Session, seed uint64, chats int, span time.Duration) {
	s.T.Helper()
	random := rand.New(rand.NewPCG(seed, 1))
	ctx, now := s.T.Context(), s.Desk.Now()
	brands, err := s.DB.Brands(ctx)
	s.Must(err)
	operators := []core.OperatorID{0, s.Mika.ID, s.Mika.ID, s.Ann.ID}
	seconds := func(most int) time.Duration { return time.Duration(random.IntN(most)) * time.Second }
	s.Must(s.DB.Write(ctx, func(tx core.Tx) error {
		for i := range chats {
			at := now.Add(-time.Duration(random.Int64N(int64(span)))).Truncate(time.Second)
			if at.Weekday()%6 == 0 || at.Hour() < 8 || at.Hour() > 18 {
				if random.IntN(5) > 0 {
					continue
				}
			}
			brand := brands[random.IntN(len(brands))].ID
			v, err := tx.InsertVisitor(ctx, core.Visitor{BrandID: brand, Profile: core.Profile{TelegramID: int64(5000 + i), FirstName: fmt.Sprint("Past ", i)}})
			s.Must(err)
			c, err := tx.InsertChat(ctx, core.OpenedBy(v, "", at, core.Rules{Limits: core.DefaultLimits()}))
			s.Must(err)
			op := operators[random.IntN(len(operators))]
			m := core.Milestones{QueuedAt: at, CompletedAt: at.Add(time.Hour), Reason: core.ReasonUnanswered, UnansweredAt: at.Add(5 * time.Minute)}
			if op != 0 {
				reasons := core.ReportReasons()
				m = core.Milestones{QueuedAt: at, PickedUpAt: at, PickedUpBy: op, Wait: seconds(600), AnsweredAt: at, AnsweredBy: op, FirstResponse: seconds(5000),
					CompletedAt: at.Add(time.Hour), Owner: op, Reason: reasons[random.IntN(2)], Handling: seconds(90000)}
				c.Owner = core.OperatorOwner(op)
			}
			c.State, c.CompletedAt, c.Reason, c.CountsFrom, c.DeadlineAt = core.Completed, m.CompletedAt, m.Reason, time.Time{}, time.Time{}
			s.Must(tx.SaveChat(ctx, c))
			s.Must(tx.SaveMilestones(ctx, c, m))
			if op != 0 && random.IntN(3) == 0 {
				s.Must(tx.SaveRating(ctx, core.Rating{Chat: c.ID, Scale: core.RatingStars, Score: 1 + random.IntN(5), RatedAt: m.CompletedAt}))
			}
			s.Must(tx.CountMessages(ctx, []core.MessageCount{{Operator: op, Brand: brand, Quarter: at.Unix() / 900, In: 1 + random.IntN(5), Out: random.IntN(4) * min(int(op), 1)}}))
		}
		return nil
	}))
}

// withPast is a desk of some weeks.
func withPast(o *rig.Setup) {
	o.Before = func(s *rig.Session) { pastChats(s, 7, 900, 400*core.Day) }
}

// TestScreenReportViews draws the reports at three sizes. Run with -update to accept.
func TestScreenReportViews(t *testing.T) {
	for name, keys := range map[string]string{
		"month": "5", "year": "5 p", "operators": "5 r r r", "week": "5 P", "today": "5 P P", "help": "5 ?", "palette": "5 :",
	} {
		t.Run(name, func(t *testing.T) {
			var views strings.Builder
			rig.Test(t, func(s *rig.Session) {
				s.Visitor("acme", "Hana Sato").Write("hello")
				s.Press(keys)
				s.Settle()
				for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 36}} {
					s.Resize(size[0], size[1])
					s.Settle()
					turns := 1
					switch {
					case name == "help" || name == "palette":
					case size[0] == 40:
						turns = 4
					case size[0] == 80:
						turns = 3
					}
					for range turns {
						fmt.Fprintf(&views, "── %d×%d\n%s\n", size[0], size[1], s.Screen())
						if turns > 1 {
							s.Press("tab")
						}
					}
				}
				golden.RequireEqual(s.T, views.String())
			}, withPast)
		})
	}
}

// cells are the parts of a row of the table on the screen, which begins with its key.
func cells(s *rig.Session, key string) []string {
	s.T.Helper()
	for _, l := range strings.Split(s.Screen(), "\n") {
		if rest, ok := strings.CutPrefix(l, " "+key+" "); ok {
			return strings.Fields(strings.ReplaceAll(rest, " %", "%"))
		}
	}
	s.T.Fatalf("no row %q in\n%s", key, s.Screen())
	return nil
}

// brief writes a length of time as the table does.
func brief(p core.Percentiles, at time.Duration) string {
	h, m, sec := int(at.Hours()), int(at.Minutes())%60, int(at.Seconds())%60
	switch {
	case p.Count == 0:
		return "–"
	case h == 0:
		return fmt.Sprintf("%d:%02d", m, sec)
	case h < 24:
		return fmt.Sprintf("%dh%02d", h, m)
	}
	return fmt.Sprintf("%dd%02d", h/24, h%24)
}

// rowOf are all columns of a row, as the table writes them.
func rowOf(r core.ReportRow) []string {
	completed, mean := 0, "–"
	for _, n := range r.Completed {
		completed += n
	}
	if r.Ratings.Count > 0 {
		mean = fmt.Sprintf("%.1f", r.Ratings.Mean)
	}
	return strings.Fields(fmt.Sprintf("%d %d %d %.1f%% %s %s %s %s %s %s %d %d %d %d %s", r.Opened, r.Answered, r.Unanswered, 100*r.UnansweredShare(),
		brief(r.FirstResponse, r.FirstResponse.P50), brief(r.FirstResponse, r.FirstResponse.P90), brief(r.Wait, r.Wait.P50), brief(r.Wait, r.Wait.P90),
		brief(r.Handling, r.Handling.P50), brief(r.Handling, r.Handling.P90), completed, r.MessagesIn, r.MessagesOut, r.Ratings.Count, mean))
}

// TestScreenReportNumbers: what the screen shows of random histories is what the report says,
// for every kind of row, a brand and an operator.
func TestScreenReportNumbers(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				s.Press("5 p") // by month
				for i, by := range []core.ReportBy{core.ReportByMonth, core.ReportByOperator, core.ReportByBrand, core.ReportByDay, core.ReportByWeek} {
					if i > 0 {
						s.Press("r")
					}
					if i == 2 {
						s.Press("b")
						s.Type("acme")
						s.Press("enter o")
						s.Type("ann")
						s.Press("enter")
					}
					s.Settle()
					compareReport(s, by, i >= 2)
				}
			}, func(o *rig.Setup) {
				o.Before = func(s *rig.Session) { pastChats(s, seed, 300, 400*core.Day) }
			})
		})
	}
}

func compareReport(s *rig.Session, by core.ReportBy, narrowed bool) {
	s.T.Helper()
	from, to, err := core.ParseReportPeriod("1999-02", "today", s.Desk.Now())
	s.Must(err)
	q := core.ReportQuery{From: from, To: to, By: by}
	if narrowed {
		b, err := s.DB.BrandByName(s.T.Context(), "acme")
		s.Must(err)
		q.Brands, q.Operator = core.SetOf(b.ID), s.Ann.ID
	}
	r, err := s.DB.Report(s.T.Context(), q)
	s.Must(err)
	all := r.Total
	if all.Opened == 0 {
		s.T.Fatal("nothing to compare")
	}
	s.Expect("last 12 months", " by "+string(by), fmt.Sprintf(" Opened      %d ", all.Opened), fmt.Sprintf("Answered    %d · ", all.Answered), fmt.Sprintf("Unanswered  %d · %.1f %%", all.Unanswered, 100*all.UnansweredShare()),
		"Response    "+brief(all.FirstResponse, all.FirstResponse.P50)+" / "+brief(all.FirstResponse, all.FirstResponse.P90), "Wait        "+brief(all.Wait, all.Wait.P50)+" / ", fmt.Sprintf("idle %d", all.Completed[core.ReasonIdle]),
		fmt.Sprintf("Rating      %.1f of 5 · %d", all.Ratings.Mean, all.Ratings.Count))
	if by.OfTime() { // the newest are on top
		slices.Reverse(r.Rows)
	}
	rows := r.Rows[:min(len(r.Rows), 12)]
	shown := make([][]string, len(rows))
	named := func(row core.ReportRow) string { return cmp.Or(row.Key, "(nobody)") }
	for i, row := range rows {
		shown[i] = cells(s, named(row))
	}
	s.Press("l l l l l l l l l l l l")
	for i, row := range rows {
		want, right := strings.Join(rowOf(row), " "), cells(s, named(row))
		if got := strings.Join(shown[i], " "); len(shown[i]) < 10 || !strings.HasPrefix(want+" ", got+" ") {
			s.T.Errorf("row %q shows %q, the report has %q", row.Key, got, want)
		}
		if len(right) < 3 || !strings.HasSuffix(" "+want, " "+strings.Join(right, " ")) {
			s.T.Errorf("the right of row %q shows %q, the report has %q", row.Key, right, want)
		}
	}
	s.Press("left left left left left left left left left left left left")
	sums := [7]int{}
	for d, hours := range r.Week {
		for _, h := range hours {
			sums[(d+6)%7] += h.Opened
		}
	}
	for i, day := range []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"} {
		_, y := s.At(" " + day + " ")
		if !strings.HasSuffix(s.Line(y), fmt.Sprintf(" %d", sums[i])) {
			s.T.Errorf("%s has %d chats: %q", day, sums[i], s.Line(y))
		}
	}
}

// TestScreenReportFollows: the report and the backlog follow what happens while they are shown.
func TestScreenReportFollows(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Press("5")
		s.Settle()
		s.Expect(" Opened      0 ", "Now: 0 pending · 0 unanswered · 0 active")
		s.Visitor("acme", "Hana Sato").Write("hello")
		s.Advance(2 * time.Second)
		s.Expect(" Opened      1 ", "Now: 1 pending", "longest wait 0:0")
		s.Visitor("globex", "Ivan Petrov").Write("hello", "again")
		s.Advance(6 * time.Minute)
		s.Expect(" Opened      2 ", "Now: 0 pending · 2 unanswered · 0 active · longest wait 6:")
		s.Press("b")
		s.Type("glob")
		s.Press("enter")
		s.Settle()
		s.Expect("· globex ·", " Opened      1 ", "Now: 0 pending · 1 unanswered", "Received    2")
		s.Press("esc")
		s.ExpectNot("Opened  ")
		s.Press("5 ctrl+g")
		s.Expect("3 UNANSWERED ━")
		s.ExpectNot("Opened  ")
		s.Press("5 4")
		s.Expect("4 COMPLETED ━")
		for _, name := range []string{"Hana Sato", "Ivan Petrov"} {
			_, err := s.Desk.PickUp(s.T.Context(), s.Ann.ID, s.ChatOf(name).ID)
			s.Must(err)
			_, err = s.Desk.End(s.T.Context(), s.Ann.ID, s.ChatOf(name).ID)
			s.Must(err)
		}
		s.Press("5 P P")
		s.Expect("today · 2000-01-01")
		s.Advance(24 * time.Hour)
		s.Expect("today · 2000-01-02", " Opened      0 ")
	})
}

// TestScreenReportRoles: operators read what they did themselves, and are told why not
// others' figures; whoever loses a role reads no more than that.
func TestScreenReportRoles(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Press("5")
		s.Settle()
		s.Expect("everybody")
		role := core.RoleOperator
		_, err := s.Desk.SetOperator(s.T.Context(), s.Ann.ID, s.Mika.ID, desk.OperatorChange{Role: &role})
		s.Must(err)
		s.Advance(time.Second)
		s.ExpectNot("everybody")
		s.Expect("all brands · mika · by day")
		s.Press("o")
		s.ExpectBottom("Only supervisors and admins read reports about others.")
		r, err := s.DB.Report(s.T.Context(), core.ReportQuery{From: s.Desk.Now().Truncate(core.Day).AddDate(0, 0, -29), To: s.Desk.Now().Truncate(core.Day).AddDate(0, 0, 1), By: core.ReportByDay, Operator: s.Mika.ID})
		s.Must(err)
		s.Expect(fmt.Sprintf(" Opened      %d ", r.Total.Opened))
	}, withPast)
}

// TestScreenReportAnswers: an answer that comes late is dropped, what is not wanted any more
// is cancelled, and keys work meanwhile.
func TestScreenReportAnswers(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		cancelled := 0
		s.DB.HoldReports(func(ctx context.Context, q core.ReportQuery) error {
			if q.To.Sub(q.From) == 30*core.Day {
				<-ctx.Done()
				cancelled++
				time.Sleep(time.Second) // the answer comes later than that to the next question
				return ctx.Err()
			}
			return nil
		})
		s.Press("5")
		s.Advance(time.Second)
		s.Expect("last 30 days", "Counting…")
		s.Press("P")
		s.Settle()
		s.Expect("last 7 days", " Opened ")
		s.Advance(2 * time.Second)
		s.Expect("last 7 days", " Opened ")
		s.ExpectNot("Counting…")
		s.Press("p")
		s.Expect("Counting…")
		s.Press("esc")
		s.Expect("1 PENDING")
		s.Settle()
		if cancelled != 2 {
			t.Errorf("%d reports were cancelled, want 2", cancelled)
		}
		s.DB.HoldReports(func(context.Context, core.ReportQuery) error { return core.NewError(core.CodeUnavailable, "busy") })
		s.Press("5")
		s.Settle()
		s.ExpectNot("Counting…", " Opened ")
	}, withPast)
}

// TestScreenReportPeriods: a period is typed, and one that is none is refused with how to
// write it.
func TestScreenReportPeriods(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Press("5 a")
		s.ExpectBottom("That key works in the chats: esc leads back to them.")
		for _, c := range [][2]string{
			{"1999-11-03..1999-11-20", "1999-11-03 – 1999-11-20 · all brands · everybody · by day"}, {"1999-10", "1999-10-01 – 1999-10-31"},
			{"1999", "1999-01-01 – 1999-12-31 · all brands · everybody · by month"}, {"1999-W48", "1999-11-29 – 1999-12-05"},
		} {
			s.Press("f")
			s.Type(c[0])
			s.Press("enter")
			s.Settle()
			s.Expect(c[1], " Opened ")
		}
		for typed, why := range map[string]string{"soon": `"soon" is not a period: write a day`, "2000-01..1999-12": "would end before it begins"} {
			s.Press("f")
			s.Type(typed)
			s.Press("enter")
			s.Expect(why, "FROM–TO", "│ "+typed)
			s.Press("ctrl+u")
			s.Type("1999-W48")
			s.Press("enter")
			s.ExpectNot(why)
			s.Expect("1999-11-29 – 1999-12-05")
		}
		for typed, want := range map[string]string{
			"1999-11-03..1999-11-05": " 1999-11-03 – 1999-11-05 · acme · ann", "1999-11-03 10:00..1999-11-03 11:00": " 1999-11-03 10:00 – 11:00 · acme · ann",
			"1999-11-03 10:00..1999-11-05 11:00": " 1999-11-03 10:00 – 1999-11-05 11:00 …",
		} {
			s.Resize(40, 12)
			s.Press("b")
			s.Type("acme")
			s.Press("enter o down enter f")
			s.Type(typed)
			s.Press("enter")
			s.Settle()
			if got := strings.TrimRight(s.Terminal.Lines()[1], " "); got != want {
				t.Errorf("%s at 40 columns is %q, want %q", typed, got, want)
			}
			s.Press("b enter o enter")
			s.Resize(120, 36)
		}
		s.Settle()
		s.Press("p") // from dates that were typed to the first period
		s.Settle()
		s.Expect("today · 2000-01-01")
		s.Press("f")
		s.Type("1999-11-03 10:00 .. 1999-11-03 11:00")
		s.Press("enter P")
		s.Settle()
		s.Expect("last 12 months")
		s.Press("p")
		s.Settle()
		s.ClickOn("by day")
		s.Settle()
		s.Expect("by week")
		s.ClickOn("all brands")
		s.Expect("BRAND", "globex")
	}, withPast)
}

// TestScreenReportSizes: no size breaks a frame, whatever is shown. The emulator reports what
// is drawn outside of the screen.
func TestScreenReportSizes(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Press("5")
		s.Settle()
		for w := 40; w <= 132; w += 13 {
			for h := 12; h <= 40; h += 7 {
				s.Resize(w, h)
				for range 4 {
					s.Press("tab G")
					s.Expect("last 30 days", "esc back", "? help")
				}
			}
		}
		for range 3 {
			s.Press("p r")
			s.Settle()
			s.Press("tab j pgdown ctrl+d g h")
		}
		for _, l := range strings.Split(s.Screen(), "\n") {
			if strings.Contains(l, "%!") {
				t.Errorf("a text does not fit: %q", l)
			}
		}
	}, withPast)
}

// TestScreenReportWithoutColour: the plain terminal shows the same signs as one with colours.
func TestScreenReportWithoutColour(t *testing.T) {
	var screens [2]string
	for i, th := range []theme.Theme{theme.Dark(theme.Plain), theme.Dark(theme.True)} {
		rig.Run(t, func(s *rig.Session) {
			s.Press("5 p")
			s.Settle()
			screens[i] = s.Screen()
			x, y := s.At("••")
			if style := s.Terminal.StyleAt(x, y); (style == "") != (i == 0) {
				t.Errorf("the plot is drawn in %q", style)
			}
		}, withPast, rig.ScreenOptions(func(o *tui.Options) { o.Theme = th }))
	}
	if screens[0] != screens[1] {
		t.Errorf("without colours:\n%s\nwith:\n%s", screens[0], screens[1])
	}
}

// TestScreenReportHours: times of a brand with business hours are marked as theirs.
func TestScreenReportHours(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		b, err := s.DB.BrandByName(s.T.Context(), "acme")
		s.Must(err)
		b.Options.Hours = "mon-fri 09:00-17:00"
		_, err = s.Desk.SetBrandOptions(s.T.Context(), s.Mika.ID, b.ID, b.Options)
		s.Must(err)
		s.Press("5")
		s.Settle()
		s.Expect("Times are median / 90 %; for acme only business hours count.")
		s.Press("b")
		s.Type("glob")
		s.Press("enter")
		s.Settle()
		s.Expect("Times are median / 90 %.")
	})
}
