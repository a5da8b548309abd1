package crash

import (
	"bytes"
	"regexp"
)

// shape is a kind of line that a trace of the runtime consists of, and what is
// kept of it.
type shape struct {
	line *regexp.Regexp
	keep string
}

// causes are the lines that may stand before the first goroutine.
func causes() []shape {
	return []shape{
		{regexp.MustCompile(`^(panic: runtime error: .*)$`), "$1"},
		{regexp.MustCompile(`^panic: .*$`), "panic: a value that is not repeated here"},
		{regexp.MustCompile(`^(fatal error: .*)$`), "$1"},
		{regexp.MustCompile(`^(SIG[A-Z]+: [a-z ]*)$`), "$1"},
		{regexp.MustCompile(`^\[signal (SIG[A-Z]+): .*\]$`), "[signal $1]"},
	}
}

// frames are the lines of goroutines. Arguments are words of memory: pointers
// and lengths mostly, but a short text or a part of a token may lie among them.
func frames() []shape {
	return []shape{
		{regexp.MustCompile(`^(goroutine \d+) (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?(\[[\w ,():/*.-]*\]):$`), "$1 $2:"},
		{regexp.MustCompile(`^(\S+)\([0-9a-fx{}.,_? ]*\)$`), "$1(…)"},
		{regexp.MustCompile(`^(\t\S+\.(?:go|s|c|h):\d+)(?: .*)?$`), "$1"},
		{regexp.MustCompile(`^(created by \S+)(?: in goroutine \d+)?$`), "$1"},
		{regexp.MustCompile(`^()$`), ""},
	}
}

// token is the shape of a bot token.
const token = `[0-9]{3,20}:[A-Za-z0-9_-]{16,}`

// Scrub keeps of a trace what tells where the program was, and nothing of what
// it held: lines of another shape than the runtime's own are left out, and so
// are the values of arguments. What was panicked with may fill many lines; the
// runtime indents all but the first.
func Scrub(trace []byte) []byte {
	var out bytes.Buffer
	shapes, deep, tokens := causes(), frames(), regexp.MustCompile(token)
	for line := range bytes.Lines(trace) {
		line = bytes.TrimRight(line, "\r\n")
		if bytes.HasPrefix(line, []byte("goroutine ")) {
			shapes = deep
		}
		for _, s := range shapes {
			if m := s.line.FindSubmatchIndex(line); m != nil {
				kept := s.line.Expand(nil, []byte(s.keep), line, m)
				out.Write(append(tokens.ReplaceAll(kept, []byte("…")), '\n'))
				break
			}
		}
	}
	return out.Bytes()
}
