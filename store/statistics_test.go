package store

import (
	"testing"
	"time"

	"tgdesk/core"
)

// Statistics are renewed by a write, at most once an hour.
func TestStatisticsAreRenewed(t *testing.T) {
	t.Parallel()
	now := noon()
	db, err := Open(t.TempDir(), Options{Now: func() time.Time { return now }, Key: testKey()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	d := &desk{DB: db, t: t}
	d.write(func(tx core.Tx) (err error) {
		d.brand, err = tx.InsertBrand(t.Context(), testBrand("acme"))
		return err
	})
	analyzed := func() int {
		if must[int](t)(queryInt(t.Context(), d.q, "count", `SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'`)) == 0 {
			return 0
		}
		return must[int](t)(queryInt(t.Context(), d.q, "count", `SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'visitors'`))
	}
	for i, wait := range []time.Duration{0, analyzeEvery - time.Millisecond, time.Millisecond} {
		now = now.Add(wait)
		if got := analyzed(); got != 0 {
			t.Errorf("%d statistics before write %d", got, i)
		}
		d.write(func(tx core.Tx) error {
			for n := range 200 {
				v, err := tx.InsertVisitor(t.Context(), core.Visitor{BrandID: d.brand.ID, Profile: core.Profile{TelegramID: int64(1000*i + n + 1)}})
				if err != nil {
					return err
				}
				if _, err := tx.VisitorByTelegram(t.Context(), d.brand.ID, v.TelegramID); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if analyzed() == 0 {
		t.Error("the hour is over, and there are none")
	}
}
