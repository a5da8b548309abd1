package tui

import (
	"fmt"
	"slices"
	"strings"

	"tgdesk/tui/locale"
)

// KeyTable is the table of keys as Markdown, made from the registry of
// actions. The README holds a copy, and a test holds it to this one.
func KeyTable(w locale.Catalogue) string {
	var b strings.Builder
	b.WriteString("| key | does | where |\n|---|---|---|\n")
	for _, a := range registry() {
		if len(a.keys) == 0 {
			continue
		}
		keys := make([]string, 0, len(a.keys))
		for _, k := range shownKeys(a) {
			keys = append(keys, "`"+k+"`")
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", strings.Join(keys, " "), w.Action(a.id), where(a))
	}
	return b.String()
}

// where names the areas in which some key of the action works.
func where(a action) string {
	var out []string
	if a.scope&inLists != 0 {
		out = append(out, "lists")
	}
	if a.scope&inTranscript != 0 {
		out = append(out, "transcript")
	}
	if a.scope&inComposer != 0 && slices.ContainsFunc(a.keys, func(k string) bool { return !editing(k) }) {
		out = append(out, "composer")
	}
	if len(out) == 3 {
		return "everywhere"
	}
	return strings.Join(out, ", ")
}
