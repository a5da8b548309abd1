package richtext

import (
	"fmt"
	"strconv"
	"strings"
)

// numericHost reads a host whose last part is a number as browsers do: as an
// IPv4 address of one to four parts, decimal, octal (0…) or hexadecimal (0x…),
// of which the last fills what the others leave (url.spec.whatwg.org, IPv4
// parser). Other hosts are returned as they are; ok is false for numbers that
// are no address.
func numericHost(host string) (address string, ok bool) {
	parts := strings.Split(strings.TrimSuffix(host, "."), ".")
	if _, isNumber := number(parts[len(parts)-1]); !isNumber {
		return host, true
	}
	if len(parts) > 4 {
		return "", false
	}
	var all uint64
	for i, part := range parts {
		n, isNumber := number(part)
		last := i == len(parts)-1
		switch {
		case !isNumber, !last && n > 255, last && n >= 1<<(8*(5-len(parts))):
			return "", false
		case last:
			all |= n
		default:
			all |= n << (8 * (3 - i))
		}
	}
	return fmt.Sprintf("%d.%d.%d.%d", all>>24, all>>16&255, all>>8&255, all&255), true
}

// number parses one part; ok reports that it looks like a number, even one
// that is too large.
func number(part string) (n uint64, ok bool) {
	digits, base := part, 10
	switch {
	case strings.HasPrefix(part, "0x"):
		digits, base = part[2:], 16
	case len(part) > 1 && part[0] == '0':
		digits, base = part[1:], 8
	}
	if digits == "" && base == 16 {
		return 0, true
	}
	n, err := strconv.ParseUint(digits, base, 64)
	if err != nil {
		return 1 << 63, strings.Trim(part, "0123456789") == "" && part != ""
	}
	return n, true
}
