package store

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// probeSize is how much room there must be on the disk, in bytes, for it to
// count as well again: a few transactions' worth.
const probeSize = 256 << 10

// Probe implements core.Store. A whole file is written beside the database,
// because a single page of it may find room where a batch would not.
func (d *DB) Probe(ctx context.Context) error {
	if err := d.place.check(); err != nil {
		return err
	}
	if err := probeRoom(d.place.dir); err != nil {
		return fileTrouble(d.place.dir, err)
	}
	if err := d.write(ctx, func(t *tx) error { return t.probe(ctx) }); err != nil {
		return err
	}
	if !d.suspect.Load() {
		return nil
	}
	err := checkPages(ctx, d.q, quickCheck) // the write has made the readers forget pages they knew
	if err == nil {
		d.suspect.Store(false)
	}
	return err
}

func probeRoom(dir string) error {
	f, err := os.CreateTemp(dir, probePrefix+"*")
	if err != nil {
		return err
	}
	_, err = f.Write(make([]byte, probeSize))
	return errors.Join(err, f.Sync(), f.Close(), os.Remove(f.Name()))
}

// probe writes the first page as it is. The writer knows pages by heart that
// nobody else changes; it forgets them first, damaged ones too.
func (t *tx) probe(ctx context.Context) error {
	if _, err := t.exec(ctx, "PRAGMA shrink_memory"); err != nil {
		return explain(ctx, "forget what was read", err)
	}
	version, err := number(ctx, t, "read the database's version", "PRAGMA user_version")
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, fmt.Sprintf("PRAGMA user_version = %d", version))
	return explain(ctx, "write the database's version", err)
}
