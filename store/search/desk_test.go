package search_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/store"
	"tgdesk/store/folder"
	"tgdesk/store/seal"
	"tgdesk/store/search"
	"tgdesk/store/sqlite"
)

// noon is the fixed time of the tests' desks.
func noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

func options() store.Options {
	key, err := seal.NewKey(bytes.Repeat([]byte{7}, seal.KeySize))
	if err != nil {
		panic(err)
	}
	return store.Options{Now: noon, Key: key}
}

// desk is an open store with one brand and one operator.
type desk struct {
	*store.DB
	t     testing.TB
	dir   string
	brand core.Brand
	mika  core.Operator
}

// openAt opens a desk, which is closed by whoever opened it.
func openAt(t testing.TB, dir string) *desk {
	t.Helper()
	return &desk{DB: must[*store.DB](t)(store.Open(dir, options())), t: t, dir: dir}
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	d := openAt(t, t.TempDir())
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	d.write(func(tx core.Tx) (err error) {
		if d.brand, err = tx.InsertBrand(t.Context(), testBrand("acme")); err != nil {
			return err
		}
		d.mika, err = tx.SaveOperator(t.Context(), core.Operator{Name: "mika", Role: core.RoleAdmin})
		return err
	})
	return d
}

func testBrand(name string) core.Brand {
	return core.Brand{Name: name, Accent: "#aa3300", Limits: core.DefaultLimits(), Options: core.DefaultBrandOptions()}
}

func (d *desk) write(fn func(core.Tx) error) {
	d.t.Helper()
	if err := d.Write(context.Background(), fn); err != nil {
		d.t.Fatal(err)
	}
}

// visitor inserts the n-th visitor of the brand.
func (d *desk) visitor(n int) (v core.Visitor) {
	d.t.Helper()
	d.write(func(tx core.Tx) (err error) {
		v, err = tx.InsertVisitor(d.t.Context(), core.Visitor{BrandID: d.brand.ID, FirstSeen: noon(), Profile: core.Profile{
			TelegramID: int64(1000 + n), FirstName: "Visitor", LastName: fmt.Sprint(n), Username: fmt.Sprintf("visitor_%d", n),
		}})
		return err
	})
	return v
}

// chat inserts a chat of a visitor in a state.
func (d *desk) chat(v core.Visitor, s core.State, at time.Time) (c core.Chat) {
	d.t.Helper()
	d.write(func(tx core.Tx) (err error) {
		c, err = tx.InsertChat(d.t.Context(), chatIn(v, s, at, d.mika))
		return err
	})
	return c
}

func chatIn(v core.Visitor, s core.State, at time.Time, op core.Operator) core.Chat {
	rules := core.Rules{Limits: core.DefaultLimits()}
	c := core.OpenedBy(v, "pricing", at, rules)
	if s != core.Pending {
		c, _, _ = c.PickedUp(op, at, rules)
	}
	if s == core.Completed {
		c, _ = c.Ended(op, at)
	}
	return c
}

// say inserts a message into a chat.
func (d *desk) say(c core.Chat, m core.Message) core.Message {
	d.t.Helper()
	m.ChatID, m.VisitorID = c.ID, c.VisitorID
	if m.Kind == "" {
		m.Kind = core.KindText
	}
	if m.SentAt.IsZero() {
		m.SentAt = noon()
	}
	d.write(func(tx core.Tx) (err error) {
		m, err = tx.InsertMessage(d.t.Context(), m)
		return err
	})
	return m
}

// raw runs SQL in one of the desk's files, as another process could.
func (d *desk) raw(file, query string, args ...any) {
	d.t.Helper()
	db := sqlite.Open(filepath.Join(d.dir, file), "_busy_timeout=5000&_foreign_keys=1", nil)
	must[sql.Result](d.t)(db.Exec(query, args...))
	if err := db.Close(); err != nil {
		d.t.Fatal(err)
	}
}

// beside is a desk's database as an index of its own sees it, and not the store's.
type beside struct {
	*store.DB
	db *sql.DB
}

func openBeside(dir string, d *store.DB) beside {
	return beside{d, sqlite.OpenWriter(filepath.Join(dir, folder.Database), "", nil)}
}

func (b beside) Query(ctx context.Context, doing string, each func(sqlite.Row) error, query string, args ...any) error {
	rows, err := b.db.QueryContext(ctx, sqlite.StablePlan(query), args...)
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	_, err = sqlite.ScanAll(rows, func(row sqlite.Row) (none struct{}, err error) { return none, each(row) })
	return err
}

func (b beside) Exec(ctx context.Context, _, query string, args ...any) error {
	_, err := b.db.ExecContext(ctx, sqlite.StablePlan(query), args...)
	return err
}

// indexed is a desk with an index of its own.
type indexed struct {
	*desk
	*search.Index
}

func (d *desk) indexed() indexed {
	b := openBeside(d.dir, d.DB)
	i := indexed{d, search.New(d.dir, b, noon)}
	d.t.Cleanup(func() {
		if err := errors.Join(i.Index.Close(), b.db.Close()); err != nil {
			d.t.Error(err)
		}
	})
	return i
}

// IndexSearch implements core.Store.
func (i indexed) IndexSearch(ctx context.Context) (core.IndexProgress, error) { return i.Step(ctx) }

// must returns v, or ends the test.
func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
