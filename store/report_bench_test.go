package store

import (
	"fmt"
	"testing"

	"tgdesk/core"
)

// Of a year with 100 000 chats and a million messages, of four brands and ten operators and
// in all hours of the day, what reports read. ?1 is when the year begins. The numbers are
// scattered by multiplying with primes.
const (
	yearOfChatsSQL = `INSERT INTO milestones (created_at, chat_id, brand_id, queued_at, picked_up_at, picked_up_by, wait,
			answered_at, answered_by, first_response, unanswered_at, completed_at, owner_id, reason, handling)
		WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000),
			chat AS (SELECT i, ?1 + i * 315360 AS at, 1 + i * 31 % 10 AS op, i * 7919 % 600 AS wait, i * 104729 % 900 AS response, i * 1299709 % 7200 AS handling FROM n)
		SELECT at, i, 1 + i * 17 % 4, at, at + 1000 * wait, op, 1000 * wait, at + 1000 * response, op, 1000 * response, iif(i % 9 = 0, at + 300000, NULL),
			at + 1000 * (wait + handling), op, 'operator', 1000 * handling FROM chat`
	yearOfMessagesSQL = `INSERT INTO message_counts (operator_id, brand_id, quarter, messages_in, messages_out)
		WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999999)
		SELECT 1 + i / 7 * 31 % 10, 1 + i / 3 * 17 % 4, ?1 / 900000 + i * 7919 % 35040, i % 2, 1 - i % 2 FROM n WHERE true
		ON CONFLICT DO UPDATE SET messages_in = messages_in + excluded.messages_in, messages_out = messages_out + excluded.messages_out`
)

func aYear(b *testing.B) *desk {
	b.Helper()
	d := newDesk(b)
	d.write(func(t core.Tx) error {
		for i := range 3 {
			if _, err := t.InsertBrand(b.Context(), testBrand(fmt.Sprint("brand ", i))); err != nil {
				return err
			}
		}
		for i := range 9 {
			if _, err := t.SaveOperator(b.Context(), core.Operator{Name: fmt.Sprint("operator ", i), Role: core.RoleOperator}); err != nil {
				return err
			}
		}
		for _, query := range []string{yearOfChatsSQL, yearOfMessagesSQL} {
			if _, err := execCount(b.Context(), t.(*tx), "make a year", query, noon().UnixMilli()); err != nil {
				return err
			}
		}
		return nil
	})
	b.ResetTimer()
	return d
}

func BenchmarkReport(b *testing.B) {
	d := aYear(b)
	for _, by := range core.ReportKinds() {
		b.Run(string(by), func(b *testing.B) {
			for b.Loop() {
				r, err := d.Report(b.Context(), core.ReportQuery{From: noon(), To: noon().Add(367 * core.Day), By: by})
				if err != nil || r.Total.Opened != 100_000 || r.Total.MessagesIn+r.Total.MessagesOut != 1_000_000 {
					b.Fatal(r.Total, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/report")
		})
	}
}
