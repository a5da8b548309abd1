// Package core is the help desk as nouns and rules: brands, visitors, chats,
// messages and operators, the life of a chat, limits, who may do what, events and
// errors, and the interfaces of what the desk needs: [Store], [Messenger], [Waker].
// The packages below it do things with them: core/desk the use cases, core/engine
// what runs by itself.
//
// It must not do I/O or start a goroutine, import anything outside the standard
// library and go-humanize, hold package-level mutable state, read the
// environment, or log a bot token.
package core
