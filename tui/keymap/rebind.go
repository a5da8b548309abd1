package keymap

import (
	"maps"
	"math/bits"
	"slices"

	"tgdesk/core"
)

// Rebind gives actions other keys: an action's id with the keys that it shall
// have instead of its own, none to do without. It changes nothing and returns
// an error that says why when an id or a key is unknown, when two actions
// would share a key in one scope, or when there would be no way on or out.
func (m *Map) Rebind(keys map[string][]string) error {
	next := newMap(slices.Clone(m.bindings))
	for _, id := range slices.Sorted(maps.Keys(keys)) {
		i := slices.IndexFunc(next.bindings, func(b Binding) bool { return string(b.Action) == id })
		if i < 0 {
			return core.NewError(core.CodeInvalid, "keys_unknown_action", id)
		}
		b := &next.bindings[i]
		bound := make([]string, 0, len(keys[id]))
		for _, k := range keys[id] {
			k = spelt(k)
			if _, ok := Parse(k); !ok {
				return core.NewError(core.CodeInvalid, "keys_unknown_key", id, shown(k))
			}
			if types(k) && b.Scope&^Text == 0 {
				return core.NewError(core.CodeInvalid, "keys_types", id, shown(k))
			}
			bound = append(bound, k)
		}
		b.SetKeys(bound...)
	}
	if err := next.check(); err != nil {
		return err
	}
	*m = *next
	return nil
}

// check finds two actions on one key, and scopes that lack an action without
// which one is stuck there.
func (m *Map) check() error {
	var all Scope
	for _, b := range m.bindings {
		all |= b.Scope
	}
	for rest := uint32(all); rest != 0; rest &= rest - 1 {
		in := Scope(1) << bits.TrailingZeros32(rest)
		taken := map[string]Action{}
		for _, b := range m.bindings {
			if b.Scope&in == 0 {
				continue
			}
			keys := m.Keys(b.Action, in)
			if b.needed && len(keys) == 0 {
				return core.NewError(core.CodeInvalid, "keys_needed", b.Action)
			}
			for _, k := range keys {
				if other, ok := taken[k]; ok && other != b.Action {
					return core.NewError(core.CodeInvalid, "keys_clash", other, b.Action, k)
				}
				taken[k] = b.Action
			}
		}
	}
	return nil
}
