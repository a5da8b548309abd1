//go:build !unix

package system

// KeepOwnerAccess does nothing: there is no umask.
func KeepOwnerAccess() {}
