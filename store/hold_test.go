package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tgdesk/core"
)

// TestHolds: the last hold of each visitor is kept, and those that are over go with the next.
func TestHolds(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	save := func(v core.VisitorID, wait time.Duration) core.Hold {
		var h core.Hold
		d.write(func(tx core.Tx) error {
			h = core.Hold{Visitor: v, Until: tx.Now().Add(wait)}
			return tx.SaveHold(t.Context(), d.brand.ID, h)
		})
		return h
	}
	var v []core.VisitorID
	for id := range 3 {
		v = append(v, d.visitor(d.brand.ID, 1+id).ID)
	}
	save(v[0], -time.Second)
	save(v[1], time.Hour)
	all := save(v[1], 2*time.Hour)
	one := save(v[2], time.Minute)
	got := must[[]core.Hold](t)(d.Holds(t.Context(), d.brand.ID))
	if diff := cmp.Diff([]core.Hold{all, one}, got); diff != "" {
		t.Error(diff)
	}
	if other := must[[]core.Hold](t)(d.Holds(t.Context(), d.brand.ID+1)); len(other) != 0 {
		t.Errorf("another brand's: %v", other)
	}
}
