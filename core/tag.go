package core

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"tgdesk/core/clean"
	"tgdesk/core/fold"
)

// Bounds of tags: characters of one, and how many a chat has.
const (
	MaxTag  = 40
	MaxTags = 20
)

// CheckTag returns a tag as it is stored, or a CodeInvalid error that says why a chat
// cannot have it. A sign # before it does not belong to it.
func CheckTag(s string) (string, error) {
	tag := norm.NFC.String(strings.TrimPrefix(strings.TrimSpace(s), "#"))
	switch n := utf8.RuneCountInString(tag); {
	case tag == "":
		return "", NewError(CodeInvalid, "tag_empty")
	case !utf8.ValidString(tag) || strings.ContainsFunc(tag, notInTag) || TagKey(tag) == "" || !strings.ContainsFunc(tag, isLetterOrDigit):
		return "", NewError(CodeInvalid, "tag_format", clean.Line(s).String())
	case n > MaxTag:
		return "", NewError(CodeInvalid, "tag_too_long", n, MaxTag)
	}
	return tag, nil
}

func isLetterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// notInTag finds what no tag has. Marks belong to letters: scripts of India and Thai
// cannot be written without.
func notInTag(r rune) bool {
	if clean.IsBlankLetter(r) || clean.IsInvisible(r) || clean.IsControl(r) {
		return true
	}
	return !isLetterOrDigit(r) && !unicode.IsMark(r) && r != '-' && r != '_'
}

// TagKey is what tags are compared by: case, width and accents make no other tag.
func TagKey(tag string) string { return fold.Text(tag) }

// Tags are those of one chat, in the order of their keys. Unlike a slice they can be
// compared.
type Tags string

// TagsOf returns some tags that have been checked; of equal ones the first stays.
func TagsOf(tags ...string) Tags {
	tags = slices.Clone(tags)
	slices.SortStableFunc(tags, func(a, b string) int { return strings.Compare(TagKey(a), TagKey(b)) })
	tags = slices.CompactFunc(tags, func(a, b string) bool { return TagKey(a) == TagKey(b) })
	return Tags(strings.Join(tags, " "))
}

// List lists the tags.
func (t Tags) List() []string { return strings.Fields(string(t)) }

// Has reports whether a tag is among t, however it is written.
func (t Tags) Has(tag string) bool {
	return slices.ContainsFunc(t.List(), func(o string) bool { return TagKey(o) == TagKey(tag) })
}

// Changed returns t with some tags added and others removed, or why a chat cannot have
// them. What is there already, or is not there, changes nothing.
func (t Tags) Changed(add, remove []string) (Tags, error) {
	kept := slices.DeleteFunc(t.List(), func(o string) bool {
		return slices.ContainsFunc(remove, func(tag string) bool { return TagKey(strings.TrimPrefix(strings.TrimSpace(tag), "#")) == TagKey(o) })
	})
	for _, s := range add {
		tag, err := CheckTag(s)
		if err != nil {
			return t, err
		}
		kept = append(kept, tag)
	}
	next := TagsOf(kept...)
	if n := len(next.List()); n > MaxTags && n > len(t.List()) {
		return t, NewError(CodeInvalid, "tags_too_many", n, MaxTags)
	}
	return next, nil
}

// String shows the tags as people write them: "#refund #vip".
func (t Tags) String() string {
	if t == "" {
		return ""
	}
	return "#" + strings.Join(t.List(), " #")
}

// TagUse is a tag that chats have, and how many.
type TagUse struct {
	Tag   string
	Chats int
}
