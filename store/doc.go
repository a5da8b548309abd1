// Package store keeps a desk in one SQLite file: it opens and migrates the
// file, implements core.Store on it, and holds the lock that lets only one
// process run a desk's engine.
//
// It is the only package that knows SQLite, and nothing of SQLite may leave
// it: callers see core's nouns and core's errors. It must not decide anything
// about a chat's life, and it must never open, read or copy the database file
// other than through SQLite: closing any descriptor of the file drops the
// POSIX locks this process holds on it, and with them committed rows.
package store
