package core

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"
)

type sizeUnit struct {
	name string
	size int64
}

// sizeUnits are what a size may be written in, largest first. A kilobyte is
// 1024 bytes, as Telegram counts.
func sizeUnits() []sizeUnit {
	return []sizeUnit{{"TB", 1 << 40}, {"GB", 1 << 30}, {"MB", mega}, {"KB", 1 << 10}, {"B", 1}}
}

// ParseSize reads a number of bytes such as 0, 500KB, 5MB or 1.5GB.
func ParseSize(s string) (int64, error) {
	bad := NewError(CodeInvalid, "size_format", s)
	text := strings.ToUpper(strings.TrimSpace(s))
	for _, u := range sizeUnits() {
		number, ok := strings.CutSuffix(text, u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if err != nil || !(n >= 0 && n < 1e6) {
			return 0, bad
		}
		return int64(n * float64(u.size)), nil
	}
	if text == "0" {
		return 0, nil
	}
	return 0, bad
}

// A size is written in four ways, because it is read for four purposes. All count
// 1024 bytes as a kilobyte.

// FormatSize writes a size the way ParseSize reads it, to one decimal: "1.5MB".
func FormatSize(n int64) string {
	for _, u := range sizeUnits() {
		if n >= u.size {
			return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/float64(u.size)), ".0") + u.name
		}
	}
	return "0"
}

// ShortSize writes the size of a file to two digits, for lists: "1.5 MB".
func ShortSize(n int64) string {
	return strings.Replace(humanize.IBytes(uint64(max(n, 0))), "iB", "B", 1)
}

// WholeSize writes a limit, without decimals where it has none: "5 MB".
func WholeSize(n int64) string {
	switch {
	case n%(1<<30) == 0:
		return strconv.FormatInt(n>>30, 10) + " GB"
	case n%mega == 0:
		return strconv.FormatInt(n/mega, 10) + " MB"
	}
	return humanize.IBytes(uint64(max(n, 0)))
}

// ExactSize writes a size with its number of bytes, as it is not obvious what a MB
// is: "1.5 MB (1,572,864 bytes)".
func ExactSize(n int64) string {
	exact := humanize.Comma(n) + " bytes"
	if n < mega {
		return exact
	}
	return fmt.Sprintf("%s MB (%s)", strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/mega), ".0"), exact)
}
