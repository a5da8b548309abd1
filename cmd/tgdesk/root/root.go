// Package root is the command line as a whole: the root command with all others
// below it, run in an environment that is given (tests) or that of this process.
//
// It must not do the work of a command, nor touch anything of the process but in
// [Main].
package root

import (
	"cmp"
	"context"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/attach"
	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/cli/audit"
	"tgdesk/cmd/tgdesk/cli/backup"
	"tgdesk/cmd/tgdesk/cli/bot"
	"tgdesk/cmd/tgdesk/cli/brand"
	"tgdesk/cmd/tgdesk/cli/canned"
	"tgdesk/cmd/tgdesk/cli/chat"
	"tgdesk/cmd/tgdesk/cli/doctor"
	"tgdesk/cmd/tgdesk/cli/file"
	"tgdesk/cmd/tgdesk/cli/mention"
	"tgdesk/cmd/tgdesk/cli/operator"
	"tgdesk/cmd/tgdesk/cli/report"
	"tgdesk/cmd/tgdesk/cli/search"
	"tgdesk/cmd/tgdesk/cli/visitor"
	"tgdesk/cmd/tgdesk/console"
	"tgdesk/cmd/tgdesk/system"
	"tgdesk/core"
	"tgdesk/core/crash"
)

// Main runs the program as this process and returns its exit status.
func Main() int {
	system.KeepOwnerAccess()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	defer stop()
	// A second ctrl+c ends a command that hangs. A second SIGHUP does not: shells
	// send one of their own beside the terminal's.
	context.AfterFunc(ctx, func() { signal.Reset(os.Interrupt) })
	// A reader that closes early shall show as a failed write (see package
	// output), so that the status is 0 and whatever is open is closed in order.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	return Run(ctx, cli.SystemEnv(), os.Args[1:])
}

// Run does what args ask for in env and returns the exit status. Many may run at
// once.
func Run(ctx context.Context, env cli.Env, args []string) int {
	env.Args, env.Main = args, Run
	if env.Running == nil {
		ctx = core.WithDoor(ctx, core.DoorCLI, "")
	}
	root := New(&env)
	var stray error
	root.SetHelpFunc(helpUnless(&stray, root.HelpFunc()))
	root.SetArgs(append([]string{}, args...)) // of nil, cobra takes those of this process
	err := env.ReportPanic(crash.Do("tgdesk", func() error {
		called, err := root.ExecuteContextC(ctx)
		env.Called(called)
		return cmp.Or(err, stray)
	}))
	if flushed := env.Output().Flush(); err == nil {
		err = flushed
	}
	return env.ReportError(err)
}

// New returns the root command with all others.
func New(env *cli.Env) *cobra.Command {
	var theme string
	root := &cobra.Command{
		Use:   "tgdesk",
		Short: "A help desk for Telegram in a terminal",
		Long: `tgdesk is a help desk for Telegram that lives in a terminal.

Without a verb it opens the console on this desk; on a new desk that begins
with connecting a bot. While a desk runs, here or as a service, tgdesk shows one
more screen of it, and every verb runs inside it; over SSH too, for its operators.

Exit status: 0 done, 1 failed (the desk, Telegram or the machine refused),
2 misused (an unknown flag, a missing argument, a value out of its bounds).
A reader that closes standard output early is no failure.

Environment: TGDESK_DATA is the folder of the desk where --data is not given;
TGDESK_API_URL is another Bot API server for every channel.`,
		Example: `  tgdesk demo
  tgdesk brand add acme --token-file token.txt
  tgdesk`,
		SilenceErrors: true, SilenceUsage: true,
		PreRunE: env.CheckDirs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return console.Run(cmd.Context(), env, theme) },
	}
	root.SetIn(env.In)
	root.SetOut(env.Output())
	root.SetErr(io.Discard) // Run reports every error, once
	addVersionFlag(root)
	root.PersistentFlags().StringVar(&env.DataFlag, "data", "", "folder of the desk (default $TGDESK_DATA, else tgdesk in the XDG data folder)")
	console.AddThemeFlag(root, &theme)
	root.SetFlagErrorFunc(cli.FlagError)
	check, save := doctor.New(env), backup.New(env)
	onDesk := []*cobra.Command{brand.New(env), operator.New(env), chat.New(env), search.New(env), mention.New(env), visitor.New(env), canned.New(env), file.New(env), report.New(env), audit.New(env), check, save}
	for _, cmd := range onDesk {
		inside(env, cmd, cmd == check || cmd == save)
	}
	onMachine := []*cobra.Command{console.NewDemo(env), console.NewServe(env), backup.NewRestore(env)}
	for _, cmd := range onMachine {
		env.OnMachine(cmd)
	}
	for _, cmd := range append(onDesk, onMachine...) {
		cmd.PersistentPreRunE = env.CheckDirs
		root.AddCommand(cmd)
	}
	bots, secret := bot.New(env), bot.NewSecret(env)
	inside(env, secret, false)
	secret.PersistentPreRunE = env.CheckDirs
	bots.AddCommand(secret)
	root.AddCommand(bots, newVersion(env))
	env.OnMachine(root)
	root.SetHelpCommand(newHelp(env))
	root.InitDefaultHelpCmd()
	adaptCompletion(root)
	takeNothing(root)
	if env.Running != nil {
		root.AddCommand(newNoCompletion())
	}
	return root
}

// helpUnless is help, unless a word before or after --help is no verb: that goes to stray.
func helpUnless(stray *error, help func(*cobra.Command, []string)) func(*cobra.Command, []string) {
	return func(cmd *cobra.Command, args []string) {
		if _, rest, err := cmd.Root().Find(args); err == nil && cmd.HasSubCommands() {
			rest = slices.DeleteFunc(slices.Clone(rest), func(word string) bool { return word == "-h" || strings.HasPrefix(word, "--help") })
			if cmd.ParseFlags(rest) == nil && cmd.Flags().NArg() > 0 {
				*stray = cli.UnknownVerb(cmd, cmd.Flags().Arg(0))
				return
			}
		}
		help(cmd, args)
	}
}

// takeNothing has a command, and all below it, take no arguments unless it says which.
func takeNothing(cmd *cobra.Command) {
	for _, sub := range cmd.Commands() {
		takeNothing(sub)
	}
	if cmd.Args == nil {
		cmd.Args = cli.NoArguments
	}
}

// newNoCompletion stands in place of the library's command that completes what is typed:
// it would print what a caller got wrong, as it came, to where this process prints.
func newNoCompletion() *cobra.Command {
	return &cobra.Command{
		Use: cobra.ShellCompRequestCmd, Aliases: []string{cobra.ShellCompNoDescRequestCmd}, Hidden: true, DisableFlagParsing: true,
		RunE: func(*cobra.Command, []string) error {
			return cli.Usagef("What is typed is completed on your own machine, not inside a desk.")
		},
	}
}

// inside lets a command and all below it run inside the desk, where one runs. Those
// that are needed most when a desk does not answer then work on its folder.
func inside(env *cli.Env, cmd *cobra.Command, withoutAnswer bool) {
	for _, sub := range cmd.Commands() {
		inside(env, sub, withoutAnswer)
	}
	if cmd.HasSubCommands() {
		return
	}
	run := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if env.Running == nil {
			if done, err := attach.Forward(cmd.Context(), env, withoutAnswer); done {
				return err
			}
		}
		return run(cmd, args)
	}
}
