// Package store is the SQLite database of a desk: it opens and migrates the
// file and implements core.Store, with one file of SQL a noun.
//
// It is the only package that knows SQLite: callers see core's types and core's
// errors. It must not decide anything about a chat's life. What concerns the
// desk's folder is in store/folder, encryption of tokens in store/seal.
package store
