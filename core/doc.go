// Package core is the help desk itself: its nouns (brand, visitor, chat,
// message, operator), the rules a chat lives by, the use cases operators call,
// and the engine that polls, applies the rules, sends and fires timers.
//
// It knows neither SQLite nor Telegram nor a terminal: what it needs of them
// stands in store.go and channel.go as interfaces. It must not import anything
// outside the standard library and golang.org/x/sync and x/time, hold
// package-level mutable state, read the environment, or log a bot token.
package core
