package tui

import (
	"reflect"
	"strings"
	"testing"

	"tgdesk/core"
	"tgdesk/tui/settings"
)

// No value that a screen or an event has, and nothing that a desk gives a screen
// or takes from it, can hold a bot token. The wizard alone has one, as the text
// that was pasted.
func TestNoScreenReachesAToken(t *testing.T) {
	t.Parallel()
	secret := map[reflect.Type]bool{reflect.TypeFor[core.Token](): true, reflect.TypeFor[core.Channel](): true}
	seen := map[reflect.Type]bool{}
	var visit func(reflect.Type, string)
	visit = func(typ reflect.Type, path string) {
		if secret[typ] {
			t.Errorf("%s is a %s", path, typ)
		}
		if seen[typ] || secret[typ] {
			return
		}
		seen[typ] = true
		ours := strings.HasPrefix(typ.PkgPath(), "tgdesk/")
		switch typ.Kind() {
		case reflect.Map:
			visit(typ.Key(), path)
			visit(typ.Elem(), path)
		case reflect.Array, reflect.Chan, reflect.Pointer, reflect.Slice:
			visit(typ.Elem(), path)
		case reflect.Struct:
			for i := range typ.NumField() {
				f := typ.Field(i)
				if f.IsExported() || strings.HasPrefix(typ.PkgPath(), "tgdesk/tui") || typ.PkgPath() == "tgdesk/core" {
					visit(f.Type, path+"."+f.Name)
				}
			}
		case reflect.Func:
			signature(typ, func(of reflect.Type) { visit(of, path+"()") })
		}
		methods := typ
		if ours && typ.Kind() != reflect.Interface {
			methods = reflect.PointerTo(typ)
		}
		if ours {
			for i := range methods.NumMethod() {
				m := methods.Method(i)
				signature(m.Type, func(of reflect.Type) { visit(of, typ.String()+"."+m.Name+"()") })
			}
		}
	}
	for _, root := range []reflect.Type{reflect.TypeFor[Model](), reflect.TypeFor[settings.Screen](), reflect.TypeFor[core.Event](), reflect.TypeFor[core.BrandView]()} {
		visit(root, root.String())
	}
	if !seen[reflect.TypeFor[core.Reader]()] || !seen[reflect.TypeFor[core.BrandView]()] {
		t.Error("the search misses what a desk offers its screens")
	}
}

// signature calls fn with every parameter and result of a function.
func signature(typ reflect.Type, fn func(reflect.Type)) {
	for i := range typ.NumIn() {
		fn(typ.In(i))
	}
	for i := range typ.NumOut() {
		fn(typ.Out(i))
	}
}
