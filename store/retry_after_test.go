package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tgdesk/core"
)

// TestRetryAfters: the last wait of each visitor is stored, and a save deletes those that are over.
func TestRetryAfters(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	save := func(v core.VisitorID, wait time.Duration) core.RetryAfter {
		var h core.RetryAfter
		d.write(func(tx core.Tx) error {
			h = core.RetryAfter{Visitor: v, Until: tx.Now().Add(wait)}
			return tx.SaveRetryAfter(t.Context(), d.brand.ID, h)
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
	got := must[[]core.RetryAfter](t)(d.RetryAfters(t.Context(), d.brand.ID))
	if diff := cmp.Diff([]core.RetryAfter{all, one}, got); diff != "" {
		t.Error(diff)
	}
	if other := must[[]core.RetryAfter](t)(d.RetryAfters(t.Context(), d.brand.ID+1)); len(other) != 0 {
		t.Errorf("another brand's: %v", other)
	}
}
