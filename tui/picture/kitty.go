package picture

import (
	"fmt"

	"github.com/charmbracelet/x/ansi/kitty"
)

// The ids that pictures get. They travel as 24-bit foreground colours; those
// under 256 are left out, because text in an indexed colour would name them.
const (
	firstID = 0x000100
	lastID  = 0xffffff
)

// Placeholders returns rows of cells that stand for the picture with this id:
// each cell is kitty's placeholder with its row and column as diacritics, in
// the id as colour. Cells that are cut away or painted over leave a hole and
// nothing else, as with any text. It returns nil for a size that cannot be
// numbered.
func Placeholders(id uint32, cols, rows int) []string {
	if cols <= 0 || rows <= 0 || cols > maxSide || rows > maxSide || id > lastID {
		return nil
	}
	out := make([]string, rows)
	for y := range out {
		b := fmt.Appendf(make([]byte, 0, 32+10*cols), "\x1b[38;2;%d;%d;%dm", id>>16, id>>8&255, id&255)
		row := string(kitty.Diacritic(y))
		for x := range cols {
			b = append(b, string(kitty.Placeholder)...)
			b = append(b, row...)
			b = append(b, string(kitty.Diacritic(x))...)
		}
		out[y] = string(append(b, "\x1b[0m"...))
	}
	return out
}
