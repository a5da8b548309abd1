//go:build !(linux || darwin || freebsd)

package folder

// TakesFiles cannot tell here.
func TakesFiles(string) bool { return true }

// Space cannot tell here.
func Space(string) (free, total int64, ok bool) { return 0, 0, false }
