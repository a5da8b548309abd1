// Package main is the command line of tgdesk: one file a verb, the flags, the
// settings file, the wiring of core, store, telegram and tui, and what is
// written to standard output.
//
// No rule of the desk lives here: what may be done, and when, is for core to
// say. It must not open the database but through store, write a token
// anywhere, keep state outside the cli value, or print text from outside that
// core/clean has not seen.
package main
