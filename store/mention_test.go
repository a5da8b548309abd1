package store

import (
	"testing"

	"tgdesk/core"
)

// TestMentions: they are listed and counted for the operator, once, and only while the
// operator works for the brand.
func TestMentions(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.chat(d.visitor(d.brand.ID, 1), core.Completed, noon())
	var ann core.Operator
	d.write(func(tx core.Tx) (err error) {
		ann, err = tx.SaveOperator(t.Context(), core.Operator{Name: "ann", Role: core.RoleOperator})
		return err
	})
	for range 2 {
		note := d.say(c, core.Message{From: core.FromNote, OperatorID: d.mika.ID, Author: "mika", Text: "@ann look"})
		d.write(func(tx core.Tx) error {
			return tx.InsertMention(t.Context(), core.Mention{Operator: ann.ID, Note: note, Chat: c.ID, Brand: d.brand.ID})
		})
	}
	check := func(when string, listed, unseen int) {
		t.Helper()
		all := must[[]core.Mention](t)(d.Mentions(t.Context(), ann.ID, 9))
		if w := must[core.Workload](t)(d.Workload(t.Context(), ann.ID)); len(all) != listed || len(w.Mentions) != unseen || w.Held != 0 {
			t.Errorf("%s: %d listed, %d unseen", when, len(all), len(w.Mentions))
		}
		for _, n := range all {
			if n.Note.Text != "@ann look" || n.Note.Author != "mika" || n.BrandName != "acme" || n.Visitor.FirstName != "Visitor" || n.SeenAt.IsZero() == (unseen == 0) {
				t.Errorf("%s: %+v", when, n)
			}
		}
		if len(all) > 1 && all[0].Note.ID < all[1].Note.ID {
			t.Errorf("%s: the oldest is first", when)
		}
	}
	check("new", 2, 2)
	if w := must[core.Workload](t)(d.Workload(t.Context(), d.mika.ID)); len(w.Mentions) != 0 {
		t.Errorf("another has %d", len(w.Mentions))
	}
	serves := func(brands core.Set[core.BrandID]) {
		ann.Brands = brands
		d.write(func(tx core.Tx) (err error) { _, err = tx.SaveOperator(t.Context(), ann); return err })
	}
	var globex core.Brand
	d.write(func(tx core.Tx) (err error) {
		globex, err = tx.InsertBrand(t.Context(), testBrand("globex"))
		return err
	})
	serves(core.SetOf(globex.ID))
	check("of another brand", 0, 0)
	serves(core.SetOf(globex.ID, d.brand.ID))
	check("of both", 2, 2)
	d.write(func(tx core.Tx) error {
		n, err := tx.SeeMentions(t.Context(), ann.ID, c.ID)
		if n != 2 {
			t.Errorf("%d were seen", n)
		}
		return err
	})
	check("seen", 2, 0)
}
