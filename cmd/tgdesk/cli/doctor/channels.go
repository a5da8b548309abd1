package doctor

import (
	"context"
	"strings"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/clean"
)

// checkAPI looks whether the Bot API answers at all, with a token that has
// the right shape and belongs to no bot: being refused is the good outcome.
func checkAPI(ctx context.Context, env *cli.Env) finding {
	const check = "telegram"
	nobody := core.Token("1:" + strings.Repeat("A", 35))
	_, err := env.Messenger().Identify(ctx, nobody, "")
	if err == nil || core.CodeOf(err) == core.CodeUnauthorized {
		return ok(check, "the Bot API answers")
	}
	return problem(check, "Check the network, a proxy, and TGDESK_API_URL if it is set.", "%s", cli.ErrorText(err))
}

// checkChannels asks Telegram about every brand; without a way to Telegram
// it tells only what is stored.
func checkChannels(ctx context.Context, env *cli.Env, db core.Store, reachable bool) (found []finding) {
	brands, err := db.Brands(ctx)
	if err != nil {
		return []finding{problem("brands", "", "%s", cli.ErrorText(err))}
	}
	if len(brands) == 0 {
		return []finding{warning("brands", "Connect a bot: tgdesk brand add NAME --token-file FILE", "there is none yet")}
	}
	deskRuns, err := env.DeskRuns()
	if err != nil {
		return []finding{problem("brands", "", "%s", cli.ErrorText(err))}
	}
	for _, b := range brands {
		check := "brand " + string(clean.Line(b.Name))
		health := cli.HealthOf(b, deskRuns)
		if !reachable && !b.TokenSealed {
			found = append(found, warning(check, "", "not asked about at Telegram; %s", cli.HealthText(health)))
			continue
		}
		found = append(found, checkChannel(ctx, env, db, check, b, health))
	}
	return found
}

func checkChannel(ctx context.Context, env *cli.Env, r core.ChannelReader, check string, b core.BrandView, health core.Health) finding {
	bad := problem
	if !b.Enabled {
		bad = warning // it is not meant to work now
	}
	name := output.ShellQuote(b.Name)
	if b.TokenSealed {
		return bad(check, "Bring the key back; or get the token from @BotFather, then: tgdesk brand token "+name+" --token-file FILE",
			"its token cannot be read: the key of the bot tokens is missing or another")
	}
	channel, err := r.Channel(ctx, b.ID)
	if err != nil {
		return bad(check, "", "%s", cli.ErrorText(err))
	}
	who, err := env.Messenger().Identify(ctx, channel.Token, b.Options.APIURL)
	switch {
	case core.CodeOf(err) == core.CodeUnauthorized:
		return bad(check, "Get a token from @BotFather, then: tgdesk brand token "+name+" --token-file FILE", "%s", cli.ErrorText(err))
	case err != nil:
		return bad(check, "", "%s", cli.ErrorText(err))
	case who.Bot.ID != b.Bot.ID:
		return bad(check, "Give the brand a token of its own bot: tgdesk brand token "+name+" --token-file FILE", "its token belongs to %s", cli.BotText(who.Bot))
	case who.WebhookHost != "":
		return bad(check, "To receive here instead: tgdesk brand enable "+name+" --remove-webhook",
			"a webhook of %s receives the messages of %s", clean.Line(who.WebhookHost), output.Handle(b.Bot.Username))
	}
	return channelFinding(check, b, health, who.PendingUpdates)
}

// channelFinding judges a channel that works as far as Telegram knows.
func channelFinding(check string, b core.BrandView, health core.Health, waiting int) finding {
	state := output.Handle(b.Bot.Username) + " " + cli.HealthText(health)
	if waiting > 0 {
		state += "; " + cli.UpdatesWait(waiting)
	}
	switch health.State {
	case core.HealthConflict:
		return problem(check, "Find the other program that polls this bot and stop it, or revoke the token at @BotFather.", "%s", state)
	case core.HealthUnauthorized:
		return problem(check, "The stored token works again or was just replaced: restart the desk, or disable and enable the brand.", "%s", state)
	case core.HealthBackingOff:
		return warning(check, "It tries again by itself.", "%s", state)
	case core.HealthStopped:
		return warning(check, "Start the desk: tgdesk", "%s", state)
	}
	return ok(check, "%s", state)
}
