package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"tgdesk/core"
	"tgdesk/core/crash"
	"tgdesk/core/desk"
	"tgdesk/core/media"
	"tgdesk/core/telegram"
	"tgdesk/core/telegram/botsim"
	"tgdesk/core/telegram/botsim/personas"
	"tgdesk/store"
	"tgdesk/store/seal"
)

func newDemo(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "Try the console with a simulated Telegram",
		Long: `Open the console with a simulated Telegram and visitors who write. It needs no
account and no network, reads no settings, and leaves nothing behind.`,
		Example: "  tgdesk demo",
		Args:    noArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return c.demo(cmd.Context()) },
	}
}

func (c *cli) demo(ctx context.Context) (err error) {
	in, out, err := c.screenFiles()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp(c.temp, "tgdesk-demo-")
	if err != nil {
		return fmt.Errorf("making a folder for the demo: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	key, err := seal.NewKey(randomKey())
	if err != nil {
		return err
	}
	db, err := store.Open(dir, store.Options{Now: c.now, Key: key})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()

	stage, err := raiseStage()
	if err != nil {
		return err
	}
	defer stage.sim.Close()
	d, eng := assemble(db, telegram.New(telegram.Options{APIURL: stage.url}), desk.Options{
		Now: c.now, Clock: c.clock, Files: media.New(filepath.Join(dir, mediaName), sniff, false),
	})
	op, err := stage.furnish(ctx, d)
	if err != nil {
		return err
	}
	stop := stage.play(ctx)
	defer func() { err = errors.Join(err, stop()) }()
	s := host{login: c.login}.defaultSettings()
	o := c.screenOptions(in, out, s)
	o.Operator, o.Log, o.Demo = op, quiet(), true
	return c.screen(ctx, d, eng, o)
}

// stage is the simulated Telegram of the demo.
type stage struct {
	sim    *botsim.Sim
	url    string
	brands []demoBrand
}

type demoBrand struct {
	name, accent string
	bot          *botsim.Bot
}

func raiseStage() (*stage, error) {
	sim := botsim.New()
	acme, globex := personas.AddBots(sim)
	url, err := sim.Start()
	if err != nil {
		return nil, err
	}
	brands := []demoBrand{{"acme", "#5fafff", acme}, {"globex", "#87d787", globex}}
	return &stage{sim: sim, url: url, brands: brands}, nil
}

// furnish signs the operator in and adds the brands. It asks the simulated
// Telegram nothing: the first frame shall not wait.
func (s *stage) furnish(ctx context.Context, d *desk.Desk) (core.Operator, error) {
	op, err := d.SignIn(ctx, "you", core.RoleAdmin)
	if err != nil {
		return op, err
	}
	for _, b := range s.brands {
		_, err := d.AddBrand(ctx, op.ID, desk.NewBrand{
			Name: b.name, Accent: b.accent, Token: core.Token(b.bot.Token), Limits: demoLimits(),
			Bot: core.Bot{ID: b.bot.ID, Username: b.bot.Username, Name: b.bot.Name},
		})
		if err != nil {
			return op, err
		}
	}
	return op, nil
}

// demoLimits let a visitor see a chat fall to unanswered within a minute or two.
func demoLimits() core.Limits {
	return core.DefaultLimits().With(core.LimitAnswer, 90*time.Second)
}

// play lets the cast begin, and returns what ends it and tells what went wrong.
func (s *stage) play(ctx context.Context) (stop func() error) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	bots := make([]*botsim.Bot, len(s.brands))
	for i, b := range s.brands {
		bots[i] = b.bot
	}
	crash.Go("the demo's visitors", func() error {
		return personas.Run(ctx, uint64(time.Now().UnixNano()), bots...)
	}, func(err error) { ended <- err })
	return func() error { cancel(); return <-ended }
}
