package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/tui/locale"
)

// printCSV prints the names of the columns, and a line for each row.
func printCSV(env *cli.Env, r core.Report) error {
	w := output.NewCSV(env.Output())
	header := []string{string(r.By), "opened", "answered", "unanswered"}
	for _, why := range core.ReportReasons() {
		header = append(header, "completed_"+string(why))
	}
	for _, name := range []string{"first_response_seconds", "wait_seconds", "handling_seconds"} {
		header = append(header, name+"_p50", name+"_p90")
	}
	if err := w.Row(append(header, "messages_in", "messages_out", "ratings_count", "ratings_mean")...); err != nil {
		return err
	}
	for _, row := range r.Rows {
		cells := []string{row.Key, strconv.Itoa(row.Opened), strconv.Itoa(row.Answered), strconv.Itoa(row.Unanswered)}
		for _, why := range core.ReportReasons() {
			cells = append(cells, strconv.Itoa(row.Completed[why]))
		}
		for _, p := range []core.Percentiles{row.FirstResponse, row.Wait, row.Handling} {
			if p.Count == 0 {
				cells = append(cells, "", "")
				continue
			}
			cells = append(cells, strconv.Itoa(int(p.P50/time.Second)), strconv.Itoa(int(p.P90/time.Second)))
		}
		mean := ""
		if row.Ratings.Count > 0 {
			mean = strconv.FormatFloat(row.Ratings.Mean, 'f', 2, 64)
		}
		if err := w.Row(append(cells, strconv.Itoa(row.MessagesIn), strconv.Itoa(row.MessagesOut), strconv.Itoa(row.Ratings.Count), mean)...); err != nil {
			return err
		}
	}
	return nil
}

// printTable prints what fits in 80 columns of each row, and more of all together.
func printTable(env *cli.Env, r core.Report) error {
	t := output.NewTable(env.Output(), "Nothing happened in that time.", output.Column{Title: strings.ToUpper(string(r.By)), Max: 16}, output.Column{Title: "OPENED", Right: true},
		output.Column{Title: "ANSWERED", Right: true}, output.Column{Title: "UNANSW.", Right: true}, output.Column{Title: "RESPONSE", Right: true},
		output.Column{Title: "WAIT", Right: true}, output.Column{Title: "HANDLING", Right: true}, output.Column{Title: "IN", Right: true}, output.Column{Title: "OUT", Right: true})
	for _, row := range r.Rows {
		name := row.Key
		if name == "" {
			name = "(nobody)"
		}
		if err := t.Row(name, strconv.Itoa(row.Opened), strconv.Itoa(row.Answered), strconv.Itoa(row.Unanswered), median(row.FirstResponse),
			median(row.Wait), median(row.Handling), strconv.Itoa(row.MessagesIn), strconv.Itoa(row.MessagesOut)); err != nil {
			return err
		}
	}
	if err := t.End(); err != nil {
		return err
	}
	return printTotal(env, r)
}

func printTotal(env *cli.Env, r core.Report) error {
	all := r.Total
	lines := []string{
		"",
		fmt.Sprintf("From %s until %s", r.From.Format("2006-01-02 15:04"), r.To.Format("2006-01-02 15:04")),
		fmt.Sprintf("Opened %d, answered %d, unanswered %d (%.0f %%)", all.Opened, all.Answered, all.Unanswered, 100*all.UnansweredShare()),
	}
	for _, d := range []struct {
		name string
		p    core.Percentiles
	}{{"First response", all.FirstResponse}, {"Wait", all.Wait}, {"Handling", all.Handling}} {
		if d.p.Count > 0 {
			lines = append(lines, fmt.Sprintf("%s: half within %s, nine in ten within %s", d.name, locale.Clock(d.p.P50), locale.Clock(d.p.P90)))
		}
	}
	var completed []string
	for _, why := range core.ReportReasons() {
		if n := all.Completed[why]; n > 0 {
			completed = append(completed, fmt.Sprintf("%s %d", why, n))
		}
	}
	if completed != nil {
		lines = append(lines, "Completed: "+strings.Join(completed, ", "))
	}
	lines = append(lines, fmt.Sprintf("Messages: %d in, %d out", all.MessagesIn, all.MessagesOut))
	if all.Ratings.Count > 0 {
		lines = append(lines, fmt.Sprintf("Ratings: %d, %.1f of 5 on average", all.Ratings.Count, all.Ratings.Mean))
	}
	return env.Printf("%s\n", strings.Join(lines, "\n"))
}

func median(p core.Percentiles) string {
	if p.Count == 0 {
		return "-"
	}
	return locale.Clock(p.P50)
}
