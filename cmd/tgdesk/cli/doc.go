// Package cli is what all commands of tgdesk share: their environment and the
// desk's folders, the settings file, opening a desk, questions to the user, and
// errors with their exit statuses. Each noun (brand, chat …) is a package below
// it that builds its commands from an [Env]; package root joins them, because
// this one must not import them.
//
// No rule of the desk lives here or below: what may be done, and when, is for
// core to say. Nothing here or below must open the database but through store,
// print a token, keep state outside of an Env, or print text from outside that
// core/clean has not seen.
package cli
