// Package audit holds the command that lists who did what.
//
// It must not change anything, the audit least of all.
package audit

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
)

type flags struct {
	operator, chat, brand, act, since string
	limit                             int
}

// usualLimit is how many entries are listed unless another number is given: newest
// first, what is asked for is mostly among them.
const usualLimit = 100

// New returns the command audit.
func New(env *cli.Env) *cobra.Command {
	var f flags
	cmd := env.WithJSON(&cobra.Command{
		Use:   "audit",
		Short: "List who did what, when, and by which door",
		Long: `List who did what, the newest first: what became of chats, changes of brands,
operators and keys, logins and failed ones, exports and backups. Entries are only
ever added. In a desk that runs, only admins may read them.

VIA is screen (at the desk's machine), ssh, cli (a verb at the desk's machine) or
engine (the desk itself, or a visitor).`,
		Example: "  tgdesk audit --since 2h\n  tgdesk audit --operator ann --act exported --limit 0\n  tgdesk audit --chat 12 --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := env.RequireAdmin(cmd.Context()); err != nil {
				return err
			}
			q, err := f.query(env)
			if err != nil {
				return err
			}
			return env.Read(func(r core.Reader) error { return list(cmd.Context(), env, r, q, f) })
		},
	})
	cmd.Flags().StringVar(&f.operator, "operator", "", "only what this operator did; also one who was removed")
	cmd.Flags().StringVar(&f.chat, "chat", "", "only what became of the chat of this number")
	env.BrandFlag(cmd, &f.brand, "only what is about this brand; also one that was removed")
	cli.ChoiceFlag(cmd, &f.act, "act", "", "only this act, such as login_failed or key_added", cli.Names(core.Acts()))
	cmd.Flags().StringVar(&f.since, "since", "", "only since then: an age such as 2h or 7d, yesterday, a time of today, a date, or a date and time")
	cmd.Flags().IntVar(&f.limit, "limit", usualLimit, "at most this many entries; 0 for all")
	return cmd
}

// query is what the flags ask for, as far as they say so by themselves.
func (f flags) query(env *cli.Env) (q core.AuditQuery, err error) {
	if f.act != "" {
		if acts := cli.Names(core.Acts()); !slices.Contains(acts, f.act) {
			return q, cli.Usagef("There is no act %q. Acts are %s.", f.act, strings.Join(acts, ", "))
		}
		q.Acts = []core.Act{core.Act(f.act)}
	}
	if f.limit < 0 {
		return q, cli.Usagef("--limit must not be negative.")
	}
	if f.chat != "" {
		if q.Chat = cli.Number[core.ChatID](f.chat); q.Chat == 0 {
			return q, cli.Usagef("--chat takes the number of a chat, not %q. tgdesk chat list shows them.", f.chat)
		}
	}
	if f.since != "" {
		var ok bool
		if q.Since, ok = core.ParseSince(f.since, env.Clock().Now().In(env.Zone)); !ok {
			return q, cli.Usagef("--since takes an age such as 2h or 7d, yesterday, a time of today such as 14:30, a date such as 2026-11-25, or a time such as \"2026-11-25 14:30\" or 2026-11-25T14:30:00Z, not %q.", f.since)
		}
	}
	return q, nil
}

// pageSize is how many entries are read at once.
const pageSize = 200

// list prints entries as a table or as JSON.
func list(ctx context.Context, env *cli.Env, r core.Reader, q core.AuditQuery, f flags) error {
	if f.operator != "" {
		if err := whose(ctx, r, f.operator, &q); err != nil {
			return err
		}
	}
	if f.brand != "" {
		if err := ofBrand(ctx, r, f.brand, &q); err != nil {
			return err
		}
	}
	if q.Chat != 0 {
		if err := knownChat(ctx, r, q.Chat); err != nil {
			return err
		}
	}
	printEntry, end := entries(env).Printer(env.Output(), env.AsJSON)
	left := cmp.Or(f.limit, math.MaxInt)
	read := func() ([]core.AuditEntry, error) {
		q.Limit = min(left, pageSize)
		return r.AuditEntries(ctx, q)
	}
	err := core.Each(pageSize, read, func(e core.AuditEntry) error {
		q.Before = e.ID
		left--
		return printEntry(e)
	})
	if err != nil {
		return err
	}
	return end()
}

// knownChat refuses the number of a chat that is not there and was not.
func knownChat(ctx context.Context, r core.Reader, id core.ChatID) error {
	_, err := r.Row(ctx, id)
	if !core.IsNotFound(err) {
		return err
	}
	entries, readErr := r.AuditEntries(ctx, core.AuditQuery{Chat: id, Limit: 1})
	if readErr != nil || len(entries) > 0 {
		return readErr
	}
	return err
}

// whose asks for what an operator did: by who they are, under whatever name, or by
// the name of one who was removed.
func whose(ctx context.Context, r core.Reader, name string, q *core.AuditQuery) error {
	o, err := core.FindOperator(ctx, r, name)
	if !core.IsNotFound(err) {
		q.Operator = o.ID
		return err
	}
	q.Name = name
	entries, readErr := r.AuditEntries(ctx, core.AuditQuery{Name: name, Limit: 1})
	if readErr != nil || len(entries) > 0 {
		return readErr
	}
	return err
}

// ofBrand asks for what is about a brand, and about those of the same name that were
// removed.
func ofBrand(ctx context.Context, r core.Reader, name string, q *core.AuditQuery) error {
	b, err := r.BrandByName(ctx, name)
	if err != nil && !core.IsNotFound(err) {
		return err
	}
	removed, readErr := r.AuditEntries(ctx, core.AuditQuery{Acts: []core.Act{core.ActBrandRemoved}, Limit: math.MaxInt32})
	if readErr != nil {
		return readErr
	}
	var ids []core.BrandID
	if err == nil {
		ids = append(ids, b.ID)
	}
	for _, e := range removed {
		if strings.EqualFold(e.Subject, strings.TrimSpace(name)) {
			ids = append(ids, e.Brand)
		}
	}
	if len(ids) == 0 {
		return err
	}
	q.Brands = core.SetOf(ids...)
	return nil
}

type document struct {
	ID       core.AuditID `json:"id"`
	At       *string      `json:"at"`
	Operator *string      `json:"operator"`
	Via      core.Door    `json:"via"`
	Session  *string      `json:"session"`
	Act      core.Act     `json:"act"`
	Brand    *string      `json:"brand"`
	Chat     *core.ChatID `json:"chat"`
	Subject  string       `json:"subject"`
	Before   string       `json:"before"`
	After    string       `json:"after"`
}

func entries(env *cli.Env) output.List[core.AuditEntry] {
	return output.List[core.AuditEntry]{
		Name: "entries", Document: func(e core.AuditEntry) (any, error) {
			return document{
				ID: e.ID, At: output.Time(e.At), Operator: output.OrNull(e.Name), Via: e.Via, Session: output.OrNull(e.Session), Act: e.Act,
				Brand: output.OrNull(e.BrandName), Chat: output.OrNull(e.Chat), Subject: e.Subject, Before: e.Before, After: e.After,
			}, nil
		},
		Empty: "Nothing of that kind was done.",
		Columns: []output.Column{
			{Title: "TIME"}, {Title: "OPERATOR", Max: 16}, {Title: "VIA"}, {Title: "ACT"}, {Title: "BRAND", Max: 16}, {Title: "CHAT", Right: true},
			{Title: "WHAT", Max: 30}, {Title: "BEFORE", Max: 40}, {Title: "AFTER", Max: 60},
		},
		Cells: func(e core.AuditEntry) []string {
			chat := ""
			if e.Chat != 0 {
				chat = strconv.FormatInt(int64(e.Chat), 10)
			}
			return []string{e.At.In(env.Zone).Format(time.DateTime), e.Name, string(e.Via), string(e.Act), e.BrandName, chat, e.Subject, e.Before, e.After}
		},
	}
}
