package store

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/sync/errgroup"

	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/tui/locale"
)

// Environment of this test binary when it runs again as another process.
const (
	envRole = "TGDESK_STORE_TEST_ROLE"
	envDir  = "TGDESK_STORE_TEST_DIR"
)

func TestMain(m *testing.M) {
	switch os.Getenv(envRole) {
	case "open":
		os.Exit(openAndClose(os.Getenv(envDir)))
	case "write":
		os.Exit(writeUntilKilled(os.Getenv(envDir)))
	case "churn":
		os.Exit(churnUntilKilled(os.Getenv(envDir)))
	case "fill":
		os.Exit(fillDisk(os.Getenv(envDir)))
	case "fill beside a log":
		os.Exit(fillBesideLog(os.Getenv(envDir)))
	case "fill while indexing":
		os.Exit(fillWhileIndexing(os.Getenv(envDir)))
	case "open index without room":
		os.Exit(openIndexWithoutRoom(os.Getenv(envDir)))
	case "migrate":
		os.Exit(migrateUntilKilled(os.Getenv(envDir)))
	}
	os.Exit(m.Run())
}

// another starts this test binary as another process in a role of TestMain.
func another(t *testing.T, role, dir string) *exec.Cmd {
	t.Helper()
	exe := must[string](t)(os.Executable())
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Env = append(os.Environ(), envRole+"="+role, envDir+"="+dir)
	cmd.Stderr = os.Stderr
	return cmd
}

func openAndClose(dir string) int {
	if err := openInTurn(dir); err != nil {
		_, _ = os.Stderr.WriteString(err.Error() + "\n")
		return 1
	}
	return 0
}

// openInTurn opens the desk in dir and closes it, when no other holds it.
func openInTurn(dir string) error {
	lock, err := folder.Acquire(dir, folder.Holder{})
	for core.CodeOf(err) == core.CodeConflict { // it has waited already
		lock, err = folder.Acquire(dir, folder.Holder{})
	}
	if err != nil {
		return err
	}
	db, err := Open(dir, Options{Key: testKey(), Lock: lock})
	if err == nil {
		err = db.Close()
	}
	return errors.Join(err, lock.Release())
}

func version(t *testing.T, db *DB) int {
	t.Helper()
	return must[int](t)(queryInt(t.Context(), db.q, "read the version", "PRAGMA user_version"))
}

func TestMigrateFreshAndAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	files := must[[]string](t)(migrations())
	if v := version(t, d.DB); v != len(files) {
		t.Fatalf("version %d, want %d", v, len(files))
	}
	again := openAt(t, d.dir)
	if v := version(t, again); v != len(files) {
		t.Fatalf("version %d after opening again, want %d", v, len(files))
	}
	if brands := must[[]core.BrandView](t)(again.Brands(t.Context())); len(brands) != 1 {
		t.Fatalf("%d brands after opening again", len(brands))
	}
}

func TestMigrateFromManyPoolsAtOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var g errgroup.Group
	for range 4 {
		g.Go(func() error { return openInTurn(dir) })
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	if err := openAt(t, dir).Check(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestMigrateFromManyProcessesAtOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var g errgroup.Group
	for range 4 {
		cmd := another(t, "open", dir)
		g.Go(cmd.Run)
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	if err := openAt(t, dir).Check(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestMigrateBrokenFileRollsBackWhole(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	files := must[[]string](t)(migrations())
	before := len(files)
	files = append(files, `CREATE TABLE good (id INTEGER PRIMARY KEY) STRICT`, `CREATE TABLE half (id INTEGER); INSERT INTO nowhere VALUES (1)`)
	if err := migrate(t.Context(), d.writer, files); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Fatalf("got %v, want the cause", err)
	}
	if v := version(t, d.DB); v != before+1 {
		t.Errorf("version %d, want %d: the good file stands, the broken one does not", v, before+1)
	}
	tables := must[int](t)(queryInt(t.Context(), d.q, "look", `SELECT count(*) FROM sqlite_schema WHERE name = 'half'`))
	if tables != 0 {
		t.Error("half a migration stayed")
	}
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	if err := d.raw(`PRAGMA user_version = 999`); err != nil {
		t.Fatal(err)
	}
	_, err := Open(d.dir, Options{})
	wantCode(t, err, core.CodeUnavailable)
	_, err = OpenReader(d.dir, Options{Key: testKey()})
	wantCode(t, err, core.CodeUnavailable)
	if !strings.Contains(locale.English().Error(err), "newer") {
		t.Error(err)
	}
}

func TestMigrationsHaveNoGaps(t *testing.T) {
	t.Parallel()
	sql := &fstest.MapFile{Data: []byte("SELECT 1")}
	if _, err := loadMigrations(fstest.MapFS{"migrations/0001_a.sql": sql, "migrations/0003_b.sql": sql}); err == nil {
		t.Error("a gap was accepted")
	}
}

func TestEveryTableIsStrict(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	loose := must[[]string](t)(queryAll(context.Background(), d.q, "list tables", scanValue[string],
		`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'`))
	if len(loose) > 0 {
		t.Errorf("tables without STRICT: %v", loose)
	}
}
