// Package botsim simulates a Bot API server with bots, visitors who write to
// them, update queues and faults on demand, for the demo and the tests. It serves
// on a loopback port or on connections in memory.
//
// It is a second opinion on the protocol: it follows Telegram's documentation and
// published server, so it must not import the adapter, the adapter's library, or
// core. It keeps all state in memory, prints nothing and never writes a whole
// token anywhere.
//
// It is simpler than Telegram: webhooks are stored but never called; parse_mode
// is accepted but not interpreted; a waiting getUpdates is answered at the first
// update and not a little later with several; photos sent by bots are not scaled
// and must be JPEG, PNG or GIF; of uploads over 1 MB only size, hash and head are
// stored, so their getFile fails; files by URL are refused; thumbnails of uploads
// are ignored; methods that are not implemented answer like unknown ones.
//
// It waits only on channels, timers and contexts, so a Sim in a testing/synctest
// bubble, reached through [Sim.Client], uses the bubble's clock.
package botsim
