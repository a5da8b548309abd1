// Package tui is the operator's screen. It holds the one tea.Model; all else
// below it are plain structs that draw what they are given. Model.Update only
// routes: reading and doing happen in effects off the screen's thread, whose
// results come back as values that apply themselves.
//
// It must not know the store, Telegram or SQL (it works on a core.Desk), must
// not decide a rule of a chat's life, and must not draw text from outside
// that has not gone through core/clean. Only program.go, run.go and press.go
// know Bubble Tea.
package tui
