// Package rig runs the program for tests: its commands in a [Sandbox], its screen
// in a [Session] of fake time, on a real pseudo-terminal in this process
// ([Console]) or in one of its own ([Process], [Home]).
//
// The program must not import it.
package rig
