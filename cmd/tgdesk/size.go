package main

import (
	"fmt"
	"strconv"
	"strings"
)

// sizeUnits are what a size may be written in, largest first. A kilobyte is
// 1024 bytes, as Telegram counts.
func sizeUnits() []struct {
	name string
	size int64
} {
	return []struct {
		name string
		size int64
	}{{"GB", 1 << 30}, {"MB", 1 << 20}, {"KB", 1 << 10}, {"B", 1}}
}

// parseSize reads a size such as 0, 500KB, 5MB or 1.5GB.
func parseSize(s string) (int64, error) {
	bad := misusef("%q is not a size. Write a number and a unit: 500KB, 5MB or 1GB; 0 is none.", s)
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

// formatSize writes a size the way parseSize reads it, to one decimal.
func formatSize(n int64) string {
	for _, u := range sizeUnits() {
		if n >= u.size {
			return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/float64(u.size)), ".0") + u.name
		}
	}
	return "0"
}
