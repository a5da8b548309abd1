// Package output writes what the commands print: buffered standard output,
// aligned tables, JSON documents, and the pieces of their sentences.
//
// Everything that may hold text from outside is cleaned here or escaped. The
// package must not know a desk, a command or a terminal.
package output
