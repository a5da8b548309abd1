package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"tgdesk/core"
	"tgdesk/core/crash"
)

// cli is one call of the program: what it was given and the global flags.
type cli struct {
	host
	out   *output     // buffered, over host.out
	clock *core.Clock // what host.now tells, guarded against jumps
	data  string      // --data
	dir   string      // see deskDir
}

// run does what args ask for and returns the exit status. It touches nothing
// of the process but through h, so that tests run it many times at once.
func run(ctx context.Context, h host, args []string) int {
	c := &cli{host: h, out: newOutput(h.out), clock: core.NewClock(h.now, h.steady)}
	c.now = c.clock.Now
	root := newRoot(c)
	root.SetArgs(args)
	err := c.kept(crash.Do("tgdesk", func() error { return root.ExecuteContext(ctx) }))
	if flushed := c.out.Flush(); err == nil {
		err = flushed
	}
	return report(h.err, err)
}

func newRoot(c *cli) *cobra.Command {
	root := &cobra.Command{
		Use:   "tgdesk",
		Short: "A help desk for Telegram in a terminal",
		Long: `tgdesk is a help desk for Telegram that lives in a terminal.

Without a verb it opens the console on this desk; on a new desk that begins
with connecting a bot. Reading verbs (list, show, export, backup, doctor) work while a
console runs; verbs that change the desk then refuse and say who holds it.

Exit status: 0 done, 1 failed (the desk, Telegram or the machine refused),
2 misused (an unknown flag, a missing argument, a value out of its bounds).
A reader that closes standard output early is no failure.

Environment: TGDESK_DATA is the folder of the desk where --data is not given;
TGDESK_API_URL is another Bot API server for every channel.`,
		Example: `  tgdesk demo
  tgdesk brand add acme --token-file token.txt
  tgdesk`,
		SilenceErrors: true, SilenceUsage: true,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.console(cmd.Context()) },
	}
	root.SetIn(c.in)
	root.SetOut(c.out)
	root.SetErr(io.Discard) // every error is told by report, once
	root.PersistentFlags().StringVar(&c.data, "data", "", "folder of the desk (default $TGDESK_DATA, else tgdesk in the XDG data folder)")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return misusef("%w. Try: %s --help", err, cmd.CommandPath())
	})
	root.AddCommand(newDemo(c), newBrand(c), newChat(c), newDoctor(c), newBackup(c), newRestore(c), newVersion(c), newMonitor(c))
	addHelp(root, c)
	addCompletion(root)
	return root
}

// noArguments is for verbs that take none.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.HasSubCommands() {
		return unknownVerb(cmd, args[0])
	}
	return misusef("%s takes no argument. Try: %s --help", cmd.CommandPath(), cmd.CommandPath())
}

// oneArgument is for verbs that take exactly the argument called name.
func oneArgument(name string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 1 && args[0] != "" {
			return nil
		}
		return misusef("%s takes exactly one %s. Try: %s --help", cmd.CommandPath(), name, cmd.CommandPath())
	}
}

// group makes a verb that only holds others.
func group(use, short, example string, verbs ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{
		Use: use, Short: short, Example: example, Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return misusef("%s needs a verb: %s. Try: %s --help", cmd.CommandPath(), verbsOf(cmd), cmd.CommandPath())
		},
	}
	cmd.AddCommand(verbs...)
	return cmd
}
