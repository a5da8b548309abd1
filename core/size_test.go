package core

import "testing"

func TestParseSize(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{"0": 0, "0MB": 0, "1B": 1, "500KB": 500 << 10, "5MB": 5 << 20, "2TB": 2 << 40, " 1.5 gb ": 3 << 29} {
		got, err := ParseSize(text)
		if err != nil || got != want {
			t.Errorf("%q: %d, %v; want %d", text, got, err, want)
		}
	}
	for _, bad := range []string{"", "5", "MB", "-1MB", "1PB", "NaNMB", "infGB", "1e99GB", "five MB"} {
		if n, err := ParseSize(bad); err == nil {
			t.Errorf("%q is %d", bad, n)
		}
	}
	for n, want := range map[int64]string{0: "0", 1: "1B", 2048: "2KB", 5 << 20: "5MB", 3 << 29: "1.5GB", 2000 << 20: "2GB"} {
		if got := FormatSize(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}
