package botsim

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// pressTimeout is how long a press waits for the bot, and then for its answer (source:
// add_update_callback_query of the published server).
const pressTimeout = 150 * time.Second

// maxAnswerText is in code points.
const maxAnswerText = 200

// press is a press of a button that waits for its answer.
type press struct {
	visitor *Visitor
	at      time.Time
}

// PressAnswer is what a visitor was shown after a press.
type PressAnswer struct {
	ID    string // of the press
	Text  string
	Alert bool
	At    time.Time
}

// Press presses the button with this label below a message of the bot, and returns the id
// of the press. A button that the message does not have, or has no more, cannot be
// pressed.
func (v *Visitor) Press(message int64, label string) (string, error) {
	v.bot.sim.mu.Lock()
	defer v.bot.sim.mu.Unlock()
	m := v.messages[message]
	if m == nil {
		return "", fmt.Errorf("press %q: there is no message %d", label, message)
	}
	for _, row := range m.buttons {
		for _, b := range row {
			if b.Text == label && b.Data != "" {
				return v.press(v.encode(m), b.Data)
			}
		}
	}
	return "", fmt.Errorf("press %q: message %d has no such button", label, message)
}

// PressData presses a button with any data, as a program can that remembers old buttons or
// makes its own. Of a message that does not exist any more, Telegram tells the bot
// nothing but the id.
func (v *Visitor) PressData(message int64, data string) (string, error) {
	v.bot.sim.mu.Lock()
	defer v.bot.sim.mu.Unlock()
	m := v.messages[message]
	if m == nil {
		return v.press(map[string]any{"chat": v.chat(), "message_id": message, "date": 0}, data)
	}
	return v.press(v.encode(m), data)
}

// press queues the callback_query. The caller holds sim.mu.
func (v *Visitor) press(message map[string]any, data string) (string, error) {
	b := v.bot
	if bad := v.unreachable(); bad != nil {
		return "", fmt.Errorf("press a button: the visitor blocked the bot")
	}
	b.lastPress++
	now := time.Now()
	id := strconv.FormatInt(v.User.ID, 10) + strconv.FormatInt(1_000_000+b.lastPress, 10)
	b.presses[id] = press{v, now}
	b.update("callback_query", map[string]any{
		"id": id, "from": v.User.from(), "message": message, "chat_instance": strconv.FormatInt(-v.User.ID, 10), "data": data,
	}, now.Add(pressTimeout-retention))
	return id, nil
}

// answerCallbackQuery ends the wait of a press, once.
func (s *Sim) answerCallbackQuery(_ context.Context, b *Bot, p params) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := p["callback_query_id"]
	pressed, waits := b.presses[id]
	switch {
	case utf8.RuneCountInString(p["text"]) > maxAnswerText:
		return badRequest("MESSAGE_TOO_LONG")
	case !waits || time.Since(pressed.at) >= pressTimeout:
		return badRequest("query is too old and response timeout expired or query ID is invalid")
	}
	delete(b.presses, id)
	v := pressed.visitor
	v.answers = append(v.answers, PressAnswer{ID: id, Text: p["text"], Alert: p.boolean("show_alert"), At: time.Now()})
	v.received.fire()
	return success([]byte("true"))
}

// Answers returns the answers to the visitor's presses, oldest first.
func (v *Visitor) Answers() []PressAnswer {
	v.bot.sim.mu.Lock()
	defer v.bot.sim.mu.Unlock()
	return slices.Clone(v.answers)
}

// WaitAnswers waits until n presses were answered in all and returns the answers, or
// returns those so far and the error of ctx.
func (v *Visitor) WaitAnswers(ctx context.Context, n int) ([]PressAnswer, error) {
	err := await(ctx, &v.bot.sim.mu, &v.received, func() bool { return len(v.answers) >= n })
	return v.Answers(), err
}

// WaitButtons waits until the buttons of a message have just these labels, or returns the
// error of ctx.
func (v *Visitor) WaitButtons(ctx context.Context, message int64, labels ...string) error {
	return await(ctx, &v.bot.sim.mu, &v.received, func() bool {
		var now []string
		if m := v.messages[message]; m != nil {
			for _, row := range m.buttons {
				for _, b := range row {
					now = append(now, b.Text)
				}
			}
		}
		return slices.Equal(now, labels)
	})
}

// PressKey presses a key of the keyboard that the bot sent: its label is sent as a text,
// whose id it returns.
func (v *Visitor) PressKey(label string) (int64, error) {
	v.bot.sim.mu.Lock()
	k := v.keyboard
	has := k != nil && slices.ContainsFunc(k.Rows, func(row []string) bool { return slices.Contains(row, label) })
	if has {
		v.hidden = k.OneTime
	}
	v.bot.sim.mu.Unlock()
	if !has {
		return 0, fmt.Errorf("press the key %q: the keyboard has no such key", label)
	}
	return v.Say(label), nil
}

// editMessageReplyMarkup replaces the buttons of a message of the bot.
func (s *Sim) editMessageReplyMarkup(_ context.Context, b *Bot, p params) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, bad := readMarkup(p)
	if bad != nil {
		return *bad
	}
	v, m, bad := b.message(p, "edit")
	if bad != nil {
		return *bad
	}
	switch {
	case !m.fromBot, r.keyboard != nil, r.remove, r.forceReply:
		return badRequest("message can't be edited")
	case slices.EqualFunc(m.buttons, r.buttons, slices.Equal[[]Button]):
		return badRequest(notModified)
	}
	m.buttons = r.buttons
	v.received.fire()
	return result(v.encode(m))
}
