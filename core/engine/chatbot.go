package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
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
// the goroutine of run, but for results.
type chatbotRunner struct {
	brand    core.BrandID
	group    *group
	store    core.Store
	runner   *txn.Runner
	chatbots core.Chatbots
	files    *media.Dir
	database *storageHealth
	health   *chatbotHealths
	now      func() time.Time
	log      *slog.Logger

	woken    <-chan struct{}
	reload   <-chan struct{}
	results  chan core.ChatID // has room for all that are asked about
	inFlight map[core.ChatID]bool
	disk     diskWait

	bot    core.Chatbot // nil if there is none, or it cannot be opened
	broken error        // why it cannot be opened
}

func (e *Engine) newChatbotRunner(g *group, id core.BrandID) *chatbotRunner {
	return &chatbotRunner{
		brand: id, group: g, store: e.store, runner: e.runner, chatbots: e.chatbots, files: e.files,
		database: e.database, health: e.health, now: e.now, log: e.log,
		woken: e.wake.chatbots.listen(id), reload: e.wake.chatbotChanges.listen(id),
		results: make(chan core.ChatID, maxAsked), inFlight: map[core.ChatID]bool{}, disk: newDiskWait(),
	}
}

// run asks until ctx ends. Before the chatbot is closed, or changed, answers under way are
// waited for.
func (r *chatbotRunner) run(ctx context.Context) error {
	defer func() {
		for len(r.inFlight) > 0 {
			delete(r.inFlight, <-r.results)
		}
		r.close()
	}()
	opened, changed := false, false
	for ctx.Err() == nil {
		var err error
		if changed && len(r.inFlight) == 0 {
			r.close()
			r.health.forget(r.brand)
			opened, changed = false, false
		}
		if !opened && !changed {
			err = r.open(ctx)
			opened = err == nil
		}
		if opened && !changed {
			err = r.dispatch(ctx)
		}
		wait := forever
		if err != nil && ctx.Err() == nil {
			r.log.Error("events of the chatbot not read", "brand", r.brand, "err", err)
			if e, ok := diskError(err); ok {
				r.database.failed(e)
			}
			wait = r.disk.failed()
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-r.woken:
		case <-r.reload:
			changed = true
		case chat := <-r.results:
			delete(r.inFlight, chat)
		case <-r.database.recovery():
			r.disk.recovered()
		}
		timer.Stop()
	}
	return nil
}

// open opens the chatbot that the brand has now.
func (r *chatbotRunner) open(ctx context.Context) error {
	b, err := r.store.Brand(ctx, r.brand)
	if err != nil {
		return err
	}
	setup := core.ChatbotSetup{Spec: b.Options.ChatbotSpec()}
	r.bot, r.broken = nil, core.NewError(core.CodeUnavailable, "chatbot_none")
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
			r.broken = err
			return nil
		}
		if err != nil {
			return err
		}
	}
	if r.bot, r.broken = r.chatbots.Open(setup); r.broken != nil {
		r.bot = nil
		r.log.Error("chatbot not opened", "brand", r.brand, "err", r.broken)
	}
	return nil
}

func (r *chatbotRunner) close() {
	if r.bot == nil {
		return
	}
	if err := r.bot.Close(); err != nil {
		r.log.Error("chatbot not closed", "brand", r.brand, "err", err)
	}
	r.bot = nil
}

// dispatch begins to ask about events that can be asked about.
func (r *chatbotRunner) dispatch(ctx context.Context) error {
	if r.disk.left() > 0 || len(r.inFlight) >= maxAsked {
		return nil
	}
	queued, err := r.store.NextBotEvents(ctx, r.brand, maxAsked+len(r.inFlight))
	if err != nil {
		return err
	}
	for _, q := range queued {
		if r.inFlight[q.Chat] || len(r.inFlight) >= maxAsked {
			continue
		}
		r.inFlight[q.Chat] = true
		bot, broken := r.bot, r.broken
		r.group.spawn("chatbot", func() error {
			defer func() { r.results <- q.Chat }()
			r.answer(ctx, bot, broken, q)
			return nil
		})
	}
	return nil
}

// answer asks about an event and does what is answered. What the disk refuses stays queued.
func (r *chatbotRunner) answer(ctx context.Context, bot core.Chatbot, broken error, q core.QueuedBotEvent) {
	e, c, err := r.event(ctx, q)
	if err == nil {
		err = r.ask(ctx, bot, broken, q, e, c)
	}
	if err != nil && ctx.Err() == nil {
		r.log.Error("chatbot's answer not stored", "brand", r.brand, "chat", q.Chat, "err", err)
		if e, ok := diskError(err); ok {
			r.database.failed(e)
		}
		r.database.wait(ctx, retryPause)
	}
}

// retryPause is how long an event waits whose answer could not be stored.
const retryPause = time.Second

func (r *chatbotRunner) ask(ctx context.Context, bot core.Chatbot, broken error, q core.QueuedBotEvent, e core.BotEvent, c core.Chat) error {
	drop := func(t *txn.Tx) error {
		if err := t.DeleteBotEvent(ctx, q.ID); !core.IsNotFound(err) {
			return err
		}
		return nil
	}
	joined := q.Kind == core.BotOperatorJoined
	if !joined && !c.HeldByChatbot() || joined && bot == nil {
		return r.runner.Write(ctx, drop)
	}
	var answer core.BotAnswer
	err := broken
	if bot != nil {
		if crashed := crash.Do("the chatbot", func() error { answer, err = bot.Answer(ctx, e); return nil }); crashed != nil {
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
		return r.handOver(ctx, q, chatbotProblem(err))
	}
	files, err := r.importFiles(answer)
	if err != nil {
		return r.handOver(ctx, q, core.ProblemOf(err))
	}
	stored := false
	err = r.runner.Write(ctx, func(t *txn.Tx) error {
		if err := t.DeleteBotEvent(ctx, q.ID); err != nil {
			return err
		}
		c, rules, err := t.CurrentChat(ctx, q.Chat)
		if err != nil || !c.HeldByChatbot() { // since it was asked
			return err
		}
		stored = true
		return (&chatbotAnswer{Tx: t, rules: rules, files: files.attachments}).apply(ctx, c, answer)
	})
	files.close(err == nil && stored)
	switch {
	case core.IsNotFound(err): // somebody else has answered it
		return nil
	case err == nil:
		r.health.report(r.brand, "")
	case core.CodeOf(err) == core.CodeInvalid:
		r.log.Error("chatbot's answer refused", "brand", r.brand, "chat", q.Chat, "err", err)
		return r.handOver(ctx, q, core.ProblemOf(err))
	}
	return err
}

// handOver gives the chat of an event to people, as its chatbot failed.
func (r *chatbotRunner) handOver(ctx context.Context, q core.QueuedBotEvent, why core.Problem) error {
	r.log.Warn("chatbot failed", "brand", r.brand, "chat", q.Chat, "why", why)
	r.health.report(r.brand, why)
	return r.runner.Write(ctx, func(t *txn.Tx) error {
		if err := t.DeleteBotEvent(ctx, q.ID); err != nil && !core.IsNotFound(err) {
			return err
		}
		c, rules, err := t.CurrentChat(ctx, q.Chat)
		if err != nil || !c.HeldByChatbot() {
			return err
		}
		_, err = t.LeaveChatbot(ctx, c, c.Forwarded(t.Now(), rules), core.KindChatbotFailed, string(why))
		return err
	})
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
	if e.Memory, err = r.store.BotMemory(ctx, c.ID); err != nil || q.Message == 0 {
		return e, c, err
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

// importedFiles are copies of the files of an answer, which belong to no message yet.
type importedFiles struct {
	attachments map[int]core.Attachment // by the number of the action
	imports     []*media.Import
}

// close ends the imports; stored says whether messages have them now.
func (f importedFiles) close(stored bool) {
	for _, in := range f.imports {
		_ = in.Close(stored) // the next start removes what is left
	}
}

// importFiles copies the files of an answer into the desk.
func (r *chatbotRunner) importFiles(answer core.BotAnswer) (all importedFiles, err error) {
	all.attachments = map[int]core.Attachment{}
	defer func() {
		if err != nil {
			all.close(false)
		}
	}()
	anything := core.BrandOptions{Attachments: core.AttachAny}
	for i, a := range answer.Actions {
		if a.File == nil {
			continue
		}
		in, err := r.files.ImportData(anything, a.File.Name, a.File.Data)
		if err != nil {
			return all, fmt.Errorf("file of action %s: %w", strconv.Itoa(i+1), err)
		}
		all.imports = append(all.imports, in)
		all.attachments[i] = in.Attachments[0]
	}
	return all, nil
}
