package main

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/core"
)

type chatListFlags struct {
	state string
	brand string
	limit int
	json  bool
}

func newChatList(c *cli) *cobra.Command {
	var f chatListFlags
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List chats, those that wait first",
		Long: `List the chats of the desk: pending, unanswered, active, then completed. Within
pending and unanswered the longest-waiting come first, within completed the newest.`,
		Example: "  tgdesk chat list --state pending --brand acme\n  tgdesk chat list --json | jq '.chats[] | select(.unread > 0)'",
		Args:    noArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return c.chatList(cmd.Context(), f) },
	}
	cmd.Flags().StringVar(&f.state, "state", "", "only chats in this state: "+stateNames())
	cmd.Flags().StringVar(&f.brand, "brand", "", "only chats of this brand")
	cmd.Flags().IntVar(&f.limit, "limit", 0, "at most this many chats (default all)")
	cmd.Flags().BoolVar(&f.json, "json", false, "print one JSON document")
	complete(cmd, "state", strings.Split(stateNames(), ", "))
	c.completeBrands(cmd, "brand")
	return cmd
}

// listOrder is the order of the states in a list: those that wait first.
func listOrder() []core.State {
	return []core.State{core.Pending, core.Unanswered, core.Active, core.Completed}
}

func stateNames() string {
	var names []string
	for _, s := range core.States() {
		names = append(names, string(s))
	}
	return strings.Join(names, ", ")
}

func (c *cli) chatList(ctx context.Context, f chatListFlags) error {
	states := listOrder()
	if f.state != "" {
		states = []core.State{core.State(f.state)}
		if !states[0].Valid() {
			return misusef("--state is one of %s, not %q.", stateNames(), f.state)
		}
	}
	if f.limit < 0 {
		return misusef("--limit must not be negative.")
	}
	list, err := c.newChatLister(f)
	if err != nil {
		return err
	}
	err = c.reading(ctx, func(r core.Reader) error { return list.print(ctx, r, states) })
	if err != nil && !noDeskYet(err) {
		return err
	}
	return list.end()
}

// chatLister prints rows one by one, as a table or as JSON.
type chatLister struct {
	flags chatListFlags
	add   func(core.ChatRow) error
	end   func() error
	count int
	// open holds the open chats printed so far: one that moves to another
	// state while we read would come twice.
	open map[core.ChatID]bool
}

func (c *cli) newChatLister(f chatListFlags) (*chatLister, error) {
	l := &chatLister{flags: f, open: map[core.ChatID]bool{}}
	if f.json {
		a, err := beginArray(c.out, `{"chats":[`)
		l.add = func(r core.ChatRow) error { return a.add(documentOfChat(r, c.now())) }
		l.end = a.end
		return l, err
	}
	t := newTable(c.out, "No chats.", column{title: "ID", right: true}, column{title: "STATE"}, column{title: "BRAND", max: 20},
		column{title: "VISITOR", max: 28}, column{title: "OPERATOR", max: 16}, column{title: "UNREAD", right: true},
		column{title: "SINCE"}, column{title: "UNTIL"}, column{title: "LAST MESSAGE", max: 40})
	l.add = func(r core.ChatRow) error {
		visitor := visitorName(r.Visitor)
		if r.Chat.Flood.On(c.now()) {
			visitor += " (flood)"
		}
		return t.row(strconv.FormatInt(int64(r.Chat.ID), 10), string(r.Chat.State), r.Brand, visitor, r.Owner,
			strconv.Itoa(r.Chat.Unread), c.when(r.Chat.SortAt()), c.when(r.Chat.DeadlineAt), preview(r.Last))
	}
	l.end = t.end
	return l, nil
}

// errEnough ends a list at its limit.
var errEnough = errors.New("enough")

func (l *chatLister) print(ctx context.Context, r core.Reader, states []core.State) error {
	brand, err := l.brand(ctx, r)
	if err != nil {
		return err
	}
	for _, s := range states {
		err := eachChat(ctx, r, s, brand, l.row)
		if errors.Is(err, errEnough) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// brand finds the brand of --brand; 0 means all.
func (l *chatLister) brand(ctx context.Context, r core.Reader) (core.BrandID, error) {
	if l.flags.brand == "" {
		return 0, nil
	}
	b, err := r.BrandByName(ctx, l.flags.brand)
	return b.ID, err
}

func (l *chatLister) row(r core.ChatRow) error {
	if l.flags.limit > 0 && l.count >= l.flags.limit {
		return errEnough
	}
	if l.open[r.Chat.ID] {
		return nil
	}
	if r.Chat.Open() {
		l.open[r.Chat.ID] = true
	}
	l.count++
	return l.add(r)
}
