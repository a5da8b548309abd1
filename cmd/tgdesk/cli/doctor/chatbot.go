package doctor

import (
	"context"
	"errors"
	"os/exec"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/chatbot/flow"
	"tgdesk/core/chatbot/webhook"
	"tgdesk/core/clean"
)

// checkChatbot looks whether the chatbot of a brand can answer, and tells how it fared. It
// asks it nothing: to a webhook it only connects.
func (d *doctor) checkChatbot(ctx context.Context, db core.Store, b core.BrandView, deskRuns bool) {
	spec := b.Options.ChatbotSpec()
	if spec.Kind == core.ChatbotOff {
		return
	}
	check := "chatbot of " + string(clean.Line(b.Name))
	waiting, err := db.BotEventsWaiting(ctx, b.ID)
	if d.failed(check, err) {
		return
	}
	if d.env.Running != nil { // how it fared is known there only
		if now, err := d.env.Running.Desk.Brand(ctx, b.ID); err == nil {
			b.Chatbot = now.Chatbot
		}
	}
	if err := d.tryChatbot(ctx, db, b, spec); err != nil {
		why := d.env.ErrorText(err)
		if e, ok := errors.AsType[*core.ChatbotError](err); ok {
			why = d.env.Words().Problem(e.Detail)
		}
		d.problem(check, "Chats go to people until it answers. See: tgdesk help chatbots", "%s", clean.Line(why))
		return
	}
	state := d.env.ChatbotText(b, deskRuns, waiting)
	switch cli.ChatbotStateOf(b, deskRuns) {
	case cli.ChatbotFails:
		d.warning(check, "Chats go to people until it answers. See: tgdesk help chatbots", "%s", state)
	case cli.ChatbotStopped:
		d.warning(check, "Start the desk: tgdesk", "%s: %s", clean.Line(spec.Show()), state)
	default:
		d.ok(check, "%s: %s", clean.Line(spec.Show()), state)
	}
}

// tryChatbot returns why a chatbot could not be asked.
func (d *doctor) tryChatbot(ctx context.Context, db core.Store, b core.BrandView, spec core.ChatbotSpec) error {
	switch spec.Kind {
	case core.ChatbotFlow:
		source, err := db.Flow(ctx, b.ID)
		if err != nil {
			return err
		}
		_, err = flow.Open(source)
		return err
	case core.ChatbotWebhook:
		secret, err := db.ChatbotSecret(ctx, b.ID)
		if err != nil {
			return err
		}
		w, err := webhook.New(webhook.Options{URL: spec.Target, Secret: secret, AllowPrivate: b.Options.ChatbotPrivate})
		if err != nil {
			return err
		}
		defer func() { _ = w.Close() }()
		return w.Reach(ctx)
	case core.ChatbotCommand:
		args, err := core.SplitCommand(spec.Target)
		if err != nil {
			return err
		}
		if _, err := exec.LookPath(args[0]); err != nil {
			return &core.ChatbotError{Detail: core.NewProblem("command_not_found", output.OneLine(args[0])), Err: err}
		}
	}
	return nil
}
