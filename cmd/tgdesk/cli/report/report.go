// Package report holds the command that counts what happened on the desk.
//
// It must not count anything itself: what a figure means is for core to say.
package report

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
)

type flags struct {
	from, to, brand, operator, by, zone string
	asCSV                               bool
}

// New returns the command report.
func New(env *cli.Env) *cobra.Command {
	var f flags
	cmd := env.WithJSON(&cobra.Command{
		Use:   "report",
		Short: "Count chats, answers, waiting times, messages and ratings",
		Long: `Count what happened on the desk in a time, the last thirty days unless you say
another: chats opened, answered and unanswered, how long visitors waited for an
answer, what was written, and how visitors rated it. tgdesk help reports says what
each figure means and how to count it again.

--from and --to take a day (2026-11-28, today, yesterday, or 7d for the day seven
days ago), a week (2026-W48), a month (2026-11), a year, an age such as 12h, or a
time such as "2026-11-28 14:30". The report begins with what --from names and ends
with what --to names: --from 2026-11 --to 2026-11 is all of November. Days are those
of your time zone.

In a desk that runs, supervisors and admins may read all of their brands, and
everybody their own: --operator with your name.`,
		Example: "  tgdesk report\n  tgdesk report --from 2026-11 --to 2026-11 --by operator --brand acme\n  tgdesk report --from 12w --by week --json | jq '.rows[] | [.key, .first_response_seconds.p50]'",
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), env, f) },
	})
	cmd.Flags().StringVar(&f.from, "from", "", "what the report begins with (default thirty days before the end)")
	cmd.Flags().StringVar(&f.to, "to", "", "what the report ends with (default today)")
	env.BrandFlag(cmd, &f.brand, "only chats of this brand")
	cmd.Flags().StringVar(&f.operator, "operator", "", "only the figures of this operator")
	cli.ChoiceFlag(cmd, &f.by, "by", string(core.ReportByDay), "a row for each "+strings.Join(kinds(), ", "), kinds())
	cmd.Flags().StringVar(&f.zone, "zone", "", "the time zone of days, by its IANA name such as Europe/Berlin (default yours)")
	cmd.Flags().BoolVar(&f.asCSV, "csv", false, "print a line of comma-separated values for each row")
	return cmd
}

func kinds() []string {
	all := core.ReportKinds()
	return cli.Names(all[:])
}

func run(ctx context.Context, env *cli.Env, f flags) error {
	if env.AsJSON && f.asCSV {
		return cli.Usagef("--json and --csv exclude each other.")
	}
	zone := env.Zone
	if f.zone != "" {
		hours, err := core.ParseHours("", "", f.zone)
		if err != nil {
			return cli.InvalidIsUsage(err)
		}
		zone = hours.Zone()
	}
	q := core.ReportQuery{By: core.ReportBy(f.by)}
	var err error
	if q.From, q.To, err = core.ParseReportPeriod(f.from, f.to, env.Clock().Now().In(zone)); err == nil {
		err = q.Check()
	}
	if err != nil {
		return cli.InvalidIsUsage(err)
	}
	return env.Read(func(r core.Reader) error {
		var err error
		if q.Brands, err = cli.BrandsNamed(ctx, r, f.brand); err != nil {
			return err
		}
		if f.operator != "" {
			op, err := core.FindOperator(ctx, r, f.operator)
			if err != nil {
				return err
			}
			q.Operator = op.ID
		}
		report, err := r.Report(ctx, q)
		switch {
		case err != nil:
			return err
		case env.AsJSON:
			return printJSON(env, report)
		case f.asCSV:
			return printCSV(env, report)
		}
		return printTable(env, report)
	})
}

type document struct {
	From  *string       `json:"from"`
	To    *string       `json:"to"`
	Rows  []rowDocument `json:"rows"`
	Total rowDocument   `json:"total"`
}

type rowDocument struct {
	Key           *string             `json:"key"`
	Opened        int                 `json:"opened"`
	Answered      int                 `json:"answered"`
	Unanswered    int                 `json:"unanswered"`
	Completed     map[core.Reason]int `json:"completed"`
	FirstResponse percentiles         `json:"first_response_seconds"`
	Wait          percentiles         `json:"wait_seconds"`
	Handling      percentiles         `json:"handling_seconds"`
	MessagesIn    int                 `json:"messages_in"`
	MessagesOut   int                 `json:"messages_out"`
	Ratings       ratings             `json:"ratings"`
}

type percentiles struct {
	P50 *int64 `json:"p50"`
	P90 *int64 `json:"p90"`
}

type ratings struct {
	Count int      `json:"count"`
	Mean  *float64 `json:"mean"`
}

func documentOf(r core.ReportRow) rowDocument {
	d := rowDocument{
		Key: output.OrNull(r.Key), Opened: r.Opened, Answered: r.Answered, Unanswered: r.Unanswered, Completed: map[core.Reason]int{},
		FirstResponse: percentilesOf(r.FirstResponse), Wait: percentilesOf(r.Wait), Handling: percentilesOf(r.Handling),
		MessagesIn: r.MessagesIn, MessagesOut: r.MessagesOut, Ratings: ratings{Count: r.Ratings.Count},
	}
	for _, why := range core.ReportReasons() {
		d.Completed[why] = r.Completed[why]
	}
	if r.Ratings.Count > 0 {
		d.Ratings.Mean = &r.Ratings.Mean
	}
	return d
}

func percentilesOf(p core.Percentiles) percentiles {
	if p.Count == 0 {
		return percentiles{}
	}
	return percentiles{new(int64(p.P50 / time.Second)), new(int64(p.P90 / time.Second))}
}

func printJSON(env *cli.Env, r core.Report) error {
	d := document{From: output.Time(r.From), To: output.Time(r.To), Rows: []rowDocument{}, Total: documentOf(r.Total)}
	for _, row := range r.Rows {
		d.Rows = append(d.Rows, documentOf(row))
	}
	return env.Output().PrintJSON(d)
}
