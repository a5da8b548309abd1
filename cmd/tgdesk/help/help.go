// Package help is the manual: one page of Markdown a topic, embedded in the
// program, for the command line and for the screen. Files link to each other,
// so that they can be read in a browser too.
//
// It must not hold what a verb's own --help says.
package help

import (
	"embed"
	"strings"
	"sync"

	"tgdesk/tui/markdown"
)

//go:embed topics/*.md
var topics embed.FS

// Pages are the topics of the manual in the order in which a newcomer might read
// them. A page's name is one lower-case word, its title its heading.
func Pages() []markdown.Page { return pages() }

// pages are read once: all screens of a process share them.
var pages = sync.OnceValue(func() []markdown.Page {
	names := []string{
		"start", "keys", "chats", "messages", "replies", "files", "visitors", "search", "alerts", "brands", "texts", "chatbots", "bots", // for operators
		"commands", "team", "running", "serve", "json", "export", "reports", "settings", "security", "backups", "replication", "trouble", "terminals", "performance", // for admins
		"operators", "auditing",
		"contributing",
	}
	pages := make([]markdown.Page, len(names))
	for i, name := range names {
		source, _ := Source(name)
		heading, _, _ := strings.Cut(source, "\n")
		pages[i] = markdown.Page{Name: name, Title: strings.TrimPrefix(heading, "# "), Source: source}
	}
	return pages
})

// Source is a page as Markdown; not ok if there is no such topic.
func Source(topic string) (source string, ok bool) {
	text, err := topics.ReadFile("topics/" + topic + ".md")
	return string(text), err == nil
}

// Render is a page for a terminal of the given width in cells; not ok if there
// is no such topic. Lines are at most 100 cells wide, however wide the terminal is.
func Render(topic string, width int, styles markdown.Styles) (page string, ok bool) {
	source, ok := Source(topic)
	if !ok {
		return "", false
	}
	return markdown.Render(source, markdown.Options{Width: min(width, 100), Styles: styles, Link: linked}), true
}

// linked names a link's target: another page by the command that shows it.
func linked(target string) string {
	if name, ok := strings.CutSuffix(target, ".md"); ok {
		return "tgdesk help " + name
	}
	return target
}
