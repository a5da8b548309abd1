//go:build !linux

package folder

import "os"

// reserve does nothing: no file system here has blocks smaller than a page.
func reserve(*os.File, int64) error { return nil }
