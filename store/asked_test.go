package store

import (
	"slices"
	"testing"
	"time"

	"tgdesk/core"
)

// TestAskedRows: a chat whose transfer asks an operator is listed and counted as that,
// and not as theirs or as one of others, while they work for its brand.
func TestAskedRows(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	add := func(name string) (op core.Operator) {
		d.write(func(tx core.Tx) (err error) {
			op, err = tx.SaveOperator(t.Context(), core.Operator{Name: name, Role: core.RoleOperator})
			return err
		})
		return op
	}
	ann, ben := add("ann"), add("ben")
	chats := map[core.ChatID]string{}
	hold := func(name string, ask bool, to core.OperatorID, joined ...core.OperatorID) {
		c := d.chat(d.visitor(d.brand.ID, len(chats)+1), core.Active, noon())
		c.Owner = core.OperatorOwner(d.mika.ID)
		c.Participants = core.SetOf(joined...)
		d.write(func(tx core.Tx) error {
			if ask {
				tr, err := tx.InsertTransfer(t.Context(), core.Transfer{Chat: c.ID, From: d.mika.ID, To: to, AskedAt: noon(), ExpiresAt: noon().Add(time.Minute), State: core.TransferAsked})
				if err != nil {
					return err
				}
				c = c.TransferAskedUntil(tr.ID, tr.ExpiresAt)
			}
			return tx.SaveChat(t.Context(), c)
		})
		chats[c.ID] = name
	}
	hold("of ann", true, ann.ID)
	hold("of anybody", true, 0)
	hold("of ben, with ann", true, ben.ID, ann.ID)
	hold("of ann, who is there", true, ann.ID, ann.ID)
	hold("of nobody", false, 0)
	check := func(op core.OperatorID, asked, mine, except []string) {
		t.Helper()
		for _, c := range []struct {
			q    core.RowQuery
			want []string
		}{{core.RowQuery{Asked: op}, asked}, {core.RowQuery{Mine: op}, mine}, {core.RowQuery{Except: op}, except}} {
			c.q.State, c.q.Limit = core.Active, 9
			var got []string
			for _, r := range must[[]core.ChatRow](t)(d.Rows(t.Context(), c.q)) {
				got = append(got, chats[r.Chat.ID])
				if r.Asks(op) != (c.q.Asked != 0) || r.Concerns(op) != (c.q.Except == 0) {
					t.Errorf("%+v has %q", c.q, chats[r.Chat.ID])
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%+v: %q, want %q", c.q, got, c.want)
			}
		}
		if w := must[core.Workload](t)(d.Workload(t.Context(), op)); w.Asked != len(asked) {
			t.Errorf("operator %d is asked for %d chats", op, w.Asked)
		}
	}
	check(ann.ID, []string{"of ann", "of anybody", "of ann, who is there"}, []string{"of ben, with ann"}, []string{"of nobody"})
	check(ben.ID, []string{"of anybody", "of ben, with ann"}, nil, []string{"of ann", "of ann, who is there", "of nobody"})
	check(d.mika.ID, nil, []string{"of ann", "of anybody", "of ben, with ann", "of ann, who is there", "of nobody"}, nil)
	d.write(func(tx core.Tx) error {
		globex, err := tx.InsertBrand(t.Context(), testBrand("globex"))
		if err != nil {
			return err
		}
		ann.Brands = core.SetOf(globex.ID)
		_, err = tx.SaveOperator(t.Context(), ann)
		return err
	})
	if w := must[core.Workload](t)(d.Workload(t.Context(), ann.ID)); w.Asked != 0 {
		t.Errorf("ann is asked for %d chats of a brand that is not hers", w.Asked)
	}
}
