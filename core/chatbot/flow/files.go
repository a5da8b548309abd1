package flow

import (
	"io/fs"
	"slices"
	"strings"

	"tgdesk/core"
)

// FilesOf lists the names of the files that a flow sends, as they stand in it, sorted.
// They are paths with slashes that begin at the flow's folder and do not leave it; what
// else stands there Load refuses.
func FilesOf(source string) (names []string) {
	if len(source) > MaxText {
		return nil
	}
	add := func(v *value) {
		if v != nil && v.kind == kindText && safeName(strings.TrimSpace(v.text)) {
			names = append(names, strings.TrimSpace(v.text))
		}
	}
	var walk func(v *value)
	walk = func(v *value) {
		for _, item := range v.items {
			walk(item)
		}
		for _, p := range v.pairs {
			if p.key == "file" {
				add(p.value)
				for _, language := range p.value.pairs {
					add(language.value)
				}
			}
			walk(p.value)
		}
	}
	var ignored faults
	walk(parse(strings.TrimPrefix(source, "\ufeff"), &ignored))
	slices.Sort(names)
	return slices.Compact(names)
}

// safeName reports whether a name is a path that stays in its folder, on every system.
func safeName(name string) bool {
	return fs.ValidPath(name) && name != "." && !strings.ContainsAny(name, `\:`) && !strings.ContainsFunc(name, core.Unprintable) && len(name) <= 255
}
