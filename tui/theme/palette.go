package theme

import "strconv"

// ink is one colour: an index of the 256-colour table for dark and for light
// backgrounds, and one of the terminal's eight plain colours where there are
// only those. The zero ink leaves the terminal's own colour.
type ink struct {
	dark, light, basic uint8
}

// attr is a set of emphases.
type attr uint8

const (
	bold attr = 1 << iota
	faint
	underline
	reverse
	italic
	strike
)

var attrCodes = [...]struct {
	attr attr
	sgr  string
}{{bold, "1"}, {faint, "2"}, {italic, "3"}, {underline, "4"}, {reverse, "7"}, {strike, "9"}}

// look describes one style before it is fitted to a terminal. Where the
// terminal cannot show bg, flat is used in its place; where it shows no colour
// at all, mono is added, so that no meaning hangs on colour.
type look struct {
	fg, bg     ink
	attr       attr
	flat, mono attr
}

// maker turns looks into styles for one profile and background.
type maker struct {
	profile Profile
	light   bool
}

func (m maker) style(l look) Style {
	if m.profile == Plain {
		return Style{}
	}
	a := l.attr
	if m.profile < Indexed {
		a |= l.flat
	}
	if m.profile == Mono {
		a |= l.mono
	}
	var codes []byte
	for _, c := range attrCodes {
		if a&c.attr != 0 {
			codes = append(append(codes, c.sgr...), ';')
		}
	}
	codes = m.colour(codes, l.fg, '3')
	if m.profile >= Indexed {
		codes = m.colour(codes, l.bg, '4')
	}
	if len(codes) == 0 {
		return Style{}
	}
	return Style{"\x1b[" + string(codes[:len(codes)-1]) + "m"}
}

// colour appends the SGR parameters that choose c; ground is '3' for the
// foreground and '4' for the background.
func (m maker) colour(codes []byte, c ink, ground byte) []byte {
	if c == (ink{}) || m.profile < Basic {
		return codes
	}
	if m.profile == Basic {
		if c.basic == 0 {
			return codes
		}
		return append(codes, ground, '0'+c.basic, ';')
	}
	index := c.dark
	if m.light {
		index = c.light
	}
	codes = append(codes, ground, '8', ';', '5', ';')
	return append(strconv.AppendUint(codes, uint64(index), 10), ';')
}
