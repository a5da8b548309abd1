package crash

import (
	"bytes"
	"regexp"
)

// linePattern is a kind of line of a trace, and its replacement.
type linePattern struct {
	pattern     *regexp.Regexp
	replacement string
}

// causeLines are the lines that may precede the first goroutine.
func causeLines() []linePattern {
	return []linePattern{
		{regexp.MustCompile(`^(panic: runtime error: .*)$`), "$1"},
		{regexp.MustCompile(`^panic: .*$`), "panic: a value that is not repeated here"},
		{regexp.MustCompile(`^(fatal error: .*)$`), "$1"},
		{regexp.MustCompile(`^(SIG[A-Z]+: [a-z ]*)$`), "$1"},
		{regexp.MustCompile(`^\[signal (SIG[A-Z]+): .*\]$`), "[signal $1]"},
	}
}

// frameLines are the lines of goroutines. Arguments are memory words: mostly
// pointers and lengths, but a short text or a part of a token may be among them.
func frameLines() []linePattern {
	return []linePattern{
		// Beside the state there may be addresses (GOTRACEBACK=system) and labels.
		{regexp.MustCompile(`^(goroutine \d+) (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?(\[[\w ,():/*.-]*\])(?: \{.*\})?:$`), "$1 $2:"},
		{regexp.MustCompile(`^(goroutine \d+)\b.*:$`), "$1:"},
		{regexp.MustCompile(`^(\S+)\([0-9a-fx{}.,_? ]*\)$`), "$1(…)"},
		{regexp.MustCompile(`^(\t\S+\.(?:go|s|c|h):\d+)(?: .*)?$`), "$1"},
		{regexp.MustCompile(`^(created by \S+)(?: in goroutine \d+)?$`), "$1"},
		{regexp.MustCompile(`^()$`), ""},
	}
}

// tokenPattern is the shape of a bot token.
const tokenPattern = `[0-9]{3,20}:[A-Za-z0-9_-]{16,}`

// redact reduces a trace to where the program was: it removes the values of
// arguments, and every line that is not one of the runtime's. The value of a panic
// may have several lines, of which the runtime indents all but the first.
func redact(trace []byte) []byte {
	var out bytes.Buffer
	patterns, frames, tokens := causeLines(), frameLines(), regexp.MustCompile(tokenPattern)
	for line := range bytes.Lines(trace) {
		line = bytes.TrimRight(line, "\r\n")
		if bytes.HasPrefix(line, []byte("goroutine ")) {
			patterns = frames
		}
		for _, p := range patterns {
			if m := p.pattern.FindSubmatchIndex(line); m != nil {
				redacted := p.pattern.Expand(nil, []byte(p.replacement), line, m)
				out.Write(append(tokens.ReplaceAll(redacted, []byte("…")), '\n'))
				break
			}
		}
	}
	return out.Bytes()
}
