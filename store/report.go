package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tgdesk/core"
	"tgdesk/store/sqlite"
)

// A report reads a row for each chat and rating, many in one text: passing a hundred
// thousand rows through the driver one by one would take most of the time. packedSpan is
// how much of the period is in one text, so that no text becomes large.
const packedSpan = 31 * core.Day

// openedSQL and completedSQL: ?1 and ?2 are the period. Each row is of numbers with spaces
// between them, and every number has one behind it.
func openedSQL(brands core.Set[core.BrandID]) string {
	return `SELECT group_concat((created_at / 1000) || ' ' || brand_id || ' ' || coalesce(picked_up_by, 0) || ' ' || coalesce(wait / 1000, 0) || ' ' ||
			coalesce(answered_by, 0) || ' ' || coalesce(first_response / 1000, 0) || ' ' || (unanswered_at IS NOT NULL) || ' ', '')
		FROM milestones WHERE created_at >= ?1 AND created_at < ?2` + sqlite.In("brand_id", brands)
}

func completedSQL(brands core.Set[core.BrandID]) string {
	return `SELECT group_concat((completed_at / 1000) || ' ' || brand_id || ' ' || coalesce(owner_id, 0) || ' ' || coalesce(handling / 1000, 0) || ' ' ||
			` + reasonNumber() + ` || ' ', '')
		FROM milestones WHERE completed_at IS NOT NULL AND completed_at >= ?1 AND completed_at < ?2` + sqlite.In("brand_id", brands)
}

// reasonNumber is the index of a reason in core.ReportReasons.
func reasonNumber() string {
	number := `CASE reason`
	for i, why := range core.ReportReasons() {
		number += fmt.Sprintf(` WHEN '%s' THEN %d`, why, i)
	}
	return number + ` END`
}

// countedSQL sums what was written in parts of the period, by everybody or by each operator
// and brand: ?1 is a JSON list of the parts, each from its first quarter of an hour to before
// its last, and ?2 whose figures they are, 0 for all. It seeks to each part of each of them.
func countedSQL(brands core.Set[core.BrandID], ofTime bool) string {
	writer := `SELECT o.id AS operator_id, b.id AS brand_id FROM (SELECT 0 AS id UNION ALL SELECT id FROM operators) o CROSS JOIN brands b
			WHERE (?2 = 0 OR o.id = ?2)` + sqlite.In("b.id", brands) + `
				AND EXISTS (SELECT 1 FROM message_counts n WHERE n.operator_id = o.id AND n.brand_id = b.id)`
	sums := `SELECT sum(n.messages_in) || ' ' || sum(n.messages_out) FROM `
	counts := `message_counts n WHERE n.operator_id = writer.operator_id AND n.brand_id = writer.brand_id AND n.quarter >= part.first AND n.quarter < part.last`
	with := `WITH part AS MATERIALIZED (SELECT key, value ->> 0 AS first, value ->> 1 AS last FROM json_each(?1)), writer AS MATERIALIZED (` + writer + `) `
	if ofTime {
		return with + `SELECT part.key, ?2, 0, (` + sums + `writer CROSS JOIN ` + counts + `) FROM part`
	}
	return with + `SELECT part.key, writer.operator_id, writer.brand_id, (` + sums + counts + `) FROM part CROSS JOIN writer`
}

func ratedSQL(brands core.Set[core.BrandID]) string {
	return `SELECT rt.rated_at, rt.scale, rt.score, c.brand_id, c.owner_id FROM ratings rt CROSS JOIN chats c ON c.id = rt.chat_id
		WHERE rt.rated_at >= ?1 AND rt.rated_at < ?2` + sqlite.In("c.brand_id", brands)
}

const (
	brandNamesSQL    = `SELECT id, name FROM brands`
	operatorNamesSQL = `SELECT id, name FROM operators`
)

// Report implements core.Reader.
func (r reader) Report(ctx context.Context, q core.ReportQuery) (core.Report, error) {
	if err := q.Check(); err != nil {
		return core.Report{}, err
	}
	brands, err := namesOf[core.BrandID](ctx, r.q, brandNamesSQL)
	if err != nil {
		return core.Report{}, err
	}
	operators, err := namesOf[core.OperatorID](ctx, r.q, operatorNamesSQL)
	if err != nil {
		return core.Report{}, err
	}
	b := core.NewReportBuilder(q, brands, operators)
	if err := r.reportChats(ctx, q, b); err != nil {
		return core.Report{}, err
	}
	if err := r.reportMessages(ctx, q, b); err != nil {
		return core.Report{}, err
	}
	if err := r.reportRatings(ctx, q, b); err != nil {
		return core.Report{}, err
	}
	return b.Report(), nil
}

func namesOf[ID comparable](ctx context.Context, q queryer, query string) (map[ID]string, error) {
	names := map[ID]string{}
	_, err := queryAll(ctx, q, "read names", func(row scanner) (id ID, err error) {
		var name string
		err = row.Scan(&id, &name)
		names[id] = name
		return id, err
	}, query)
	return names, err
}

func (r reader) reportChats(ctx context.Context, q core.ReportQuery, b *core.ReportBuilder) error {
	for from := q.From; from.Before(q.To); from = from.Add(packedSpan) {
		to := from.Add(packedSpan)
		if to.After(q.To) {
			to = q.To
		}
		opened, err := queryFirst(ctx, r.q, "count opened chats", scanValue[string], openedSQL(q.Brands), from.UnixMilli(), to.UnixMilli())
		if err != nil {
			return err
		}
		for n := sqlite.Numbers(opened); n.More(); {
			b.Opened(core.OpenedChat{
				At: n.Next(), Brand: core.BrandID(n.Next()), PickedUpBy: core.OperatorID(n.Next()), Wait: int32(n.Next()),
				AnsweredBy: core.OperatorID(n.Next()), Response: int32(n.Next()), Unanswered: n.Next() != 0,
			})
		}
		completed, err := queryFirst(ctx, r.q, "count completed chats", scanValue[string], completedSQL(q.Brands), from.UnixMilli(), to.UnixMilli())
		if err != nil {
			return err
		}
		reasons := core.ReportReasons()
		for n := sqlite.Numbers(completed); n.More(); {
			b.Completed(core.CompletedChat{
				At: n.Next(), Brand: core.BrandID(n.Next()), Owner: core.OperatorID(n.Next()), Handling: int32(n.Next()), Reason: reasons[n.Next()],
			})
		}
	}
	return nil
}

func (r reader) reportMessages(ctx context.Context, q core.ReportQuery, b *core.ReportBuilder) error {
	parts, err := json.Marshal(b.Parts())
	if err != nil {
		return err
	}
	_, err = queryAll(ctx, r.q, "count messages", func(row scanner) (part int, err error) {
		var n core.MessageCount
		var counts string
		if err := row.Scan(&part, &n.Operator, &n.Brand, nullable(&counts)); err != nil || counts == "" {
			return part, err
		}
		in, out, _ := strings.Cut(counts, " ")
		if n.In, err = strconv.Atoi(in); err != nil {
			return 0, err
		}
		if n.Out, err = strconv.Atoi(out); err != nil {
			return 0, err
		}
		b.Messages(part, n)
		return part, nil
	}, countedSQL(q.Brands, q.By.OfTime()), string(parts), q.Operator)
	return err
}

func (r reader) reportRatings(ctx context.Context, q core.ReportQuery, b *core.ReportBuilder) error {
	_, err := queryAll(ctx, r.q, "count ratings", func(row scanner) (at time.Time, err error) {
		var rt core.Rating
		var brand core.BrandID
		var owner core.OperatorID
		if err := row.Scan(asTime(&rt.RatedAt), &rt.Scale, &rt.Score, &brand, nullable(&owner)); err != nil {
			return at, err
		}
		b.Rated(rt, brand, owner)
		return rt.RatedAt, nil
	}, ratedSQL(q.Brands), q.From.UnixMilli(), q.To.UnixMilli())
	return err
}
