package store

import (
	"context"
	"testing"
	"time"

	"tgdesk/core"
)

// A press is remembered for its brand, until Telegram cannot tell it any more.
func TestPresses(t *testing.T) {
	t.Parallel()
	now := noon()
	db, err := Open(t.TempDir(), Options{Now: func() time.Time { return now }, Key: testKey()})
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{DB: db, t: t}
	t.Cleanup(func() { _ = db.Close() })
	brands := [2]core.BrandID{}
	d.write(func(tx core.Tx) error {
		for i, name := range []string{"acme", "globex"} {
			b, err := tx.InsertBrand(t.Context(), testBrand(name))
			if err != nil {
				return err
			}
			brands[i] = b.ID
		}
		return tx.InsertPress(t.Context(), brands[0], "1", core.PressTaken)
	})
	want := func(brand core.BrandID, want core.PressOutcome) {
		t.Helper()
		d.write(func(tx core.Tx) error {
			got, err := tx.Press(t.Context(), brand, "1")
			if got != want {
				t.Errorf("the press is %q, want %q", got, want)
			}
			return err
		})
	}
	want(brands[0], core.PressTaken)
	want(brands[1], "")
	if err := db.Write(t.Context(), func(tx core.Tx) error {
		return tx.InsertPress(context.Background(), brands[0], "1", core.PressEarlier)
	}); err == nil {
		t.Error("a press was stored twice")
	}
	for _, after := range []time.Duration{core.PressKept, time.Millisecond} {
		now = now.Add(after)
		d.write(func(tx core.Tx) error {
			return tx.InsertPress(t.Context(), brands[1], after.String(), core.PressEnded)
		})
		if after == core.PressKept {
			want(brands[0], core.PressTaken)
		} else {
			want(brands[0], "")
		}
	}
}

func TestLastButtons(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c, other := d.chat(d.visitor(d.brand.ID, 1), core.Completed, noon()), d.chat(d.visitor(d.brand.ID, 2), core.Completed, noon())
	labels := core.EncodeLabels([][]string{{"Yes", "後で"}})
	want := func(want core.MessageID) {
		t.Helper()
		d.write(func(tx core.Tx) error {
			got, err := tx.LastButtons(t.Context(), c.ID)
			if got != want {
				t.Errorf("last buttons: %d, want %d", got, want)
			}
			return err
		})
	}
	want(0)
	d.say(c, core.Message{From: core.FromBot, Text: "Sure?", Buttons: labels})
	second := d.say(c, core.Message{From: core.FromBot, Text: "And now?", Buttons: labels, Keyboard: true, Pressed: 2})
	d.say(c, core.Message{From: core.FromBot, Text: "Fine"})
	d.say(other, core.Message{From: core.FromBot, Text: "Sure?", Buttons: labels})
	want(second.ID)
	got := must[core.Message](t)(d.Message(t.Context(), second.ID))
	if got.Buttons != labels || !got.Keyboard || got.Pressed != 2 {
		t.Errorf("stored: %+v", got)
	}
}
