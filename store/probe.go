package store

import (
	"context"
	"fmt"

	"tgdesk/store/folder"
)

// Probe implements core.Store.
func (d *DB) Probe(ctx context.Context) error {
	if err := d.files.Check(); err != nil {
		return err
	}
	if err := folder.ProbeSpace(d.files.Dir()); err != nil {
		return err
	}
	if err := d.write(ctx, func(t *tx) error { return t.probe(ctx) }); err != nil {
		return err
	}
	if !d.maybeCorrupt.Load() {
		return nil
	}
	err := checkPages(ctx, d.q, quickCheck) // the write above has invalidated the readers' page caches
	if err == nil {
		d.maybeCorrupt.Store(false)
	}
	return err
}

// probe rewrites the first page with the same content. It empties the writer's
// page cache first, which may contain damaged pages.
func (t *tx) probe(ctx context.Context) error {
	if _, err := t.exec(ctx, "PRAGMA shrink_memory"); err != nil {
		return explain(ctx, "empty the page cache", err)
	}
	version, err := queryInt(ctx, t, "read the database's version", "PRAGMA user_version")
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, fmt.Sprintf("PRAGMA user_version = %d", version))
	return explain(ctx, "write the database's version", err)
}
