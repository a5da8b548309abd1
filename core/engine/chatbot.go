package engine

import (
	"context"
	"errors"
	"time"

	"tgdesk/core"
	"tgdesk/core/crash"
	"tgdesk/core/media"
	"tgdesk/core/txn"
)

// maxAsked is how many chats of a brand its chatbot is asked about at the same time; of
// each chat it is asked about one event after the other.
const maxAsked = 8

// chatbotRunner asks the chatbot of a brand about queued events, and does what it answers.
// An event stays queued until what was answered is stored, in the same transaction: killed
// anywhere, the desk asks again about the same event and acts once. Its fields belong to
// the goroutine of run.
type chatbotRunner struct {
	workLoop
	group    *group
	store    core.Store
	runner   *txn.Runner
	chatbots core.Chatbots
	files    *media.Dir
	health   *chatbotHealths
	reload   <-chan struct{}
	inFlight map[core.ChatID]bool

	chatbot openChatbot
	opened  bool
	changed bool // since it was opened
}

// openChatbot is the chatbot that a brand had when it was opened.
type openChatbot struct {
	spec   core.ChatbotSpec
	bot    core.Chatbot // nil if there is none, or it cannot be opened
	broken error        // why it cannot be opened
}

func (e *Engine) newChatbotRunner(g *group, id core.BrandID) *chatbotRunner {
	return &chatbotRunner{
		workLoop: e.newWorkLoop(id, &e.wake.chatbots, maxAsked), group: g, store: e.store, runner: e.runner, chatbots: e.chatbots, files: e.files,
		health: e.health, reload: e.wake.chatbotChanges.listen(id, 1), inFlight: map[core.ChatID]bool{},
	}
}

// run asks until ctx ends. Before the chatbot is closed, or changed, answers under way are
// waited for.
func (r *chatbotRunner) run(ctx context.Context) error {
	defer func() {
		for len(r.inFlight) > 0 {
			conclude := <-r.ended
			conclude()
		}
		r.close()
	}()
	r.workLoop.run(ctx, "events of the chatbot not read", r.look)
	return nil
}

// look asks the chatbot that the brand has now, and returns when to look again.
func (r *chatbotRunner) look(ctx context.Context) (time.Duration, error) {
	select {
	case <-r.reload:
		r.changed = true
	default:
	}
	if r.changed && len(r.inFlight) > 0 {
		return forever, nil // the last answer under way wakes us
	}
	if r.changed {
		r.close()
		r.health.forget(r.brand)
		r.opened, r.changed = false, false
	}
	if !r.opened {
		if err := r.open(ctx); err != nil {
			return 0, err
		}
		r.opened = true
	}
	return r.dispatch(ctx)
}

// open opens the chatbot that the brand has now.
func (r *chatbotRunner) open(ctx context.Context) error {
	b, err := r.store.Brand(ctx, r.brand)
	if err != nil {
		return err
	}
	setup := core.ChatbotSetup{Spec: b.Options.ChatbotSpec()}
	r.chatbot = openChatbot{spec: setup.Spec, broken: core.NewError(core.CodeUnavailable, "chatbot_none")}
	if setup.Spec.Kind == core.ChatbotOff || r.chatbots == nil {
		return nil
	}
	if setup.Flow, err = r.store.Flow(ctx, r.brand); err != nil {
		return err
	}
	if setup.Spec.Kind == core.ChatbotWebhook {
		setup.AllowPrivate = b.Options.ChatbotPrivate
		setup.Secret, err = r.store.ChatbotSecret(ctx, r.brand)
		switch core.CodeOf(err) {
		case core.CodeNotFound, core.CodeUnauthorized:
			r.chatbot.broken = err
			return nil
		}
		if err != nil {
			return err
		}
	}
	bot, err := r.chatbots.Open(setup)
	if r.chatbot.broken = err; err != nil {
		r.log.Error("chatbot not opened", "brand", r.brand, "err", err)
		return nil
	}
	r.chatbot.bot = bot
	return nil
}

func (r *chatbotRunner) close() {
	if r.chatbot.bot == nil {
		return
	}
	if err := r.chatbot.bot.Close(); err != nil {
		r.log.Error("chatbot not closed", "brand", r.brand, "err", err)
	}
	r.chatbot.bot = nil
}

// dispatch begins to ask about events that can be asked about, and returns when to look
// again.
func (r *chatbotRunner) dispatch(ctx context.Context) (time.Duration, error) {
	if wait := r.disk.left(); wait > 0 {
		return wait, nil
	}
	if len(r.inFlight) >= maxAsked {
		return forever, nil
	}
	queued, err := r.store.NextBotEvents(ctx, r.brand, maxAsked+len(r.inFlight))
	if err != nil {
		return 0, err
	}
	for _, q := range queued {
		if r.inFlight[q.Chat] || len(r.inFlight) >= maxAsked {
			continue
		}
		r.inFlight[q.Chat] = true
		chatbot := r.chatbot
		r.group.spawn("chatbot", func() error {
			defer func() { r.ended <- func() { delete(r.inFlight, q.Chat) } }()
			r.answer(ctx, chatbot, q)
			return nil
		})
	}
	return forever, nil
}

// answer asks about an event and does what is answered. What the disk refuses stays queued.
func (r *chatbotRunner) answer(ctx context.Context, from openChatbot, q core.QueuedBotEvent) {
	e, c, err := r.event(ctx, q)
	if err == nil {
		err = r.ask(ctx, from, q, e, c)
	}
	if err != nil && ctx.Err() == nil {
		r.log.Error("chatbot's answer not stored", "brand", r.brand, "chat", q.Chat, "err", err)
		r.database.met(err)
		r.database.wait(ctx, retryPause)
	}
}

// retryPause is how long an event waits whose answer could not be stored.
const retryPause = time.Second

func (r *chatbotRunner) ask(ctx context.Context, from openChatbot, q core.QueuedBotEvent, e core.BotEvent, c core.Chat) error {
	drop := func(t *txn.Tx) error { _, err := dropEvent(ctx, t, q); return err }
	joined := q.Kind == core.BotOperatorJoined
	if !joined && !c.HeldByChatbot() || joined && from.bot == nil {
		return r.runner.Write(ctx, drop)
	}
	var answer core.BotAnswer
	err := from.broken
	if from.bot != nil {
		if crashed := crash.Do("the chatbot", func() error { answer, err = from.bot.Answer(ctx, e); return nil }); crashed != nil {
			r.log.Error("panic in the chatbot", "brand", r.brand, "err", crashed)
			err = &core.ChatbotError{Detail: core.NewProblem("chatbot_crashed"), Err: crashed}
		}
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case joined:
		return r.runner.Write(ctx, drop)
	case err != nil:
		return r.handOver(ctx, from, q, chatbotProblem(err))
	}
	files, err := r.files.ImportData(core.BrandOptions{Attachments: core.AttachAny}, filesOf(answer)...)
	if err != nil {
		return r.handOver(ctx, from, q, core.ProblemOf(err))
	}
	applied, err := r.settle(ctx, from, q, func(t *txn.Tx, c core.Chat, rules core.Rules) error {
		return (&chatbotAnswer{Tx: t, rules: rules, event: q, files: files.Attachments}).apply(ctx, c, answer)
	})
	_ = files.Close(err == nil && applied) // the next start removes what is left
	switch {
	case err == nil && applied:
		r.health.report(r.brand, "")
	case core.CodeOf(err) == core.CodeInvalid:
		r.log.Error("chatbot's answer refused", "brand", r.brand, "chat", q.Chat, "err", err)
		return r.handOver(ctx, from, q, core.ProblemOf(err))
	}
	return err
}

// filesOf are the files of an answer, in the order of its actions.
func filesOf(answer core.BotAnswer) (files []core.BotFile) {
	for _, a := range answer.Actions {
		if a.Do == core.BotReply && a.File != nil {
			files = append(files, *a.File)
		}
	}
	return files
}

// settle takes an event off the queue and does what follows from it, in one transaction,
// unless its chat has left the chatbot since it was asked; done is whether it did. If the
// brand has another one by now, nothing happens: that is asked about the event.
func (r *chatbotRunner) settle(ctx context.Context, from openChatbot, q core.QueuedBotEvent, do func(t *txn.Tx, c core.Chat, rules core.Rules) error) (done bool, err error) {
	err = r.runner.Write(ctx, func(t *txn.Tx) error {
		c, rules, err := t.CurrentChat(ctx, q.Chat)
		if err != nil {
			return err
		}
		b, err := t.Brand(ctx, q.Brand)
		if err != nil || c.HeldByChatbot() && b.Options.ChatbotSpec() != from.spec {
			return err
		}
		if there, err := dropEvent(ctx, t, q); err != nil || !there || !c.HeldByChatbot() {
			return err
		}
		done = true
		return do(t, c, rules)
	})
	return done, err
}

// dropEvent takes an event off the queue; there is false if somebody else has done so.
func dropEvent(ctx context.Context, t *txn.Tx, q core.QueuedBotEvent) (there bool, err error) {
	err = t.DeleteBotEvent(ctx, q.ID)
	if core.IsNotFound(err) {
		return false, nil
	}
	return err == nil, err
}

// handOver gives the chat of an event to people, as its chatbot failed.
func (r *chatbotRunner) handOver(ctx context.Context, from openChatbot, q core.QueuedBotEvent, why core.Problem) error {
	r.log.Warn("chatbot failed", "brand", r.brand, "chat", q.Chat, "why", why)
	handedOver, err := r.settle(ctx, from, q, func(t *txn.Tx, c core.Chat, rules core.Rules) error {
		_, err := t.LeaveChatbot(ctx, c, c.Forwarded(t.Now(), rules), core.KindChatbotFailed, string(why))
		return err
	})
	if err == nil && handedOver {
		r.health.report(r.brand, why)
	}
	return err
}

// chatbotProblem is why a chatbot gave no usable answer, for people.
func chatbotProblem(err error) core.Problem {
	if e, ok := errors.AsType[*core.ChatbotError](err); ok {
		return e.Detail
	}
	return core.ProblemOf(err)
}

// event is a queued event as the chatbot is told of it, and its chat.
func (r *chatbotRunner) event(ctx context.Context, q core.QueuedBotEvent) (e core.BotEvent, c core.Chat, err error) {
	if c, err = r.store.Chat(ctx, q.Chat); err != nil {
		return e, c, err
	}
	b, err := r.store.Brand(ctx, q.Brand)
	if err != nil {
		return e, c, err
	}
	v, err := r.store.Visitor(ctx, c.VisitorID)
	if err != nil {
		return e, c, err
	}
	fields, err := r.store.VisitorFields(ctx, v.ID)
	if err != nil {
		return e, c, err
	}
	free, err := r.store.Candidates(ctx, b.ID)
	if err != nil {
		return e, c, err
	}
	e = core.BotEvent{
		ID: q.UID, Kind: q.Kind, At: q.At, Brand: b.Name, Chat: c.ID, Visitor: v.ID, TelegramID: v.Profile.TelegramID,
		Name: v.Name(), Language: v.Profile.Language, Source: c.Source, Fields: map[string]string{},
		Closed: !b.Options.OpenHours().Open(r.now()), Nobody: len(free) == 0,
	}
	for _, f := range fields {
		e.Fields[f.Name] = f.Value
	}
	if q.Kind != core.BotOpened { // which begins anew
		if e.Memory, err = r.store.BotMemory(ctx, c.ID); err != nil {
			return e, c, err
		}
	}
	if q.Message == 0 {
		return e, c, nil
	}
	m, err := r.store.Message(ctx, q.Message)
	if err != nil {
		return e, c, err
	}
	e.Text, e.Attachment = m.Text, m.Attachment
	if q.Kind == core.BotPressed {
		e.Text, e.Button = "", m.Text
	}
	return e, c, nil
}
