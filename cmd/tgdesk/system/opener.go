package system

import "runtime"

// Opener is the command with which the system opens a file in the program for
// its kind, its words parted by spaces.
func Opener() string {
	switch runtime.GOOS {
	case "darwin":
		return "open"
	case "windows":
		return "rundll32 url.dll,FileProtocolHandler" // "start" is a word of the shell
	}
	return "xdg-open"
}
