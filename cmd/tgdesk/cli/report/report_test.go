package report_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/tui/text"
)

// addWeek gives the desk a chat of a visitor for each of some days, which mika answered,
// and one that nobody did.
func addWeek(s *rig.Sandbox) {
	s.AddBrand()
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		b, err := tx.BrandByName(ctx, "acme")
		if err != nil {
			return err
		}
		b.Name = "=acme"
		if err := tx.SaveBrand(ctx, b.Brand); err != nil {
			return err
		}
		mika, err := tx.OperatorByName(ctx, "mika")
		if err != nil {
			return err
		}
		for i := range 4 {
			at := rig.Noon().Add(time.Duration(i-3) * core.Day)
			v, err := tx.InsertVisitor(ctx, core.Visitor{BrandID: b.ID, Profile: core.Profile{TelegramID: int64(100 + i)}})
			if err != nil {
				return err
			}
			rules := b.Rules()
			c, err := tx.InsertChat(ctx, core.OpenedBy(v, "", at, rules))
			if err != nil {
				return err
			}
			counts := []core.MessageCount{{Brand: b.ID, Quarter: at.Unix() / 900, In: 2}}
			m, err := tx.Milestones(ctx, c)
			if err != nil {
				return err
			}
			if i == 0 {
				late, _ := c.FellDue(at.Add(core.Day), rules)
				m = m.Moved(late, rules)
			} else {
				held, _, err := c.PickedUp(mika, at.Add(time.Duration(i)*time.Minute), rules)
				if err != nil {
					return err
				}
				m = m.Moved(held, rules).Answered(mika.ID, at.Add(time.Duration(90*i)*time.Second), rules)
				over, err := held.Ended(mika, at.Add(70*time.Minute))
				if err != nil {
					return err
				}
				if err := tx.SaveChat(ctx, over); err != nil {
					return err
				}
				m = m.Moved(over, rules)
				counts = append(counts, core.MessageCount{Operator: mika.ID, Brand: b.ID, Quarter: at.Unix() / 900, In: 1, Out: i})
				if err := tx.SaveRating(ctx, core.Rating{Chat: c.ID, Scale: core.RatingThumbs, Score: i % 2, RatedAt: at.Add(2 * time.Hour)}); err != nil {
					return err
				}
			}
			if err := tx.SaveMilestones(ctx, c, m); err != nil {
				return err
			}
			if err := tx.CountMessages(ctx, counts); err != nil {
				return err
			}
		}
		return nil
	})
}

const wantTable = `DAY         OPENED  ANSWERED  UNANSW.  RESPONSE  WAIT  HANDLING  IN  OUT
2026-11-18       0         0        0         -     -         -   0    0
2026-11-19       1         0        1         -     -         -   2    0
2026-11-20       1         1        0      1:30  1:00   1:09:00   3    1
2026-11-21       1         1        0      3:00  2:00   1:08:00   3    2
2026-11-22       1         1        0      4:30  3:00   1:07:00   3    3

From 2026-11-18 00:00 until 2026-11-23 00:00
Opened 4, answered 3, unanswered 1 (25 %)
First response: half within 3:00, nine in ten within 4:30
Wait: half within 2:00, nine in ten within 3:00
Handling: half within 1:08:00, nine in ten within 1:09:00
Completed: operator 3
Messages: 11 in, 6 out
Ratings: 3, 3.7 of 5 on average
`

const wantCSV = "brand,opened,answered,unanswered,completed_operator,completed_idle,completed_unanswered,completed_visitor,completed_bot_idle,completed_chatbot," +
	"first_response_seconds_p50,first_response_seconds_p90,wait_seconds_p50,wait_seconds_p90,handling_seconds_p50,handling_seconds_p90,messages_in,messages_out,ratings_count,ratings_mean\r\n" +
	"'=acme,4,3,1,3,0,0,0,0,0,180,270,120,180,4080,4140,11,6,3,3.67\r\n"

func TestReport(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.Expect(s.Run("report"), 1, "", "no desk")
	addWeek(s)
	r := s.Run("report", "--from", "2026-11-18")
	if r.Out != wantTable || r.Status != 0 {
		t.Errorf("%+v, want\n%s", r, wantTable)
	}
	for _, line := range strings.Split(r.Out, "\n") {
		if text.Width(line) > 80 {
			t.Errorf("%d cells: %s", text.Width(line), line)
		}
	}
	if r := s.Run("report", "--by", "brand", "--csv"); r.Out != wantCSV {
		t.Errorf("%q, want\n%q", r.Out, wantCSV)
	}
	s.ExpectJSON(s.Run("report", "--by", "operator", "--json").Out, `{"from":"2026-10-23T15:00:00Z","to":"2026-11-22T15:00:00Z","rows":[
		{"key":"mika","opened":3,"answered":3,"unanswered":0,"completed":{"operator":3,"idle":0,"unanswered":0,"visitor":0,"bot_idle":0,"chatbot":0},
		 "first_response_seconds":{"p50":180,"p90":270},"wait_seconds":{"p50":120,"p90":180},"handling_seconds":{"p50":4080,"p90":4140},
		 "messages_in":3,"messages_out":6,"ratings":{"count":3,"mean":3.6666666666666665}},
		{"key":null,"opened":1,"answered":0,"unanswered":1,"completed":{"operator":0,"idle":0,"unanswered":0,"visitor":0,"bot_idle":0,"chatbot":0},
		 "first_response_seconds":{"p50":null,"p90":null},"wait_seconds":{"p50":null,"p90":null},"handling_seconds":{"p50":null,"p90":null},
		 "messages_in":8,"messages_out":0,"ratings":{"count":0,"mean":null}}],
		"total":{"key":null,"opened":4,"answered":3,"unanswered":1,"completed":{"operator":3,"idle":0,"unanswered":0,"visitor":0,"bot_idle":0,"chatbot":0},
		 "first_response_seconds":{"p50":180,"p90":270},"wait_seconds":{"p50":120,"p90":180},"handling_seconds":{"p50":4080,"p90":4140},
		 "messages_in":11,"messages_out":6,"ratings":{"count":3,"mean":3.6666666666666665}}}`)
	s.Expect(s.Run("report", "--from", "2020", "--to", "2020", "--by", "operator"), 0, "Nothing happened in that time.", "")
	s.Expect(s.Run("report", "--from", "tomorrowish"), 2, "", `"tomorrowish" is not a period: write a day (2026-11-28`)
	s.Expect(s.Run("report", "--from", "today", "--to", "yesterday"), 2, "", "would end before it begins")
	s.Expect(s.Run("report", "--from", "1980"), 2, "", "more than 4000 rows")
	s.Expect(s.Run("report", "--from", "1960"), 2, "", "1970 or later")
	s.Expect(s.Run("report", "--by", "hour"), 2, "", `not "hour"`)
	s.Expect(s.Run("report", "--zone", "Moon"), 2, "", "time zone")
	s.Expect(s.Run("report", "--operator", "nobody"), 1, "", "nobody")
}
