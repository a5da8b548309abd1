package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	keepOwnersRights()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	// A second ctrl+c ends a verb that hangs. A second SIGHUP does not: shells
	// send one of their own beside the terminal's.
	context.AfterFunc(ctx, func() { signal.Reset(os.Interrupt) })
	// A reader that closes early shall show as a failed write (see output.go),
	// so that the status is 0 and whatever is open is closed in order.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	status := run(ctx, thisMachine(), os.Args[1:])
	stop()
	os.Exit(status)
}
