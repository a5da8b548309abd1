package output

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"tgdesk/core/clean"
)

// OneLine cleans text of any length and keeps it on one line; clean.Line would
// cut a sentence with a long path in it.
func OneLine(s string) string {
	return strings.ReplaceAll(string(clean.Message(s)), "\n", " ")
}

// Redact hides whatever has the shape of a bot token: an argument that was a
// token by mistake is part of many an error.
func Redact(s string) string {
	return regexp.MustCompile(`([0-9]{3,20}):[A-Za-z0-9_-]{16,}`).ReplaceAllString(s, "$1:…")
}

// Argument is a path or another piece of a command line for a sentence.
func Argument(s string) string { return OneLine(Redact(s)) }

// ShellQuote writes a brand's name as a shell reads it back.
func ShellQuote(name string) string {
	if !strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_' }) {
		return name
	}
	return "'" + strings.ReplaceAll(string(clean.Line(name)), "'", `'\''`) + "'"
}

// Join joins the parts that are not empty.
func Join(sep string, parts ...string) string {
	var nonEmpty []string
	for _, p := range parts {
		if p != "" {
			nonEmpty = append(nonEmpty, p)
		}
	}
	return strings.Join(nonEmpty, sep)
}

// Handle is a Telegram username as people write it, "" for none.
func Handle(username string) string {
	if username == "" {
		return ""
	}
	return "@" + string(clean.Line(username))
}

// Plural counts nouns: "1 chat", "2 chats".
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
