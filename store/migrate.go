package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"tgdesk/core"
)

//go:embed migrations/*.sql
var embedded embed.FS

// migrations returns the files that migrate an empty database to this version.
// File N, counted from 1, migrates to user_version N.
func migrations() ([]string, error) { return loadMigrations(embedded) }

func loadMigrations(from fs.FS) ([]string, error) {
	names, err := fs.Glob(from, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	files := make([]string, len(names))
	for i, name := range names {
		if !strings.HasPrefix(name, fmt.Sprintf("migrations/%04d_", i+1)) {
			return nil, fmt.Errorf("migration %d is missing: found %s", i+1, name)
		}
		text, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, err
		}
		files[i] = string(text)
	}
	return files, nil
}

// migrate applies the files that are new to db, each in its own transaction.
// Processes that migrate at the same time wait for each other.
func migrate(ctx context.Context, db *sql.DB, files []string) error {
	for {
		done, err := migrateOnce(ctx, db, files)
		if done || err != nil {
			return explain(ctx, "bring the database up to date", err)
		}
	}
}

// migrateOnce applies the next file. The transaction is immediate, so the version
// cannot change until the commit.
func migrateOnce(ctx context.Context, db *sql.DB, files []string) (done bool, err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer func() { _ = tx.Rollback() }() // no-op after Commit
	var version int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return false, err
	}
	if version > len(files) {
		return false, errNewer(version, len(files))
	}
	if version == len(files) {
		return true, nil
	}
	if _, err := tx.ExecContext(ctx, files[version]); err != nil {
		return false, fmt.Errorf("migration %d: %w", version+1, err)
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version+1)); err != nil {
		return false, err
	}
	if _, err := tx.ExecContext(ctx, renewCommitSQL, commitIdentity()); err != nil {
		return false, err
	}
	return false, tx.Commit()
}

// checkVersion is for readers, which do not migrate.
func (d *DB) checkVersion(ctx context.Context, dir string) error {
	files, err := migrations()
	if err != nil {
		return err
	}
	var version int
	if err := d.pool.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return explain(ctx, "read the database's version", err)
	}
	if version > len(files) {
		return errNewer(version, len(files))
	}
	if version < len(files) {
		return core.NewError(core.CodeUnavailable, "desk_older", dir, version, len(files))
	}
	return nil
}

func errNewer(version, ours int) error {
	return core.NewError(core.CodeUnavailable, "desk_newer", version, ours)
}
