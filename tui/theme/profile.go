package theme

import "strings"

// Profile says how much of colour and emphasis a terminal shows.
type Profile uint8

// The profiles, from the poorest terminal to the richest.
const (
	Plain   Profile = iota // no escape sequences for looks at all (TERM=dumb)
	Mono                   // emphasis but no colour (NO_COLOR)
	Basic                  // the terminal's own 16 colours
	Indexed                // 256 colours
	True                   // 24-bit colours
)

// ProfileOf works out the profile from the environment of one session, which
// lookup reads as os.LookupEnv does. It asks the terminal nothing: the answer
// would come mixed with keys, or never.
func ProfileOf(lookup func(key string) (value string, ok bool)) Profile {
	get := func(key string) string { v, _ := lookup(key); return strings.ToLower(v) }
	term := get("TERM")
	switch {
	case term == "" || term == "dumb" || term == "unknown":
		return Plain
	case get("NO_COLOR") != "": // https://no-color.org: any value but the empty one
		return Mono
	case strings.HasPrefix(term, "vt") || strings.Contains(term, "-mono") || strings.HasSuffix(term, "-m"):
		return Mono
	}
	colours := get("COLORTERM")
	if (colours == "truecolor" || colours == "24bit") && !strings.HasPrefix(term, "screen") {
		return True
	}
	return ofTerm(term)
}

// LightGround reports whether a terminal says of itself that its background is light.
func LightGround(lookup func(key string) (value string, ok bool)) bool {
	colours, _ := lookup("COLORFGBG") // "fg;bg" in the numbers of the 16 colours; 7 and 15 are the light greys
	return strings.HasSuffix(colours, ";7") || strings.HasSuffix(colours, ";15")
}

// ofTerm derives the profile from the terminal's name alone, which is all that
// usually crosses an SSH connection.
func ofTerm(term string) Profile {
	for _, s := range []string{"-direct", "kitty", "alacritty", "ghostty", "wezterm", "foot", "contour"} {
		if strings.Contains(term, s) {
			return True
		}
	}
	for _, s := range []string{"256color", "xterm", "tmux", "screen", "rxvt", "konsole", "iterm"} {
		if strings.HasSuffix(term, s) || strings.Contains(term, s+"-") {
			return Indexed
		}
	}
	return Basic
}
