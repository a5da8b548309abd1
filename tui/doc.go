// Package tui is the operator's screen: the one tea.Model. It lays the areas
// out, takes each key to the area that has the focus or to an action, and each
// message to whom it is for (route.go). Everything that is state of an area
// lives in the area's package; areas know what the session gives them and never
// the model. Reading and writing happen in commands beside the screen's
// goroutine.
//
// It must not know the store, Telegram or SQL (it works on a desk.Desk), must
// not decide a rule of a chat's life, and must not draw text from outside that
// has not gone through core/clean.
package tui
