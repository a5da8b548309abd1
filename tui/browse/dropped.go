package browse

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"tgdesk/core"
)

// maxPasted is how many bytes of pasted text are searched for dropped files.
// How many files can be sent at once is not decided here.
const maxPasted = 64 << 10

// Dropped reads pasted text as the paths of dropped files: one or more
// absolute paths, quoted or escaped as terminals do, or file:// URLs, and
// nothing else. It returns nil for any other text. Whether the files exist is
// for Exist to say.
func Dropped(pasted, home string) []string {
	pasted = strings.TrimSpace(pasted)
	if pasted == "" || len(pasted) > maxPasted {
		return nil
	}
	if whole, ok := pathOf(pasted, home); ok && !strings.ContainsAny(pasted, " '\"\\\n") {
		return []string{whole}
	}
	var out []string
	words, _ := core.SplitWords(pasted, func(r rune) bool { return strings.ContainsRune(" \n\r\t", r) })
	for _, word := range words {
		path, ok := pathOf(word, home)
		if !ok {
			return nil
		}
		out = append(out, path)
	}
	return out
}

// pathOf reads one word as an absolute path.
func pathOf(word, home string) (string, bool) {
	switch {
	case strings.ContainsRune(word, 0):
		return "", false
	case strings.HasPrefix(word, "file://"):
		u, err := url.Parse(word)
		if err != nil || u.Host != "" && u.Host != "localhost" || !filepath.IsAbs(u.Path) || strings.ContainsRune(u.Path, 0) {
			return "", false
		}
		return filepath.Clean(u.Path), true
	case strings.HasPrefix(word, "~/"):
		return filepath.Join(home, word[2:]), true
	}
	return filepath.Clean(word), filepath.IsAbs(word)
}

// Exist reports whether all paths are regular files.
func Exist(paths []string) bool {
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil || !info.Mode().IsRegular() {
			return false
		}
	}
	return len(paths) > 0
}
