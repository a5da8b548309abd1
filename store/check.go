package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"tgdesk/core"
)

// The checks of all pages, up to the first error. The quick one does not compare
// indexes with their tables.
const (
	quickCheck = `PRAGMA quick_check(1)`
	fullCheck  = `PRAGMA integrity_check(1)`
)

// brokenReference is a row of PRAGMA foreign_key_check.
type brokenReference struct {
	table, parent string
	row           sql.NullInt64
}

// Check reads the whole database and returns a *core.Error for the first damaged
// page or missing reference.
func (d *DB) Check(ctx context.Context) error { return checkAll(ctx, d.q, fullCheck) }

func checkAll(ctx context.Context, q queryer, pageCheck string) error {
	if err := checkPages(ctx, q, pageCheck); err != nil {
		return err
	}
	refs, err := queryAll(ctx, q, "check references", scanReference, "PRAGMA foreign_key_check")
	if err != nil {
		return err
	}
	if len(refs) > 0 {
		return errDamaged(fmt.Sprintf("row %d of %s refers to a row of %s that is gone", refs[0].row.Int64, refs[0].table, refs[0].parent))
	}
	return nil
}

func checkPages(ctx context.Context, q queryer, pageCheck string) error {
	pages, err := queryAll(ctx, q, "check the database", scanValue[string], pageCheck)
	if err != nil {
		return err
	}
	if len(pages) != 1 || pages[0] != "ok" {
		return errDamaged(strings.Join(strings.Fields(strings.Join(pages, "; ")), " "))
	}
	return nil
}

func errDamaged(detail string) error {
	return core.NewError(core.CodeUnavailable, "store_corrupt",
		detail)
}

func scanReference(row scanner) (b brokenReference, err error) {
	err = row.Scan(&b.table, &b.row, &b.parent, new(any))
	return b, err
}
