package console

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/secrets"
	"tgdesk/core"
	"tgdesk/core/chatbot"
	"tgdesk/core/crash"
	"tgdesk/core/engine"
	"tgdesk/core/media"
	"tgdesk/core/telegram"
	"tgdesk/core/telegram/botsim"
	"tgdesk/core/telegram/botsim/personas"
	"tgdesk/store"
	"tgdesk/store/seal"
	"tgdesk/tui/canned"
	"tgdesk/tui/picture"
)

// NewDemo returns the command demo.
func NewDemo(env *cli.Env) *cobra.Command {
	var theme string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Try the console with a simulated Telegram",
		Long: `Open the console with a simulated Telegram and visitors who write. It needs no
account and no network, reads only [screen] of the settings file, and leaves
nothing behind. The answer limit is 1m30s, so that you see chats become unanswered.`,
		Example: "  tgdesk demo\n  tgdesk demo --theme light",
		RunE:    func(cmd *cobra.Command, _ []string) error { return runDemo(cmd.Context(), env, theme) },
	}
	AddThemeFlag(cmd, &theme)
	return cmd
}

func runDemo(ctx context.Context, env *cli.Env, theme string) (err error) {
	settings, err := readSettings(env, theme)
	if err != nil {
		return err
	}
	s := env.DefaultSettings()
	s.Screen = settings.Screen
	s.Screen.Theme = cmp.Or(theme, s.Screen.Theme)
	in, out, err := screenTerminal(env)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp(env.Dirs.Temp, "tgdesk-demo-")
	if err != nil {
		return fmt.Errorf("making a folder for the demo: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	key, err := seal.NewKey(secrets.NewKey())
	if err != nil {
		return err
	}
	db, err := store.Open(dir, store.Options{Now: env.Clock().Now, Key: key})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()

	sim := botsim.New()
	acme, globex := personas.AddBots(sim)
	initech := personas.AddChatbot(sim)
	url, err := sim.Start()
	if err != nil {
		return err
	}
	defer sim.Close()
	d, eng := cli.NewDesk(db, telegram.New(telegram.Options{APIURL: url}), engine.Options{
		Now: env.Clock().Now, Clock: env.Clock(), Files: media.New(filepath.Join(dir, cli.MediaName), cli.Sniff, false), Chatbots: chatbot.New(chatbot.Options{Version: cli.Version()}),
	})
	op, err := d.SignIn(ctx, "you", core.RoleAdmin)
	if err != nil {
		return err
	}
	if err := addDemoBrands(ctx, d, op, acme, globex, initech); err != nil {
		return err
	}
	if _, err := d.ImportCanned(ctx, op.ID, demoCanned(), false); err != nil {
		return err
	}
	stop := startVisitors(ctx, acme, globex, initech)
	defer func() { err = errors.Join(err, stop()) }()
	o := screenOptions(env, in, out, s, env.Lookup, true)
	o.Decoder, o.Canned = picture.NewDecoder(), canned.NewCache()
	o.Operator, o.Log, o.Demo = op, slog.New(slog.DiscardHandler), true
	o.Look = look(s.Screen, theme, env.Lookup, noVariable)
	return runScreen(ctx, env, d, eng, o, func(<-chan struct{}) *door { return nil })
}

// startVisitors lets the visitors of the bots write, and returns what stops them
// and reports their error.
func startVisitors(ctx context.Context, bots ...*botsim.Bot) (stop func() error) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	crash.Go("the demo's visitors", func() error {
		return personas.Run(ctx, uint64(time.Now().UnixNano()), bots...)
	}, func(err error) { ended <- err })
	return func() error { cancel(); return <-ended }
}
