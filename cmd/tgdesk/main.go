// Package main is the program tgdesk, a help desk for Telegram that lives in a
// terminal. All of it is in the packages below; this one must not hold anything
// that a test would want to call.
package main

import (
	"os"

	"tgdesk/cmd/tgdesk/root"
)

func main() { os.Exit(root.Main()) }
