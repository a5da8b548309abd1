package core

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sort"
	"time"
)

// parts are when the parts of the period begin: the period as a whole if the rows are none.
func (q ReportQuery) parts() []time.Time {
	starts := []time.Time{q.From}
	if !q.By.OfTime() {
		return starts
	}
	y, m, d := q.From.Date()
	for n := 1; len(starts) <= MaxReportRows; n++ {
		next := dayStart(y, m, d+n, q.From.Location())
		switch q.By {
		case ReportByWeek:
			next = dayStart(y, m, d+7*n-(int(q.From.Weekday())+6)%7, q.From.Location())
		case ReportByMonth:
			next = dayStart(y, m+time.Month(n), 1, q.From.Location())
		}
		if !next.Before(q.To) {
			break
		}
		if next.After(starts[len(starts)-1]) { // a zone may have skipped a day
			starts = append(starts, next)
		}
	}
	return starts
}

// key is what a part that begins at t is called.
func (b ReportBy) key(t time.Time) string {
	switch b {
	case ReportByWeek:
		y, w := t.ISOWeek()
		return fmt.Sprintf("%d-W%02d", y, w)
	case ReportByMonth:
		return t.Format("2006-01")
	}
	return t.Format(time.DateOnly)
}

// ReportBuilder makes a report of what the store reads. It is told only of what the query
// asks for, but for what is another operator's, which it leaves out.
type ReportBuilder struct {
	query  ReportQuery
	starts []int64 // of the parts, in Unix seconds
	rows   map[string]*figures
	total  figures
	week   [7][24]weekFigures
	// names of brands and operators that have rows
	brands    map[BrandID]string
	operators map[OperatorID]string
	parts     []*figures
}

// figures are a row before its percentiles are known.
type figures struct {
	row                      ReportRow
	response, wait, handling []int32
	stars                    int
}

type weekFigures struct {
	hour     WeekHour
	response []int32
}

// NewReportBuilder returns a builder with nothing counted. The names are of all brands and
// operators, also of those that are removed.
func NewReportBuilder(q ReportQuery, brands map[BrandID]string, operators map[OperatorID]string) *ReportBuilder {
	b := &ReportBuilder{query: q, rows: map[string]*figures{}, brands: brands, operators: operators}
	for _, t := range q.parts() {
		b.starts = append(b.starts, t.Unix())
		if q.By.OfTime() {
			f := &figures{row: ReportRow{Key: q.By.key(t), From: t}}
			b.parts = append(b.parts, f)
		}
	}
	return b
}

// Parts are the parts of the period in which messages are to be counted, as quarters of an
// hour: each from its first one to before its last.
func (b *ReportBuilder) Parts() (parts [][2]int64) {
	const quarter = int64(MessageQuarter / time.Second)
	for i, from := range b.starts {
		to := b.query.To.Unix()
		if i+1 < len(b.starts) {
			to = b.starts[i+1]
		}
		parts = append(parts, [2]int64{from / quarter, to / quarter})
	}
	return parts
}

// into gives fn the total and the row of what happened at a time, in Unix seconds, in a
// brand, by an operator, unless another operator's figures are asked for.
func (b *ReportBuilder) into(at int64, brand BrandID, op OperatorID, fn func(*figures)) {
	if b.query.Operator != 0 && op != b.query.Operator {
		return
	}
	fn(&b.total)
	fn(b.row(at, brand, op))
}

func (b *ReportBuilder) row(at int64, brand BrandID, op OperatorID) *figures {
	if b.parts != nil {
		return b.parts[max(sort.Search(len(b.starts), func(i int) bool { return b.starts[i] > at })-1, 0)]
	}
	name := b.brands[brand]
	if b.query.By == ReportByOperator {
		name = b.operators[op]
	}
	f := b.rows[name]
	if f == nil {
		f = &figures{row: ReportRow{Key: name}}
		b.rows[name] = f
	}
	return f
}

// OpenedChat is a chat that was opened in the period. Times and durations are in seconds.
type OpenedChat struct {
	At         int64 // Unix seconds
	Brand      BrandID
	PickedUpBy OperatorID // 0 if nobody did
	Wait       int32
	AnsweredBy OperatorID // 0 if nobody did
	Response   int32
	Unanswered bool
}

// Opened counts a chat.
func (b *ReportBuilder) Opened(c OpenedChat) {
	t := time.Unix(c.At, 0).In(b.query.From.Location())
	hour := &b.week[t.Weekday()][t.Hour()]
	b.into(c.At, c.Brand, c.PickedUpBy, func(f *figures) {
		f.row.Opened++
		if c.Unanswered {
			f.row.Unanswered++
		}
		if c.PickedUpBy != 0 {
			f.wait = append(f.wait, c.Wait)
		}
	})
	if b.query.Operator == 0 || b.query.Operator == c.PickedUpBy {
		hour.hour.Opened++
		if c.Unanswered {
			hour.hour.Unanswered++
		}
	}
	if c.AnsweredBy == 0 {
		return
	}
	b.into(c.At, c.Brand, c.AnsweredBy, func(f *figures) {
		f.row.Answered++
		f.response = append(f.response, c.Response)
	})
	if b.query.Operator == 0 || b.query.Operator == c.AnsweredBy {
		hour.response = append(hour.response, c.Response)
	}
}

// CompletedChat is a chat that was completed in the period.
type CompletedChat struct {
	At       int64 // Unix seconds
	Brand    BrandID
	Owner    OperatorID // 0 if no operator held it
	Reason   Reason
	Handling int32 // seconds
}

// Completed counts a chat.
func (b *ReportBuilder) Completed(c CompletedChat) {
	b.into(c.At, c.Brand, c.Owner, func(f *figures) {
		if f.row.Completed == nil {
			f.row.Completed = map[Reason]int{}
		}
		f.row.Completed[c.Reason]++
		if c.Owner != 0 {
			f.handling = append(f.handling, c.Handling)
		}
	})
}

// Messages counts messages in one of Parts.
func (b *ReportBuilder) Messages(part int, n MessageCount) {
	b.into(b.starts[part], n.Brand, n.Operator, func(f *figures) {
		f.row.MessagesIn += n.In
		f.row.MessagesOut += n.Out
	})
}

// Rated counts a rating, of a chat that an operator held.
func (b *ReportBuilder) Rated(r Rating, brand BrandID, owner OperatorID) {
	b.into(r.RatedAt.Unix(), brand, owner, func(f *figures) {
		f.row.Ratings.Count++
		f.stars += r.Stars()
	})
}

// Report is what was counted.
func (b *ReportBuilder) Report() Report {
	r := Report{From: b.query.From, To: b.query.To, By: b.query.By, Total: b.total.done(), Rows: []ReportRow{}}
	rows := b.parts
	if rows == nil {
		rows = slices.SortedFunc(maps.Values(b.rows), func(a, b *figures) int {
			if (a.row.Key == "") != (b.row.Key == "") {
				return cmp.Compare(b.row.Key, a.row.Key) // nobody is last
			}
			return cmp.Compare(a.row.Key, b.row.Key)
		})
	}
	for _, f := range rows {
		r.Rows = append(r.Rows, f.done())
	}
	for d := range b.week {
		for h := range b.week[d] {
			w := &b.week[d][h]
			w.hour.FirstResponse = percentilesOf(w.response)
			r.Week[d][h] = w.hour
		}
	}
	return r
}

func (f *figures) done() ReportRow {
	r := f.row
	r.FirstResponse, r.Wait, r.Handling = percentilesOf(f.response), percentilesOf(f.wait), percentilesOf(f.handling)
	if r.Ratings.Count > 0 {
		r.Ratings.Mean = float64(f.stars) / float64(r.Ratings.Count)
	}
	return r
}
