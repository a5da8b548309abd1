// Package export writes a chat as text, as an HTML page or as a JSON document.
//
// All text comes from outside: what is written for people is clean, what goes
// into a page is escaped, and what goes into a document is exact. The package
// must not write files; it is given writers.
package export
