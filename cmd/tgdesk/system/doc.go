// Package system is what differs by operating system: who owns a file and who
// may use it, the umask, the time since boot, and programs of the desktop.
//
// It must not know what the files are for.
package system
