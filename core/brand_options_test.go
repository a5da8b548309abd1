package core

import (
	"encoding/json"
	"testing"
)

// TestOptions walks the table: each value on offer can be set, is allowed, and
// comes back from its written and its stored form.
func TestOptions(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, o := range Options() {
		standard := o.Value(DefaultBrandOptions())
		for _, v := range append([]any{standard}, o.Steps...) {
			of := DefaultBrandOptions()
			of.RoutingTo = "ann, mika" // without it none can be selected
			o.Set(&of, v)
			if got := o.Value(of); got != v {
				t.Errorf("%s: set to %v it is %v", o.Name, v, got)
			}
			if err := of.Check(); err != nil {
				t.Errorf("%s: %v is not allowed: %v", o.Name, v, err)
			}
			if got, err := o.Parse(o.Format(v)); err != nil || got != v {
				t.Errorf("%s: %v is written %q and read as %v, %v", o.Name, v, o.Format(v), got, err)
			}
			text, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := o.Decode(text); err != nil || got != v {
				t.Errorf("%s: %v is stored as %s and read as %v, %v", o.Name, v, text, got, err)
			}
			for _, f := range o.Fields(of) {
				names[f.Name] = true
			}
		}
	}
	if len(names) != len(Options())+1 { // a flood limit has two fields
		t.Errorf("fields of --json: %v", names)
	}
	selected := DefaultBrandOptions()
	if selected.Routing = RouteSelected; CodeOf(selected.Check()) != CodeInvalid {
		t.Error("chats are routed to selected operators, of whom there are none")
	}
	if err := (BrandOptions{}).Check(); CodeOf(err) != CodeInvalid {
		t.Errorf("options that nobody set: %v", err)
	}
}
