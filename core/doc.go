// Package core is the help desk as nouns and rules: brands, visitors, chats,
// messages and operators, the life of a chat, limits, who may do what, events and
// errors, and the interfaces of what the desk needs: [Store], [Messenger], [Waker].
// The packages below it do things with them: core/desk the use cases, core/engine
// what runs by itself.
//
// Its files, by what they are about:
//   - a chat: chat, lifecycle (its rules), limits, hours, handover, transfer, routing, message,
//     mention, tag, rating, milestones, read
//   - people: visitor, block, flood (one who writes too fast), operator, availability; who may
//     do what: policy
//   - a brand: brand, brand_options (the table of its options), face (how its bot presents
//     itself), autotext, canned, chatbot
//   - Telegram: messenger (the port), channel and channel_state (health and waits), button,
//     press, link, file, fetch (which files are downloaded)
//   - history: search, report, audit, erasure, visitor_data
//   - ports and news: store, waker, events; errors and problem are what went wrong, as an id
//     with its arguments
//
// It must not do I/O or start a goroutine, import any library but go-humanize and
// golang.org/x/text/unicode/norm, hold package-level mutable state, read the environment, or
// log a bot token.
package core
