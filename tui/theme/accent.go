package theme

import (
	"encoding/hex"
	"fmt"
	"image/color"
	"math"
	"strings"

	"github.com/charmbracelet/lipgloss"
)

// Accent returns a foreground in a brand's colour, written as #rrggbb, as near
// as the terminal can show it. A colour that could not be read on the theme's
// background is first moved towards white or black. What is not a colour
// gives the zero Style.
//
// Every row of a list asks for one, so they are computed once: a session sees
// as many as there are brands.
func (t *Theme) Accent(rrggbb string) Style {
	raw, err := hex.DecodeString(strings.TrimPrefix(rrggbb, "#"))
	if err != nil || len(raw) != 3 || t.profile < Basic {
		return Style{}
	}
	if s, ok := t.accents.Load(rrggbb); ok {
		return s.(Style)
	}
	c := readable(color.RGBA{raw[0], raw[1], raw[2], 255}, !t.renderer.HasDarkBackground())
	s := compile(t.renderer.NewStyle().Foreground(lipgloss.Color(fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B))))
	t.accents.Store(rrggbb, s)
	return s
}

// BrandMark returns the mark that stands before a brand's name, in its colour. It is
// "" where the colour cannot be shown: the name alone says which brand it is.
func (t *Theme) BrandMark(rrggbb string) (string, Style) {
	s := t.Accent(rrggbb)
	if s == (Style{}) {
		return "", s
	}
	return "◆ ", s
}

// legible is the contrast that WCAG 2.1 (criterion 1.4.3) asks of text.
const legible = 4.5

// The luminances of the backgrounds that the themes are made for: the
// selected row of the dark theme and of the light one.
const (
	darkGround  = 0.058 // index 238, #444444
	lightGround = 0.631 // index 252, #d0d0d0
)

// readable moves c in tenths towards white (on dark) or black (on light)
// until its contrast suffices.
func readable(c color.RGBA, light bool) color.RGBA {
	for range 10 {
		if contrast(c, light) >= legible {
			break
		}
		c = color.RGBA{nudge(c.R, light), nudge(c.G, light), nudge(c.B, light), 255}
	}
	return c
}

func nudge(v uint8, light bool) uint8 {
	if light {
		return uint8(float64(v) * 0.8)
	}
	return v + uint8(math.Ceil(float64(255-v)*0.2))
}

// contrast is the ratio of WCAG 2.1 between c and the theme's background.
func contrast(c color.RGBA, light bool) float64 {
	l := 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
	if light {
		return (lightGround + 0.05) / (l + 0.05)
	}
	return (l + 0.05) / (darkGround + 0.05)
}

func linear(v uint8) float64 {
	s := float64(v) / 255
	if s <= 0.04045 {
		return s / 12.92
	}
	return math.Pow((s+0.055)/1.055, 2.4)
}
