package core

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
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

// Unsent is what is left of d, which is stored, once a text has gone out from a screen that
// took the stored draft for known: what another screen has written since. It fails if d
// does not begin with known any more: then another screen has sent that, or changed it,
// and a text that is made from it must not go out before the operator has seen that.
func (d Draft) Unsent(known Draft) (Draft, error) {
	files := d.Files.Files()
	gone := func(f StoredFile) bool { return !slices.Contains(files, f) }
	if !strings.HasPrefix(d.Text, known.Text) || slices.ContainsFunc(known.Files.Files(), gone) {
		return d, NewError(CodeConflict, "draft_elsewhere")
	}
	return MergeDrafts(known, Draft{}, d), nil
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
	d.ReplyTo = cmp.Or(d.ReplyTo, other.ReplyTo)
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
	if since, ok := inserted(base, here); ok {
		return JoinDrafts(there, since)
	}
	if since, ok := inserted(base, there); ok {
		return JoinDrafts(here, since)
	}
	return mergeWords(base, here, there)
}

// inserted is what was put into base at one place to make text of it; ok is false if
// something else was done. Where that can have been at several places, it was between
// words: one of them is not cut in two.
func inserted(base, text string) (since string, ok bool) {
	first, last := len(base), 0
	for first > 0 && strings.HasSuffix(text, base[first-1:]) {
		first--
	}
	for last < len(base) && strings.HasPrefix(text, base[:last+1]) {
		last++
	}
	at := -1
	for i := last; i >= first && len(text) >= len(base); i-- {
		begins := i == 0 || i == len(base) || base[i-1] == ' ' || base[i-1] == '\n'
		if begins || at < 0 && utf8.RuneStart(base[i]) {
			at = i
		}
		if begins {
			break
		}
	}
	if at < 0 {
		return "", false
	}
	return text[at : len(text)-(len(base)-at)], true
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
