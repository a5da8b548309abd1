package desk

import (
	"context"
	"strings"

	"tgdesk/core"
)

// RenameBrand gives a brand another name.
func (d *Desk) RenameBrand(ctx context.Context, op core.OperatorID, id core.BrandID, name string) (core.BrandView, error) {
	name, err := core.CheckBrandName(name)
	if err != nil {
		return core.BrandView{}, err
	}
	return d.changeBrand(ctx, op, id, func(t *tx, b *core.Brand) error {
		b.Name = name
		return t.checkNameFree(ctx, name, id)
	})
}

// SetAccent gives a brand another colour, "#rrggbb".
func (d *Desk) SetAccent(ctx context.Context, op core.OperatorID, id core.BrandID, accent string) (core.BrandView, error) {
	if err := core.CheckAccent(accent); err != nil {
		return core.BrandView{}, err
	}
	return d.changeBrand(ctx, op, id, func(_ *tx, b *core.Brand) error {
		b.Accent = accent
		return nil
	})
}

// SetLimits changes a brand's limits, and with them the deadlines of its open
// chats.
func (d *Desk) SetLimits(ctx context.Context, op core.OperatorID, id core.BrandID, l core.Limits) (core.BrandView, error) {
	if err := l.Check(); err != nil {
		return core.BrandView{}, err
	}
	return d.changeBrand(ctx, op, id, func(t *tx, b *core.Brand) error {
		b.Limits = l
		for _, s := range core.States() {
			kind, ok := core.LimitOf(s)
			if !ok {
				continue
			}
			if err := t.MoveDeadlines(ctx, id, s, l.Of(kind)); err != nil {
				return err
			}
		}
		t.WakeTimers(t.Now()) // any deadline may be earlier now
		return nil
	})
}

// SetBrandOptions changes a brand's options. Another Bot API server restarts its
// channel.
func (d *Desk) SetBrandOptions(ctx context.Context, op core.OperatorID, id core.BrandID, o core.BrandOptions) (core.BrandView, error) {
	o.APIURL = strings.TrimRight(strings.TrimSpace(o.APIURL), "/")
	if err := o.Check(); err != nil {
		return core.BrandView{}, err
	}
	b, err := d.changeBrand(ctx, op, id, func(_ *tx, b *core.Brand) error {
		b.Options = o
		return nil
	})
	if err == nil {
		d.engine.WakeRetention()
	}
	return b, err
}
