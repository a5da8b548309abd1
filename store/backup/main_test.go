package backup

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/store"
	"tgdesk/store/seal"
)

// Environment of this test binary when it runs again as another process.
const (
	envRole = "TGDESK_BACKUP_TEST_ROLE"
	envDir  = "TGDESK_BACKUP_TEST_DIR"
)

func TestMain(m *testing.M) {
	switch os.Getenv(envRole) {
	case "write":
		os.Exit(writeUntilKilled(os.Getenv(envDir)))
	case "build":
		os.Exit(buildUntilKilled(os.Getenv(envDir)))
	case "full disk":
		os.Exit(backUpToFullDisk(os.Getenv(envDir)))
	}
	os.Exit(m.Run())
}

// another starts this test binary as another process in a role of TestMain.
func another(t *testing.T, role, dir string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), must[string](t)(os.Executable()))
	cmd.Env = append(os.Environ(), envRole+"="+role, envDir+"="+dir)
	cmd.Stderr = os.Stderr
	return cmd
}

// noon is the fixed time of the tests' desks.
func noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// testKey is the key of the tests' desks.
func testKey() seal.Key {
	key, err := seal.NewKey(bytes.Repeat([]byte{7}, seal.KeySize))
	if err != nil {
		panic(err)
	}
	return key
}

func openAt(t testing.TB, dir string) *store.DB {
	t.Helper()
	db := must[*store.DB](t)(store.Open(dir, store.Options{Now: noon, Key: testKey()}))
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// desk is an open store with one brand, one operator and one active chat.
type desk struct {
	*store.DB
	t    testing.TB
	dir  string
	mika core.Operator
	chat core.Chat
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	d, ctx := &desk{t: t, dir: t.TempDir()}, t.Context()
	d.DB = openAt(t, d.dir)
	d.write(func(tx core.Tx) error {
		brand, err := tx.InsertBrand(ctx, core.Brand{Name: "acme", Limits: core.DefaultLimits(), Options: core.DefaultBrandOptions()})
		if err != nil {
			return err
		}
		err = tx.SaveChannel(ctx, core.Channel{
			Brand: brand.ID, Bot: core.Bot{ID: 123456, Username: "acme_bot"}, Token: "123456:AAsecret-of-acme", Enabled: true,
			Health: core.Health{State: core.HealthPolling, Since: noon()},
		})
		if err != nil {
			return err
		}
		if d.mika, err = tx.SaveOperator(ctx, core.Operator{Name: "mika", Role: core.RoleAdmin}); err != nil {
			return err
		}
		v, err := tx.InsertVisitor(ctx, core.Visitor{BrandID: brand.ID, Profile: core.Profile{TelegramID: 1001, FirstName: "Hana"}})
		if err != nil {
			return err
		}
		c, _, err := core.OpenedBy(v, "pricing", noon(), core.Rules{Limits: core.DefaultLimits()}).PickedUp(d.mika, noon(), core.Rules{Limits: core.DefaultLimits()})
		if err != nil {
			return err
		}
		d.chat, err = tx.InsertChat(ctx, c)
		return err
	})
	return d
}

func (d *desk) write(fn func(core.Tx) error) {
	d.t.Helper()
	if err := d.Write(context.Background(), fn); err != nil {
		d.t.Fatal(err)
	}
}

// reply inserts an operator's message with the given delivery.
func (d *desk) reply(text string, delivery core.Delivery) {
	d.t.Helper()
	d.write(func(tx core.Tx) error {
		_, err := tx.InsertMessage(d.t.Context(), core.Message{
			ChatID: d.chat.ID, VisitorID: d.chat.VisitorID, From: core.FromOperator, OperatorID: d.mika.ID, Author: "mika",
			Kind: core.KindText, Text: text, SentAt: noon(), Delivery: delivery,
		})
		return err
	})
}

// writeUntilKilled saves operators and prints the number of each after its commit.
func writeUntilKilled(dir string) int {
	db, err := store.Open(dir, store.Options{Key: testKey()})
	for i := 0; err == nil; i++ {
		err = db.Write(context.Background(), func(tx core.Tx) error {
			_, err := tx.SaveOperator(context.Background(), core.Operator{Name: fmt.Sprintf("op %06d", i), Role: core.RoleOperator})
			return err
		})
		fmt.Println(i)
	}
	_, _ = os.Stderr.WriteString(err.Error() + "\n")
	return 1
}

// execute runs SQL on the database at path and leaves no log beside it.
func execute(t *testing.T, path, query string) {
	t.Helper()
	db := must[*sql.DB](t)(sql.Open("sqlite3", path))
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(t.Context(), `PRAGMA journal_mode = DELETE; `+query); err != nil {
		t.Fatal(err)
	}
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
}

// names lists what lies in dir.
func names(t *testing.T, dir string) (list []string) {
	t.Helper()
	for _, e := range must[[]os.DirEntry](t)(os.ReadDir(dir)) {
		list = append(list, e.Name())
	}
	return list
}

func wantNames(t *testing.T, dir string, want ...string) {
	t.Helper()
	if got := names(t, dir); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
		t.Errorf("in the folder: %q, want %q", got, want)
	}
}

func write(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
