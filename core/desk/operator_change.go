package desk

import (
	"time"

	"tgdesk/core"
)

// OperatorChange is what becomes of an operator; what is nil stays.
type OperatorChange struct {
	Name     *string
	Role     *core.Role
	Alias    *string
	Brands   *core.Set[core.BrandID]
	MaxChats *int
	Screen   *core.ScreenSettings
	Disabled *bool
}

// own reports whether everybody may change themselves so.
func (ch OperatorChange) own() bool {
	ch.Alias, ch.Screen = nil, nil
	return ch == OperatorChange{}
}

// Check returns a CodeInvalid error for the first thing that no operator can be.
func (ch OperatorChange) Check() error {
	_, err := ch.apply(core.Operator{}, time.Now())
	return err
}

// apply returns o as the change makes it at a time, or why no operator can be like that.
func (ch OperatorChange) apply(o core.Operator, now time.Time) (core.Operator, error) {
	var err error
	if ch.Name != nil {
		if o.Name, err = core.CheckOperatorName(*ch.Name); err != nil {
			return o, err
		}
	}
	if ch.Role != nil {
		if o.Role = *ch.Role; !o.Role.Valid() {
			return o, core.NewError(core.CodeInvalid, "role_unknown", o.Role)
		}
	}
	if ch.Alias != nil {
		if o.Alias, err = core.CheckAlias(*ch.Alias); err != nil {
			return o, err
		}
	}
	if ch.Brands != nil {
		if o.Brands = *ch.Brands; o.Admin() && !o.Brands.Empty() {
			return o, core.NewError(core.CodeInvalid, "admin_brands")
		}
	}
	if ch.MaxChats != nil {
		if o.MaxChats = *ch.MaxChats; core.CheckMaxChats(o.MaxChats) != nil {
			return o, core.CheckMaxChats(o.MaxChats)
		}
	}
	if ch.Screen != nil {
		if o.Screen = *ch.Screen; o.Screen.Check() != nil {
			return o, o.Screen.Check()
		}
	}
	switch {
	case ch.Disabled == nil:
	case !*ch.Disabled:
		o.DisabledAt = time.Time{}
	case o.DisabledAt.IsZero():
		o.DisabledAt = now
	}
	return o, nil
}
