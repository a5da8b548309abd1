package core

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"tgdesk/core/markup"
)

// CannedID identifies a canned reply within the desk.
type CannedID int64

// CannedReply is a prepared text with variables and files, which operators insert
// into their replies. A brand has at most one of a shortcut in a language; so has
// what is for all brands.
type CannedReply struct {
	ID       CannedID
	Brand    BrandID // whose chats it is for; 0 = all
	Shortcut string
	Language string // of the text, an IETF tag in lower case; "" = any
	Text     string // as it is typed, with variables: see [FillCanned]
	Files    []StoredFile
}

// Bounds of a canned reply.
const (
	MaxShortcut    = 40 // characters
	MaxCannedFiles = MaxAlbum
	MaxCanned      = 10_000 // of a desk
)

// CannedRef names a canned reply as people do: a desk has at most one of each.
type CannedRef struct {
	Brand    BrandID
	Shortcut string // folded: see [FoldShortcut]
	Language string
}

// Ref is what names the canned reply.
func (c CannedReply) Ref() CannedRef {
	return CannedRef{c.Brand, FoldShortcut(c.Shortcut), normalLanguage(c.Language)}
}

// Summary names a canned reply for a sentence: ";hi (ja)".
func (c CannedReply) Summary() string {
	if c.Language == "" {
		return ";" + c.Shortcut
	}
	return fmt.Sprintf(";%s (%s)", c.Shortcut, c.Language)
}

// Describe is all of a canned reply on one line, for the audit.
func (c CannedReply) Describe() string {
	text := c.Summary() + ": " + strings.Join(strings.Fields(c.Text), " ")
	for _, f := range c.Files {
		text += " [" + f.Name + "]"
	}
	return text
}

// FoldShortcut is a shortcut without regard to upper and lower case.
func FoldShortcut(s string) string {
	return norm.NFC.String(strings.ToLower(norm.NFC.String(strings.TrimSpace(s))))
}

// InShortcut reports whether r may stand in a shortcut: letters with their marks,
// and digits, of every script, and - and _.
func InShortcut(r rune) bool {
	return isLetterOrDigit(r) || unicode.IsMark(r) || r == '-' || r == '_'
}

// Checked returns the canned reply as it is stored, or a CodeInvalid error that says
// why there cannot be one like that. withMarkup is whether the brand's operators may
// write markup, which does not count. Files are for [desk] to check.
func (c CannedReply) Checked(withMarkup bool) (CannedReply, error) {
	var err error
	if c.Shortcut, err = checkShortcut(c.Shortcut); err != nil {
		return c, err
	}
	if c.Language, err = CheckLanguage(c.Language); err != nil {
		return c, err
	}
	c.Text = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(c.Text, "\uFFFD"), "\r\n", "\n"))
	if len(c.Files) > MaxCannedFiles {
		return c, NewError(CodeInvalid, "canned_files", len(c.Files), MaxCannedFiles)
	}
	if c.Text == "" && len(c.Files) > 0 {
		return c, nil
	}
	return c, checkPrepared(c.Text, withMarkup, cannedVariables.check)
}

// checkPrepared returns why a text cannot be prepared for messages.
func checkPrepared(text string, withMarkup bool, variables func(string) error) error {
	if text == "" {
		return NewError(CodeInvalid, "canned_empty")
	}
	if err := CheckVisible(text); err != nil {
		return err
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && r != '\t' && Unprintable(r) }) {
		return NewError(CodeInvalid, "canned_unprintable")
	}
	if err := variables(text); err != nil {
		return err
	}
	plain := text
	if withMarkup {
		plain = markup.Parse(text).Plain
	}
	if n := markup.Len(plain); n > markup.MaxText {
		return NewError(CodeInvalid, "canned_too_long", n, markup.MaxText)
	}
	return nil
}

func checkShortcut(s string) (string, error) {
	s = norm.NFC.String(strings.TrimSpace(s))
	switch n := utf8.RuneCountInString(s); {
	case s == "" || !utf8.ValidString(s):
		return s, NewError(CodeInvalid, "shortcut_empty")
	case n > MaxShortcut:
		return s, NewError(CodeInvalid, "shortcut_too_long", n, MaxShortcut)
	case strings.ContainsFunc(s, func(r rune) bool { return !InShortcut(r) }) || !strings.ContainsFunc(s, isLetterOrDigit):
		return s, NewError(CodeInvalid, "shortcut_format", s)
	}
	return s, nil
}

// maxLanguage is the length of the longest language tags in use, such as
// "zh-hant-hk".
const maxLanguage = 35

// CheckLanguage returns a language tag as it is stored, "" for any language, or a
// CodeInvalid error. Telegram names languages by IETF tags such as "en" or "pt-br".
func CheckLanguage(tag string) (string, error) {
	tag = normalLanguage(tag)
	if tag == "" {
		return "", nil
	}
	for i, part := range strings.Split(tag, "-") {
		digits := strings.Trim(part, "abcdefghijklmnopqrstuvwxyz")
		if len(part) == 0 || len(part) > 8 || i == 0 && (len(part) < 2 || digits != "") || strings.Trim(part, "abcdefghijklmnopqrstuvwxyz0123456789") != "" || len(tag) > maxLanguage {
			return "", NewError(CodeInvalid, "language_format", tag)
		}
	}
	return tag, nil
}

func normalLanguage(tag string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimSpace(tag), "_", "-"))
}

// LanguageFit says how well a text in a language suits somebody who reads another:
// 3 the same tag, 2 the same language elsewhere ("pt" and "pt-br"), 1 a text for any
// language, 0 another language.
func LanguageFit(of, reader string) int {
	base := func(tag string) string {
		base, _, _ := strings.Cut(strings.ToLower(tag), "-")
		return base
	}
	switch {
	case of == "":
		return 1
	case strings.EqualFold(of, reader):
		return 3
	case base(of) == base(reader):
		return 2
	}
	return 0
}
