package engine

import (
	"context"
	"slices"
	"strings"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/markup"
	"tgdesk/core/txn"
)

// chatbotAnswer does what a chatbot answered, within one transaction.
type chatbotAnswer struct {
	*txn.Tx
	rules core.Rules
	event core.QueuedBotEvent // that it is about, and which is off the queue
	files []core.Attachment   // of the replies with files, in order
}

// apply does the actions of an answer. First all that leaves the chat with the chatbot, in
// order; then the first that does not.
func (t *chatbotAnswer) apply(ctx context.Context, c core.Chat, answer core.BotAnswer) (err error) {
	if err := t.SaveBotMemory(ctx, c.ID, answer.Memory); err != nil {
		return err
	}
	last := -1
	for i, a := range answer.Actions {
		switch a.Do {
		case core.BotReply:
			var file *core.Attachment
			if a.File != nil {
				file, t.files = &t.files[0], t.files[1:]
			}
			c, err = t.say(ctx, c, a, file)
		case core.BotTag:
			_, err = t.ChangeTags(ctx, c, a.Tags, nil)
		case core.BotSet:
			err = t.set(ctx, c, a)
		case core.BotWait:
		default:
			if last < 0 {
				last = i
			}
		}
		if err != nil {
			return err
		}
	}
	if last < 0 {
		return nil
	}
	told := answer.Actions[last].Text != "" || slices.ContainsFunc(answer.Actions, func(a core.BotAction) bool { return a.Do == core.BotReply })
	return t.leave(ctx, c, answer.Actions[last], told)
}

// leave does an action by which the chatbot stops to hold the chat, or will; told is whether
// its answer tells the visitor something.
func (t *chatbotAnswer) leave(ctx context.Context, c core.Chat, a core.BotAction, told bool) (err error) {
	if a.Text != "" && a.Do != core.BotBlock {
		if c, err = t.say(ctx, c, core.BotAction{Text: a.Text, Markup: a.Markup}, nil); err != nil {
			return err
		}
	}
	if _, err := t.ChangeTags(ctx, c, a.Tags, nil); err != nil {
		return err
	}
	switch a.Do {
	case core.BotForward:
		_, err = t.LeaveChatbot(ctx, c, c.Forwarded(t.Now(), t.rules), core.KindForwarded, "")
	case core.BotLeaveMessage:
		leave := t.LeaveChatbot
		if told { // that nobody is there, in the chatbot's own words
			leave = t.LeaveChatbotTold
		}
		_, err = leave(ctx, c, c.LeftForLater(t.Now(), t.rules), core.KindLeftForLater, "")
	case core.BotBlock:
		err = t.block(ctx, c, a.Reason)
	case core.BotEnd:
		if written, err := t.writtenSince(ctx, c); err != nil || written {
			return err
		}
		next := c.EndedByChatbot(t.Now(), a.After, t.rules)
		if next.Open() {
			return t.SaveChat(ctx, next)
		}
		if err = t.Move(ctx, core.ActChatCompleted, c, next); err == nil {
			err = t.AddSystemLine(ctx, next, t.Now(), core.KindChatbotEnded, core.Operator{})
		}
	}
	return err
}

// writtenSince reports whether the visitor has written, or pressed a button, since what the
// event is about: the chatbot does not know that yet. A chat that a message opens has two
// events of that message.
func (t *chatbotAnswer) writtenSince(ctx context.Context, c core.Chat) (bool, error) {
	queued, err := t.QueuedBotEvents(ctx, c.ID)
	return queued > 0 && (t.event.Kind != core.BotOpened || c.Received > 1), err
}

// say queues a reply of the chatbot, and returns what became of the chat.
func (t *chatbotAnswer) say(ctx context.Context, c core.Chat, a core.BotAction, file *core.Attachment) (core.Chat, error) {
	typed := strings.TrimSpace(strings.ToValidUTF8(a.Text, "\uFFFD"))
	text := markup.Text{Plain: typed}
	if a.Markup {
		text = markup.Parse(typed)
	}
	longest := markup.MaxText
	if file != nil {
		longest = markup.MaxCaption
		file.File.ChangedAt = t.Now()
		if err := t.SaveFile(ctx, file.File); err != nil {
			return c, err
		}
	}
	var parts []core.Message
	for _, part := range text.Split(longest) {
		if clean.Visible(part.Plain) {
			parts = append(parts, core.Message{Kind: core.KindText, Text: part.Plain, Markup: part.Markup})
		}
	}
	if len(parts) == 0 && file == nil {
		return c, core.NewError(core.CodeInvalid, "text_invisible")
	}
	if file != nil {
		if len(parts) == 0 {
			parts = []core.Message{{}}
		}
		parts[0].Kind, parts[0].Attachment = file.Kind, file
	}
	last := &parts[len(parts)-1]
	last.Buttons, last.Keyboard = core.EncodeLabels(a.Buttons), a.Keyboard
	c = c.ChatbotWrote(t.Now(), t.rules)
	for _, m := range parts {
		m.From, m.SentAt, m.Delivery = core.FromBot, t.Now(), core.DeliveryQueued
		stored, err := t.AppendMessage(ctx, c, m)
		if err != nil {
			return c, err
		}
		c.LastMessageID = stored.ID
	}
	t.WakeSender(c.BrandID)
	return c, t.SaveChat(ctx, c)
}

// set sets a field of the visitor.
func (t *chatbotAnswer) set(ctx context.Context, c core.Chat, a core.BotAction) error {
	fields, err := t.VisitorFields(ctx, c.VisitorID)
	if err != nil {
		return err
	}
	f, err := core.CheckVisitorField(fields, core.VisitorField{Name: a.Field, Value: a.Value})
	if err != nil {
		return err
	}
	t.Emit(core.Event{Kind: core.EventVisitor, Brand: c.BrandID})
	return t.SaveVisitorField(ctx, c.VisitorID, f)
}

// block puts the visitor on the block list, which ends the chat.
func (t *chatbotAnswer) block(ctx context.Context, c core.Chat, reason string) error {
	reason, err := core.CheckBlockReason(reason)
	if err != nil {
		return err
	}
	v, err := t.Visitor(ctx, c.VisitorID)
	if err != nil {
		return err
	}
	b, err := t.BlockOf(ctx, v.ID)
	if err != nil {
		return err
	}
	if b, err = t.SaveBlock(ctx, v.ByChatbot(b, reason, t.Now())); err != nil {
		return err
	}
	if err := t.AuditBlock(ctx, core.ActBlocked, v, b); err != nil {
		return err
	}
	next := c.EndedByChatbot(t.Now(), 0, t.rules)
	if err := t.Move(ctx, core.ActChatCompleted, c, next); err != nil {
		return err
	}
	return t.AddSystemLine(ctx, next, t.Now(), core.KindChatbotBlocked, core.Operator{})
}
