package store

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/store/seal"
	"tgdesk/tui/locale"
)

// noon is the fixed time of the tests' desks.
func noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// desk is an open store with one brand and one operator.
type desk struct {
	*DB
	t       testing.TB
	dir     string
	brand   core.Brand
	channel core.Channel
	mika    core.Operator
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	d := &desk{t: t, dir: t.TempDir()}
	d.DB = openAt(t, d.dir)
	d.write(func(tx core.Tx) (err error) {
		if d.brand, err = tx.InsertBrand(t.Context(), testBrand("acme")); err != nil {
			return err
		}
		d.channel = testChannel(d.brand.ID, "acme", 123456)
		if err := tx.SaveChannel(t.Context(), d.channel); err != nil {
			return err
		}
		d.mika, err = tx.SaveOperator(t.Context(), core.Operator{Name: "mika", Role: core.RoleAdmin})
		return err
	})
	return d
}

// testKey is the key of the tests' desks.
func testKey() seal.Key { return keyOf(7) }

// keyOf is a different key for each n.
func keyOf(n byte) seal.Key {
	key, err := seal.NewKey(bytes.Repeat([]byte{n}, seal.KeySize))
	if err != nil {
		panic(err)
	}
	return key
}

func openAt(t testing.TB, dir string) *DB {
	t.Helper()
	db, err := Open(dir, Options{Now: noon, Key: testKey()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func testBrand(name string) core.Brand {
	return core.Brand{Name: name, Accent: "#aa3300", Limits: core.DefaultLimits(), Options: core.DefaultBrandOptions()}
}

func testChannel(brand core.BrandID, name string, bot int64) core.Channel {
	return core.Channel{
		Brand: brand, Bot: core.Bot{ID: bot, Username: name + "_bot", Name: name + " help"},
		Token: core.Token(fmt.Sprintf("%d:AAsecret-of-%s", bot, name)), Enabled: true,
		Health: core.Health{State: core.HealthPolling, Since: noon()},
	}
}

func (d *desk) write(fn func(core.Tx) error) {
	d.t.Helper()
	if err := d.Write(context.Background(), fn); err != nil {
		d.t.Fatal(err)
	}
}

// visitor inserts the n-th visitor of a brand.
func (d *desk) visitor(brand core.BrandID, n int) core.Visitor {
	d.t.Helper()
	v := core.Visitor{BrandID: brand, FirstSeen: noon(), LastSeen: noon(), Profile: core.Profile{
		TelegramID: int64(1000 + n), FirstName: "Visitor", LastName: fmt.Sprint(n), Username: fmt.Sprintf("visitor_%d", n), Language: "ja",
	}}
	d.write(func(tx core.Tx) (err error) {
		v, err = tx.InsertVisitor(d.t.Context(), v)
		return err
	})
	return v
}

// chat inserts a chat of v in the given state, sorted by at.
func (d *desk) chat(v core.Visitor, s core.State, at time.Time) core.Chat {
	d.t.Helper()
	c := chatIn(v, s, at, d.mika.ID)
	d.write(func(tx core.Tx) (err error) {
		c, err = tx.InsertChat(d.t.Context(), c)
		return err
	})
	return c
}

func chatIn(v core.Visitor, s core.State, at time.Time, op core.OperatorID) core.Chat {
	c := core.OpenedBy(v, "pricing", at, core.Rules{Limits: core.DefaultLimits()})
	switch s {
	case core.Active:
		c, _, _ = c.PickedUp(core.Operator{ID: op, Role: core.RoleAdmin}, at, core.Rules{Limits: core.DefaultLimits()})
	case core.Unanswered:
		c.State, c.DeadlineAt = core.Unanswered, at.Add(core.Day)
	case core.Completed:
		c, _, _ = c.PickedUp(core.Operator{ID: op, Role: core.RoleAdmin}, at, core.Rules{Limits: core.DefaultLimits()})
		c, _ = c.Ended(core.Operator{ID: op, Role: core.RoleAdmin}, at)
	}
	return c
}

// say inserts a message into c and makes it the chat's last.
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
		if m, err = tx.InsertMessage(d.t.Context(), m); err != nil {
			return err
		}
		now, err := tx.Chat(d.t.Context(), c.ID)
		if err != nil {
			return err
		}
		now.LastMessageID = m.ID
		return tx.SaveChat(d.t.Context(), now)
	})
	return m
}

// reply inserts an operator's message with the given delivery.
func (d *desk) reply(c core.Chat, text string, how core.Delivery) core.Message {
	d.t.Helper()
	return d.say(c, core.Message{From: core.FromOperator, OperatorID: d.mika.ID, Author: "mika", Text: text, Delivery: how})
}

// raw runs SQL on the writing connection.
func (d *desk) raw(query string, args ...any) error {
	d.known = cache{} // nobody else uses the writing connection so
	_, err := d.writer.ExecContext(context.Background(), query, args...)
	return err
}

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

// wantCode fails unless err has the code.
func wantCode(t testing.TB, err error, code core.Code) {
	t.Helper()
	if core.CodeOf(err) != code {
		t.Fatalf("got code %q of error %v, want %q", core.CodeOf(err), err, code)
	}
	t.Log(locale.English().Error(err))
}
