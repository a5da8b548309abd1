package desk

import (
	"context"
	"tgdesk/core"
	"time"
)

// Brands lists the brands that are not removed, by name, each with its
// channel's health as of this moment.
func (d *Desk) Brands(ctx context.Context) ([]core.Brand, error) {
	brands, err := d.store.Brands(ctx)
	for i := range brands {
		brands[i] = d.engine.WithHealth(brands[i])
	}
	return brands, err
}

// Brand reads one brand with its channel's health as of this moment.
func (d *Desk) Brand(ctx context.Context, id core.BrandID) (core.Brand, error) {
	b, err := d.store.Brand(ctx, id)
	return d.engine.WithHealth(b), err
}

// BrandByName is Brand by name.
func (d *Desk) BrandByName(ctx context.Context, name string) (core.Brand, error) {
	b, err := d.store.BrandByName(ctx, name)
	return d.engine.WithHealth(b), err
}

// HeldUntil is until when messages of a brand for one of its visitors wait
// because Telegram said so (its answer 429), zero if they do not. Visitor 0
// asks for what holds all of the brand's visitors. It never waits itself, so a
// screen may ask with every frame; an [EventHealth] or [EventMessage] tells when
// there is news.
func (d *Desk) HeldUntil(id core.BrandID, v core.VisitorID) time.Time {
	return d.engine.HeldUntil(id, v)
}

// DoubtedUntil is until when a brand's replies wait for a next try because the
// fate of the last one is unknown, zero if they do not. An [EventHealth] tells
// when there is news; it may be asked with every frame.
func (d *Desk) DoubtedUntil(id core.BrandID) time.Time {
	return d.engine.DoubtedUntil(id)
}

// Progress tells how far the file of a message has come on its way, in either
// direction; ok is false if it is not under way. It never waits.
func (d *Desk) Progress(msg core.MessageID) (p core.Progress, ok bool) { return d.engine.Progress(msg) }

// Trouble is what is wrong with the machine under the desk, nil while all is
// well. It lasts until the engine finds it gone; [EventTrouble] tells that
// another has come.
func (d *Desk) Trouble() error { return d.engine.StorageError() }

// Noticed tells the desk of an error that somebody met while reading: trouble
// with the disk concerns everybody. Other errors change nothing.
func (d *Desk) Noticed(err error) { d.engine.StorageFailed(err) }
