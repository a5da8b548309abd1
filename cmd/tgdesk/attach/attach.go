// Package attach is the local door of a desk that runs: the socket in its folder,
// the program as a client of it, and the verbs that are called there or over the
// network.
//
// The protocol is SSH, with the server of package remote; who is at the other end,
// the system tells, and needs no key. On top of it the program has a protocol of its
// own, so that a verb finds the caller's standard streams, files and terminal, and is
// used exactly as without a running desk; see wire.go.
//
// The package must not decide what a caller may do, or know any verb.
package attach
