package doctor

import (
	"context"
	"os"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/clean"
)

// checkChannels asks Telegram about every brand; without a way to Telegram
// it tells only what is stored.
func (d *doctor) checkChannels(ctx context.Context, db core.Store, reachable bool) {
	brands, err := db.Brands(ctx)
	if d.failed("brands", err) {
		return
	}
	if len(brands) == 0 {
		d.warning("brands", "Connect a bot: tgdesk brand add NAME --token-file FILE", "there is none yet")
		return
	}
	deskRuns, err := d.env.DeskRuns()
	if d.failed("brands", err) {
		return
	}
	for _, b := range brands {
		check := "brand " + string(clean.Line(b.Name))
		d.checkLocalFiles(check, b)
		d.checkFaces(ctx, db, b)
		d.checkChatbot(ctx, db, b, deskRuns)
		health := cli.HealthOf(b, deskRuns)
		if !reachable && !b.TokenSealed {
			d.warning(check, "", "not checked at Telegram; %s", d.env.HealthText(health))
			continue
		}
		d.checkChannel(ctx, db, check, b, health)
	}
}

func (d *doctor) checkChannel(ctx context.Context, r core.ChannelReader, check string, b core.BrandView, health core.Health) {
	bad := d.problem
	if !b.Enabled {
		bad = d.warning // it is not meant to work now
	}
	name := output.ShellQuote(b.Name)
	if b.TokenSealed {
		bad(check, "Restore the key; or get the token from @BotFather, then: tgdesk brand token "+name+" --token-file FILE",
			"its token cannot be read: the key of the bot tokens is missing or wrong")
		return
	}
	var who core.Identity
	channel, err := r.Channel(ctx, b.ID)
	if err == nil {
		who, err = d.env.Messenger().Identify(ctx, channel.Token, b.Options.APIURL)
	}
	switch {
	case core.CodeOf(err) == core.CodeUnauthorized:
		bad(check, "Get a token from @BotFather, then: tgdesk brand token "+name+" --token-file FILE", "%s", d.env.ErrorText(err))
	case err != nil:
		bad(check, "", "%s", d.env.ErrorText(err))
	case who.Bot.ID != b.Bot.ID:
		bad(check, "Give the brand a token of its own bot: tgdesk brand token "+name+" --token-file FILE", "its token belongs to %s", cli.BotText(who.Bot))
	case who.WebhookHost != "":
		bad(check, "To receive here instead: tgdesk brand enable "+name+" --remove-webhook",
			"a webhook of %s receives the messages of %s", clean.Line(who.WebhookHost), output.Handle(b.Bot.Username))
	default:
		d.judgeHealth(check, b, health, who.PendingUpdates)
	}
}

// checkLocalFiles looks into the folder that a brand's Bot API server shares.
func (d *doctor) checkLocalFiles(check string, b core.BrandView) {
	dir := b.Options.LocalFiles
	if dir == "" {
		return
	}
	if _, err := os.ReadDir(dir); err != nil {
		d.problem(check, "Let this user read it, or name another: tgdesk brand set "+output.ShellQuote(b.Name)+" --local-files FOLDER",
			"files of its Bot API server cannot be taken: %s", clean.Line(err.Error()))
	}
}

// checkFaces tells what Telegram does not let a brand's bot show.
func (d *doctor) checkFaces(ctx context.Context, db core.Reader, b core.BrandView) {
	check := "profile of " + output.Handle(b.Bot.Username)
	faces, err := db.BrandFaces(ctx, b.ID)
	if d.failed(check, err) {
		return
	}
	for _, f := range faces {
		if f.Problem == "" {
			continue
		}
		words := d.env.Words()
		d.warning(check, "To see or change it: tgdesk brand face "+output.ShellQuote(b.Name), "%s: %s",
			words.FaceLanguage(f.Language), words.FaceState(f, b.Bot.ID, d.env.Now().In(d.env.Zone)))
	}
}

// judgeHealth judges a channel that works as far as Telegram knows.
func (d *doctor) judgeHealth(check string, b core.BrandView, health core.Health, waiting int) {
	state := output.Handle(b.Bot.Username) + " " + d.env.HealthText(health)
	if waiting > 0 {
		state += "; " + cli.UpdatesWait(waiting)
	}
	switch health.State {
	case core.HealthConflict:
		d.problem(check, "Find the other program that polls this bot and stop it, or revoke the token at @BotFather.", "%s", state)
	case core.HealthUnauthorized:
		d.problem(check, "The stored token works again or was just replaced: restart the desk, or disable and enable the brand.", "%s", state)
	case core.HealthBackingOff:
		d.warning(check, "It retries by itself.", "%s", state)
	case core.HealthStopped:
		d.warning(check, "Start the desk: tgdesk", "%s", state)
	default:
		d.ok(check, "%s", state)
	}
}
