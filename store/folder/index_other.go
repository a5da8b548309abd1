//go:build !linux

package folder

import "os"

// Reserve does nothing: no file system here has blocks smaller than a page.
func Reserve(*os.File, int64) error { return nil }
