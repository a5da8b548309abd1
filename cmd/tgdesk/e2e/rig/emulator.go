package rig

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"tgdesk/cmd/tgdesk/e2e/hostile"
	"tgdesk/tui/text"
)

// Emulator is a terminal that takes what the screen writes. It knows the few
// sequences that the screen may use and notes everything else as a fault:
// text from outside must not reach a terminal with a control character in it.
type Emulator struct {
	mu            sync.Mutex
	width, height int
	cells         [][]cell
	x, y          int
	style         string
	modes         map[string]bool
	lines         []string // what Lines returns, until the next write
	Clipboard     string
	title         string
	Bells         int
	rang          int      // of Bells, those that Alerts returned
	notifications []string // since Alerts, as they came
	writes        int
	faults        []string
	rest          string           // an unfinished sequence
	Tape          *strings.Builder // all that was written, where a test wants it
	BeforeWrite   func()           // runs before the next write, once
}

// blankCells are copied at once, for which the race detector needs a fraction of the time.
var blankCells = slices.Repeat([]cell{{" ", ""}}, 256)

// cell is one cell: a grapheme cluster, "" for the second half of a wide
// one, and the SGR parameters it was drawn in.
type cell struct{ cluster, style string }

func NewEmulator(width, height int) *Emulator {
	e := &Emulator{modes: map[string]bool{}}
	e.resize(width, height)
	return e
}

// resize clears the terminal, as one that is being resized may.
func (e *Emulator) resize(width, height int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.width, e.height, e.lines = width, height, nil
	e.clear()
}

func (e *Emulator) clear() {
	e.cells = make([][]cell, e.height)
	for y := range e.cells {
		e.cells[y] = make([]cell, e.width)
		erase(e.cells[y])
	}
}

func erase(cells []cell) {
	for blank := blankCells; len(cells) > 0; {
		cells = cells[copy(cells, blank):]
	}
}

// Write implements io.Writer.
func (e *Emulator) Write(p []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if strike := e.BeforeWrite; strike != nil {
		e.BeforeWrite = nil
		strike()
	}
	e.writes++
	e.lines = nil
	if e.Tape != nil {
		e.Tape.Write(p)
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
func (e *Emulator) take(in string) int {
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
		e.Bells++
		return 1
	case c < ' ' || c == 0x7f:
		e.fault("control character %q", c)
		return 1
	}
	return e.print(in)
}

// print puts plain text onto the screen, up to what is none.
func (e *Emulator) print(in string) int {
	run := in
	if end := strings.IndexFunc(in, func(r rune) bool { return r < ' ' || r == 0x7f }); end >= 0 {
		run = in[:end]
	}
	for rest := run; rest != ""; {
		rest = rest[e.printCluster(rest):]
	}
	return len(run)
}

// printCluster puts the first cluster of a text onto the screen and returns its
// length.
func (e *Emulator) printCluster(run string) int {
	size, width := text.Step(run)
	cluster := run[:size]
	if size > 1 || run[0] >= utf8.RuneSelf { // print stops before the control characters
		e.checkCluster(cluster)
	}
	switch {
	case e.y < 0 || e.y >= e.height || e.x+width > e.width:
		e.fault("%q at %d,%d, outside of %d×%d", cluster, e.x, e.y, e.width, e.height)
	case width == 0 && e.x > 0:
		e.cells[e.y][e.x-1].cluster += cluster
	case width > 0:
		e.cells[e.y][e.x] = cell{cluster, e.style}
		if width == 2 {
			e.cells[e.y][e.x+1] = cell{"", e.style}
		}
	}
	e.x += width
	return size
}

func (e *Emulator) checkCluster(cluster string) {
	for _, r := range hostile.WithoutFlags(cluster) {
		if hostile.StrayRune(r) {
			e.fault("character %U", r)
		}
	}
	if !utf8.ValidString(cluster) {
		e.fault("bytes that are not UTF-8: %q", cluster)
	}
}

func (e *Emulator) csi(params string, final byte) {
	switch {
	case final == 'm':
		e.sgr(params)
	case final == 'H':
		row, column, _ := strings.Cut(params, ";")
		e.y, e.x = e.number(row)-1, e.number(column)-1
	case final == 'G':
		e.x = e.number(params) - 1
	case final == 'K' && params == "2":
		erase(e.cells[e.y])
	case final == 'K' && params == "" && e.x >= 0 && e.x < e.width:
		erase(e.cells[e.y][e.x:])
	case final == 'J' && params == "2":
		e.clear()
	case (final == 'h' || final == 'l') && strings.HasPrefix(params, "?"):
		e.mode(params[1:], final == 'h')
	case final == 't' && (params == "22;0" || params == "23;0"):
	default:
		e.fault("sequence CSI %q %c", params, final)
	}
}

func (e *Emulator) mode(name string, on bool) {
	switch name {
	case "25", "1049", "7", "2004", "1004", "1002", "1006", "2026":
		e.modes[name] = on
	default:
		e.fault("mode %q", name)
	}
}

func (e *Emulator) osc(content string) {
	kind, value, _ := strings.Cut(content, ";")
	switch kind {
	case "2":
		e.title = value
	case "52":
		e.Clipboard = value
	case "9", "99", "777":
		e.notifications = append(e.notifications, content)
	default:
		e.fault("sequence OSC %q", content)
	}
	if strings.ContainsFunc(content, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }) {
		e.fault("control character within OSC %q", content)
	}
}

// sgr keeps the style as the parameters that made it.
func (e *Emulator) sgr(params string) {
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

func (e *Emulator) number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		e.fault("number %q", s)
	}
	return n
}

func (e *Emulator) fault(format string, args ...any) {
	if len(e.faults) < 10 {
		e.faults = append(e.faults, fmt.Sprintf(format, args...))
	}
}

// Alerts are how often the terminal rang and what it showed as notifications since the
// last call.
func (e *Emulator) Alerts() (bells int, notifications []string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	bells, notifications = e.Bells-e.rang, e.notifications
	e.rang, e.notifications = e.Bells, nil
	return bells, notifications
}

// Title is the window's.
func (e *Emulator) Title() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.title
}

// Lines are the rows as plain text without trailing spaces.
func (e *Emulator) Lines() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.lines == nil {
		e.lines = e.columns(0, e.width)
	}
	return slices.Clone(e.lines)
}

// Columns are the cells of each row from one column to before another, as plain
// text without trailing spaces.
func (e *Emulator) Columns(from, to int) []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.columns(from, to)
}

func (e *Emulator) columns(from, to int) []string {
	out := make([]string, e.height)
	for y, row := range e.cells {
		var b strings.Builder
		for _, c := range row[from:min(to, len(row))] {
			b.WriteString(c.cluster)
		}
		out[y] = strings.TrimRight(b.String(), " ")
	}
	return out
}

// find returns the first cell of the first place where s stands.
func (e *Emulator) find(s string) (x, y int, ok bool) {
	for y, line := range e.Lines() {
		if i := strings.Index(line, s); i >= 0 {
			return text.Width(line[:i]), y, true
		}
	}
	return 0, 0, false
}

// StyleAt returns the SGR parameters of a cell.
func (e *Emulator) StyleAt(x, y int) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.cells[y][x].style
}

// Cursor is where the cursor stands; false while it is hidden.
func (e *Emulator) Cursor() (x, y int, visible bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.x, e.y, e.modes["25"]
}

func (e *Emulator) OnAlternateScreen() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.modes["1049"]
}

func (e *Emulator) Faults() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.faults)
}

func (e *Emulator) WriteCount() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.writes
}
