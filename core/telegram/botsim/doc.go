// Package botsim is a Bot API server: bots, the people who write to them, the
// update queues between the two, and faults on demand. It serves the demo and
// the tests, over a loopback port or over connections in memory.
//
// It is a second opinion on the protocol. It must not import the Bot API
// adapter, the library that the adapter is built on, or core: it follows
// what Telegram documents and what its published server does, not what a
// client of ours would like. It keeps everything in memory, prints nothing and
// never writes a whole token anywhere.
//
// Where it is simpler than Telegram: a webhook is remembered but never called;
// parse_mode is accepted and not interpreted, entities are checked and kept; a
// waiting getUpdates is answered at the first update instead of a little later
// with several. Photos that bots send are not scaled or encoded anew and must be
// JPEG, PNG or GIF. Uploads over 1 MB are kept as size, sum and head: getFile of
// them fails. Files by URL are refused, thumbnails of uploads are read and
// dropped. A method that is not built answers like one that does not exist.
//
// Everything that waits does so on channels, timers and contexts, so a Sim made
// inside a testing/synctest bubble and reached through [Sim.Client] works on the
// bubble's clock.
package botsim
