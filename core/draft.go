package core

import (
	"slices"
	"strings"
)

// MergeDrafts joins what became of a draft here and there, both of which began as base.
// Nothing that was typed since is lost, and what either has sent does not come back.
func MergeDrafts(base, here, there Draft) Draft {
	m := Draft{Text: mergeTexts(base.Text, here.Text, there.Text), ReplyTo: there.ReplyTo, Files: mergeFiles(base.Files, here.Files, there.Files)}
	if there.ReplyTo == base.ReplyTo {
		m.ReplyTo = here.ReplyTo
	}
	if m.Text == "" && m.Files == "" {
		return Draft{}
	}
	return m
}

// Unsent is what is left of d, which is stored, once sent has gone out from a screen that
// took the stored draft for known: what another screen has written since.
func (d Draft) Unsent(known, sent Draft) Draft {
	if d == known || d.Files == sent.Files && strings.HasPrefix(sent.Text, d.Text) {
		return Draft{}
	}
	return MergeDrafts(known, Draft{}, d)
}

// With is d with another draft behind it, unless d has the same lines
// already, or the other one goes on where d ends.
func (d Draft) With(other Draft) Draft {
	switch {
	case strings.HasPrefix(other.Text, d.Text):
		d.Text = other.Text
	case !strings.Contains("\n"+d.Text+"\n", "\n"+other.Text+"\n"):
		d.Text = JoinDrafts(d.Text, other.Text)
	}
	d.Files = mergeFiles("", other.Files, d.Files)
	if d.ReplyTo == 0 {
		d.ReplyTo = other.ReplyTo
	}
	return d
}

func mergeTexts(base, here, there string) string {
	hereSince, typedOn := strings.CutPrefix(here, base)
	thereSince, typedThere := strings.CutPrefix(there, base)
	switch {
	case here == base:
		return there
	case there == base:
		return here
	case typedOn:
		return there + hereSince
	case typedThere:
		return here + thereSince
	}
	return JoinDrafts(there, here)
}

// JoinDrafts puts two texts one below the other.
func JoinDrafts(a, b string) string {
	switch {
	case strings.TrimSpace(a) == "":
		return b
	case b == "":
		return a
	}
	return a + "\n" + b
}

// mergeFiles is what is there, without what was taken out here and with what came in here.
func mergeFiles(base, here, there StoredFiles) StoredFiles {
	switch {
	case here == base:
		return there
	case there == base:
		return here
	}
	was, is := base.Files(), here.Files()
	files := slices.DeleteFunc(there.Files(), func(f StoredFile) bool { return slices.Contains(was, f) && !slices.Contains(is, f) })
	for _, f := range is {
		if !slices.Contains(was, f) && !slices.Contains(files, f) {
			files = append(files, f)
		}
	}
	return EncodeFiles(files)
}
