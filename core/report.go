package core

import (
	"slices"
	"time"
)

// ReportBy says what the rows of a report are.
type ReportBy string

// The kinds of rows. Days, weeks and months are those of the report's time zone; weeks are
// those of ISO 8601, which begin on Monday.
const (
	ReportByDay      ReportBy = "day"
	ReportByWeek     ReportBy = "week"
	ReportByMonth    ReportBy = "month"
	ReportByOperator ReportBy = "operator"
	ReportByBrand    ReportBy = "brand"
)

// ReportKinds lists the kinds of rows.
func ReportKinds() [5]ReportBy {
	return [5]ReportBy{ReportByDay, ReportByWeek, ReportByMonth, ReportByOperator, ReportByBrand}
}

// Valid reports whether b is one of the kinds.
func (b ReportBy) Valid() bool {
	kinds := ReportKinds()
	return slices.Contains(kinds[:], b)
}

// OfTime reports whether the rows are parts of the period.
func (b ReportBy) OfTime() bool { return b == ReportByDay || b == ReportByWeek || b == ReportByMonth }

// ReportQuery asks for a report about what happened from From until just before To, in the
// time zone of From. Both are whole quarters of an hour: see [MessageQuarter].
type ReportQuery struct {
	From, To time.Time
	By       ReportBy
	Brands   Set[BrandID] // empty = all
	// Operator is whose figures are counted, see [ReportRow]; 0 is everybody's.
	Operator OperatorID
}

// MaxReportRows bounds the parts of its period that a report shows.
const MaxReportRows = 4000

// Check returns a CodeInvalid error for a report that cannot be made.
func (q ReportQuery) Check() error {
	switch {
	case !q.By.Valid():
		return NewError(CodeInvalid, "report_by", string(q.By))
	case !q.From.Before(q.To):
		return NewError(CodeInvalid, "report_backwards")
	case q.From.Unix() < 0:
		return NewError(CodeInvalid, "report_early")
	case len(q.parts()) > MaxReportRows:
		return NewError(CodeInvalid, "report_long", MaxReportRows)
	}
	return nil
}

// Report is what happened in a period.
type Report struct {
	From, To time.Time
	By       ReportBy
	// Rows are all parts of the period, in order, or the brands or operators that have
	// figures, by name. What is nobody's has no name, and is the last.
	Rows  []ReportRow
	Total ReportRow // of all of it
	// Week is what happened in the hours of the week, by time.Weekday.
	Week [7][24]WeekHour
}

// ReportRow are the figures of a part of a report. Opened, Answered, Unanswered,
// FirstResponse and Wait are of the chats that were opened in its time; all else happened in
// its time.
//
// Opened, Unanswered and Wait are the figures of the operator who picked the chat up first,
// Answered and FirstResponse of the one who answered first, Completed, Handling and Ratings
// of the one who held the chat when it was completed, MessagesIn of the one who held it when
// the message came, and MessagesOut of the one who wrote.
type ReportRow struct {
	Key  string    // "2026-11-28", "2026-W48", "2026-11", or a name, "" for nobody
	From time.Time // when a part of the period begins; zero for others

	Opened, Answered, Unanswered  int
	Completed                     map[Reason]int // without those that are 0
	FirstResponse, Wait, Handling Percentiles
	MessagesIn, MessagesOut       int
	Ratings                       RatingFigures
}

// ReportReasons lists the reasons that [ReportRow.Completed] counts.
func ReportReasons() [6]Reason {
	return [6]Reason{ReasonOperator, ReasonIdle, ReasonUnanswered, ReasonVisitor, ReasonBotIdle, ReasonChatbot}
}

// UnansweredShare is the part of the opened chats that became unanswered, 0 to 1.
func (r ReportRow) UnansweredShare() float64 {
	if r.Opened == 0 {
		return 0
	}
	return float64(r.Unanswered) / float64(r.Opened)
}

// Percentiles are of Count durations, each the smallest of them that at least half of them,
// or nine in ten, do not exceed.
type Percentiles struct {
	Count    int
	P50, P90 time.Duration // 0 if Count is 0
}

// percentilesOf returns the percentiles of durations in whole seconds, which it sorts.
func percentilesOf(seconds []int32) Percentiles {
	n := len(seconds)
	if n == 0 {
		return Percentiles{}
	}
	slices.Sort(seconds)
	at := func(percent int) time.Duration { return time.Duration(seconds[(n*percent+99)/100-1]) * time.Second }
	return Percentiles{Count: n, P50: at(50), P90: at(90)}
}

// RatingFigures are of what visitors think. Mean is from 1 to 5: a thumb up is 5, and a
// thumb down is 1; 0 if Count is 0.
type RatingFigures struct {
	Count int
	Mean  float64
}

// Stars is the rating from 1 to 5.
func (r Rating) Stars() int {
	if r.Scale == RatingThumbs {
		return 1 + 4*r.Score
	}
	return r.Score
}

// WeekHour are the figures of the chats that were opened in one hour of the week.
type WeekHour struct {
	Opened, Unanswered int
	FirstResponse      Percentiles
}
