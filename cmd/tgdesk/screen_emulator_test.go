package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"tgdesk/tui/text"
)

// emulator is a terminal that takes what the screen writes. It knows the few
// sequences that the screen may use and notes everything else as a fault:
// text from outside must not reach a terminal with a control character in it.
type emulator struct {
	mu            sync.Mutex
	width, height int
	cells         [][]cellOf
	x, y          int
	style         string
	modes         map[string]bool
	title, copied string
	bells         int
	writes        int
	faults        []string
	rest          string           // an unfinished sequence
	tape          *strings.Builder // all that was written, where a test wants it
	strike        func()           // runs before the next write, once
}

// cellOf is one cell: a grapheme cluster, "" for the second half of a wide
// one, and the SGR parameters it was drawn in.
type cellOf struct{ cluster, style string }

func newEmulator(width, height int) *emulator {
	e := &emulator{modes: map[string]bool{}}
	e.resize(width, height)
	return e
}

// resize clears the terminal, as one that is being resized may.
func (e *emulator) resize(width, height int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.width, e.height = width, height
	e.clear()
}

func (e *emulator) clear() {
	e.cells = make([][]cellOf, e.height)
	for y := range e.cells {
		e.cells[y] = slices.Repeat([]cellOf{{" ", ""}}, e.width)
	}
}

// Write implements io.Writer.
func (e *emulator) Write(p []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if strike := e.strike; strike != nil {
		e.strike = nil
		strike()
	}
	e.writes++
	if e.tape != nil {
		e.tape.Write(p)
	}
	in := e.rest + string(p)
	e.rest = ""
	for in != "" {
		n := e.take(in)
		if n == 0 {
			e.rest = in
			break
		}
		in = in[n:]
	}
	return len(p), nil
}

// take handles what in begins with and returns its length, 0 when the end is
// still to come.
func (e *emulator) take(in string) int {
	switch c := in[0]; {
	case strings.HasPrefix(in, "\x1b["):
		end := strings.IndexFunc(in[2:], func(r rune) bool { return r >= '@' && r <= '~' })
		if end < 0 {
			return 0
		}
		e.csi(in[2:2+end], in[2+end])
		return end + 3
	case strings.HasPrefix(in, "\x1b]"):
		end := strings.IndexAny(in, "\a")
		if end < 0 {
			return 0
		}
		e.osc(in[2:end])
		return end + 1
	case in == "\x1b":
		return 0
	case c == '\a':
		e.bells++
		return 1
	case c < ' ' || c == 0x7f:
		e.fault("control character %q", c)
		return 1
	}
	return e.print(in)
}

// print puts the next cluster of plain text onto the screen.
func (e *emulator) print(in string) int {
	run := in
	if end := strings.IndexFunc(in, func(r rune) bool { return r < ' ' || r == 0x7f }); end >= 0 {
		run = in[:end]
	}
	size, width := text.Step(run)
	cluster := run[:size]
	for _, r := range cluster {
		if strayRune(r) {
			e.fault("character %U", r)
		}
	}
	if !utf8.ValidString(cluster) {
		e.fault("bytes that are not UTF-8: %q", cluster)
	}
	switch {
	case e.y < 0 || e.y >= e.height || e.x+width > e.width:
		e.fault("%q at %d,%d, outside of %d×%d", cluster, e.x, e.y, e.width, e.height)
	case width == 0 && e.x > 0:
		e.cells[e.y][e.x-1].cluster += cluster
	case width > 0:
		e.cells[e.y][e.x] = cellOf{cluster, e.style}
		if width == 2 {
			e.cells[e.y][e.x+1] = cellOf{"", e.style}
		}
	}
	e.x += width
	return size
}

func (e *emulator) csi(params string, final byte) {
	switch {
	case final == 'm':
		e.sgr(params)
	case final == 'H':
		row, column, _ := strings.Cut(params, ";")
		e.y, e.x = e.number(row)-1, e.number(column)-1
	case final == 'G':
		e.x = e.number(params) - 1
	case final == 'K' && params == "2":
		e.cells[e.y] = slices.Repeat([]cellOf{{" ", ""}}, e.width)
	case final == 'K' && params == "" && e.x >= 0 && e.x < e.width:
		copy(e.cells[e.y][e.x:], slices.Repeat([]cellOf{{" ", ""}}, e.width-e.x))
	case final == 'J' && params == "2":
		e.clear()
	case (final == 'h' || final == 'l') && strings.HasPrefix(params, "?"):
		e.mode(params[1:], final == 'h')
	case final == 't' && (params == "22;0" || params == "23;0"):
	default:
		e.fault("sequence CSI %q %c", params, final)
	}
}

func (e *emulator) mode(name string, on bool) {
	switch name {
	case "25", "1049", "7", "2004", "1004", "1002", "1006", "2026":
		e.modes[name] = on
	default:
		e.fault("mode %q", name)
	}
}

func (e *emulator) osc(content string) {
	kind, value, _ := strings.Cut(content, ";")
	switch kind {
	case "2":
		e.title = value
	case "52":
		e.copied = value
	default:
		e.fault("sequence OSC %q", content)
	}
	if strings.ContainsFunc(content, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }) {
		e.fault("control character within OSC %q", content)
	}
}

// sgr keeps the style as the parameters that made it.
func (e *emulator) sgr(params string) {
	switch params {
	case "", "0":
		e.style = ""
	default:
		if params = strings.TrimPrefix(params, "0;"); e.style != "" {
			params = e.style + ";" + params
		}
		e.style = params
	}
}

func (e *emulator) number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		e.fault("number %q", s)
	}
	return n
}

func (e *emulator) fault(format string, args ...any) {
	if len(e.faults) < 10 {
		e.faults = append(e.faults, fmt.Sprintf(format, args...))
	}
}

// lines are the rows as plain text without trailing spaces.
func (e *emulator) lines() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := make([]string, e.height)
	for y, row := range e.cells {
		var b strings.Builder
		for _, c := range row {
			b.WriteString(c.cluster)
		}
		out[y] = strings.TrimRight(b.String(), " ")
	}
	return out
}

// find returns the first cell of the first place where s stands.
func (e *emulator) find(s string) (x, y int, ok bool) {
	for y, line := range e.lines() {
		if i := strings.Index(line, s); i >= 0 {
			return text.Width(line[:i]), y, true
		}
	}
	return 0, 0, false
}

// styleAt returns the SGR parameters of a cell.
func (e *emulator) styleAt(x, y int) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.cells[y][x].style
}

// cursor is where the cursor stands; false while it is hidden.
func (e *emulator) cursor() (x, y int, visible bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.x, e.y, e.modes["25"]
}

func (e *emulator) mode1049() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.modes["1049"]
}

func (e *emulator) troubles() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.faults)
}

func (e *emulator) written() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.writes
}
