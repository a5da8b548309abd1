package remote

import (
	"time"
)

// Limits are what clients may use.
type Limits struct {
	Handshake time.Duration // until a connection must be authenticated
	AuthTries int           // refused keys of one connection, beside as many that were only offered

	Unauthenticated int           // connections not authenticated yet, of all addresses
	PerAddress      int           // handshakes of one address at once
	Waiting         int           // connections of one address that wait for a handshake
	Wait            time.Duration // how long they do
	FailedBurst     int           // failed logins of one address at once, before
	FailedRate      int           // this many a minute

	Connections           int // of one operator
	Sessions              int // of the desk
	SessionsPerConnection int
	SessionsPerOperator   int // over the network

	Keepalive   time.Duration // between two questions whether the client is still there
	Misses      int           // such intervals without an answer that end the connection
	Stalled     time.Duration // that a screen's write may wait for the client
	VerbStalled time.Duration // the same for a verb, whose output may go to a pager
	Start       time.Duration // until a session must say what it is
	Unused      time.Duration // that a connection without a session is kept
	Idle        time.Duration // without a key until a screen ends; 0 is never
	VerbGrace   time.Duration // that verbs may still run when the server stops
}

// DefaultLimits returns the limits where nobody changes them.
func DefaultLimits() Limits {
	return Limits{
		Handshake:             10 * time.Second,
		AuthTries:             3,
		Unauthenticated:       50,
		PerAddress:            5,
		Waiting:               15,
		Wait:                  2 * time.Second,
		FailedBurst:           30,
		FailedRate:            60,
		Connections:           20,
		Sessions:              100,
		SessionsPerConnection: 10,
		SessionsPerOperator:   5,
		Keepalive:             15 * time.Second,
		Misses:                3,
		Stalled:               8 * time.Second,
		VerbStalled:           10 * time.Minute,
		Start:                 30 * time.Second,
		Unused:                10 * time.Minute,
		VerbGrace:             5 * time.Second,
	}
}

// Limits that nobody needs to change.
const (
	MaxWidth, MaxHeight         = 500, 300 // cells of a screen; a larger one is drawn in part
	defaultWidth, defaultHeight = 80, 24   // of a terminal that does not tell its size

	maxVariables = 16  // of the environment that are taken
	maxVariable  = 256 // bytes of a name with its value

	maxCommand = 64 << 10 // bytes of a command line

	readGrace   = 50 * time.Millisecond  // that a client has to read the last that it was told
	revokeGrace = 700 * time.Millisecond // that a screen has to say goodbye when its key is revoked

	// What a screen reads: a paste at once, and then more than a person types.
	inputBurst = 1 << 20
	inputRate  = 64 << 10 // bytes a second
)
