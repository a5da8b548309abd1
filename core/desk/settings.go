package desk

import (
	"context"
	"strings"
	"tgdesk/core"
)

// SetManner changes how a brand treats media and how it answers. Another Bot
// API server begins the channel anew.
func (d *Desk) SetBrandOptions(ctx context.Context, op core.OperatorID, brand core.BrandID, m core.BrandOptions) (core.Brand, error) {
	m.APIURL = strings.TrimRight(strings.TrimSpace(m.APIURL), "/")
	if m.Signature == "" {
		m.Signature = core.SignNone
	}
	if err := m.Check(); err != nil {
		return core.Brand{}, err
	}
	b, err := d.changeBrand(ctx, op, brand, func(_ *tx, b *core.Brand) error {
		b.Options = m
		return nil
	})
	if err == nil {
		d.engine.WakeRetention()
	}
	return b, err
}

// SetAlias changes what visitors see instead of op's name; "" is the name.
func (d *Desk) SetAlias(ctx context.Context, op core.OperatorID, alias string) (core.Operator, error) {
	if strings.TrimSpace(alias) != "" {
		var err error
		if alias, err = core.CheckName("operator", alias); err != nil {
			return core.Operator{}, err
		}
	} else {
		alias = ""
	}
	var by core.Operator
	err := d.write(ctx, func(w *tx) (err error) {
		if by, err = w.operator(ctx, op); err != nil {
			return err
		}
		by.Alias = alias
		by, err = w.SaveOperator(ctx, by)
		return err
	})
	return by, err
}
