package main

import (
	"context"
	"strings"
	"unicode"

	"tgdesk/core"
	"tgdesk/core/clean"
)

// examineAPI looks whether the Bot API answers at all, with a token that has
// the right shape and belongs to no bot: being refused is the good outcome.
func (c *cli) examineAPI(ctx context.Context) finding {
	const check = "telegram"
	nobody := core.Token("1:" + strings.Repeat("A", 35))
	_, err := c.messenger().Identify(ctx, nobody, "")
	if err == nil || core.CodeOf(err) == core.CodeUnauthorized {
		return fine(check, "the Bot API answers")
	}
	return problem(check, "Check the network, a proxy, and TGDESK_API_URL if it is set.", "%s", sentence(err))
}

// examineChannels asks Telegram about every brand; without a way to Telegram
// it tells only what is stored.
func (c *cli) examineChannels(ctx context.Context, r core.Reader, reachable bool) (found []finding) {
	brands, err := r.Brands(ctx)
	if err != nil {
		return []finding{problem("brands", "", "%s", sentence(err))}
	}
	if len(brands) == 0 {
		return []finding{warning("brands", "Connect a bot: tgdesk brand add NAME --token-file FILE", "there is none yet")}
	}
	runs, err := c.deskRuns()
	if err != nil {
		return []finding{problem("brands", "", "%s", sentence(err))}
	}
	for _, b := range brands {
		check := "brand " + string(clean.Line(b.Name))
		health := healthOf(b, runs)
		if b.Token.Sealed() {
			found = append(found, sealedFinding(check, b))
			continue
		}
		if !reachable {
			found = append(found, warning(check, "", "not asked about at Telegram; %s", healthWords(health)))
			continue
		}
		found = append(found, c.examineChannel(ctx, check, b, health))
	}
	return found
}

// sealedFinding is for a brand whose token no key opens.
func sealedFinding(check string, b core.Brand) finding {
	bad := problem
	if !b.Enabled {
		bad = warning // it is not meant to work now
	}
	return bad(check, "Bring the key back; or get the token from @BotFather, then: tgdesk brand token "+quoted(b.Name)+" --token-file FILE",
		"its token cannot be read: the key of the bot tokens is missing or another")
}

func (c *cli) examineChannel(ctx context.Context, check string, b core.Brand, health core.Health) finding {
	bad := problem
	if !b.Enabled {
		bad = warning // it is not meant to work now
	}
	who, err := c.messenger().Identify(ctx, b.Token, b.Options.APIURL)
	name := quoted(b.Name)
	switch {
	case core.CodeOf(err) == core.CodeUnauthorized:
		return bad(check, "Get a token from @BotFather, then: tgdesk brand token "+name+" --token-file FILE", "%s", sentence(err))
	case err != nil:
		return bad(check, "", "%s", sentence(err))
	case who.Bot.ID != b.Bot.ID:
		return bad(check, "Give the brand a token of its own bot: tgdesk brand token "+name+" --token-file FILE", "its token belongs to %s", botName(who.Bot))
	case who.WebhookHost != "":
		return bad(check, "To receive here instead: tgdesk brand enable "+name+" --remove-webhook",
			"a webhook of %s receives the messages of %s", clean.Line(who.WebhookHost), atName(b.Bot.Username))
	}
	return channelFinding(check, b, health, who.Waiting)
}

// channelFinding judges a channel of which Telegram knows no trouble.
func channelFinding(check string, b core.Brand, health core.Health, waiting int) finding {
	state := atName(b.Bot.Username) + " " + healthWords(health)
	if waiting > 0 {
		state += "; " + updates(waiting)
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
	return fine(check, "%s", state)
}

// quoted writes a brand's name as a shell reads it back.
func quoted(name string) string {
	if !strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_' }) {
		return name
	}
	return "'" + strings.ReplaceAll(string(clean.Line(name)), "'", `'\''`) + "'"
}
