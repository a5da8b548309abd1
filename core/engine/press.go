package engine

import (
	"context"

	"tgdesk/core"
)

// buttonPressed applies that a visitor pressed a button, once however often Telegram
// tells it, and answers it each time: an answer may have been lost.
func (a *applier) buttonPressed(ctx context.Context, u core.Update) error {
	reply := core.PressReply{ID: u.Press.ID, Visitor: u.Visitor.TelegramID, Message: u.Press.MessageTelegramID}
	outcome, err := a.Press(ctx, a.brand.ID, u.Press.ID)
	if err != nil {
		return err
	}
	if p, ok := core.ParseRatingPress(u.Press.Data); ok {
		return a.ratingPressed(ctx, u, p, outcome)
	}
	var m core.Message // with the button
	target, ours := core.ParsePress(u.Press.Data)
	if ours {
		if m, err = a.Message(ctx, target.Message); err != nil && !core.IsNotFound(err) {
			return err
		}
	}
	label, _ := m.Buttons.Label(target.Index)
	if outcome == "" {
		if outcome, err = a.press(ctx, u, m, target.Index); err != nil {
			return err
		}
		if err := a.InsertPress(ctx, a.brand.ID, u.Press.ID, outcome); err != nil {
			return err
		}
	}
	reply.Keep = m.ID == 0 || outcome == core.PressIgnored
	if reply.Text, err = a.pressAnswer(ctx, u, m.ChatID, outcome); err != nil {
		return err
	}
	if outcome == core.PressTaken {
		reply.Text = "✓ " + label
	}
	a.AnswerPress(a.brand.ID, reply)
	return nil
}

// pressAnswer is what the visitor who pressed a button of a chat is shown for a moment.
func (a *applier) pressAnswer(ctx context.Context, u core.Update, c core.ChatID, o core.PressOutcome) (string, error) {
	if o.Text() == "" {
		return "", nil
	}
	v, known, err := a.visitor(ctx, u.Visitor)
	if err != nil {
		return "", err
	}
	values := core.TextValues{Visitor: u.Visitor, Chat: c}
	if known {
		values.Visitor = v.Profile
	}
	return a.ShortText(ctx, a.brand.ID, o.Text(), values)
}

// press adds to the chat what a visitor chose by a button of m, which is the zero message
// for a button that is not the desk's. What the buttons of an earlier step, or of a chat
// that nobody but people hold, would say changes nothing.
func (a *applier) press(ctx context.Context, u core.Update, m core.Message, index int) (core.PressOutcome, error) {
	v, known, err := a.visitor(ctx, u.Visitor)
	label, has := m.Buttons.Label(index)
	switch {
	case err != nil:
		return "", err
	case !known || m.VisitorID != v.ID || !has || m.Keyboard:
		return core.PressEarlier, nil
	case v.OnBlockList():
		return core.PressIgnored, nil
	}
	c, _, err := a.CurrentChat(ctx, m.ChatID)
	if err != nil {
		return "", err
	}
	newest, err := a.LastButtons(ctx, c.ID)
	switch {
	case err != nil:
		return "", err
	case m.Pressed == index+1:
		return core.PressAgain, nil
	case !c.Open():
		return core.PressEnded, nil
	case !c.HeldByChatbot() || m.ID != newest || m.Pressed != 0:
		return core.PressEarlier, nil
	}
	if err := a.markPressed(ctx, m, index, u.Press.MessageTelegramID); err != nil {
		return "", err
	}
	chosen, err := a.AppendMessage(ctx, c, core.Message{
		From: core.FromVisitor, Kind: core.KindButton, Author: v.Name(), Text: label, ReplyTo: u.Press.MessageTelegramID, SentAt: a.Now(),
	})
	if err != nil {
		return "", err
	}
	before := c
	c = c.VisitorWrote(a.Now(), a.rules)
	c.LastMessageID = chosen.ID
	if err := a.AskChatbot(ctx, c, core.BotPressed, chosen.ID); err != nil {
		return "", err
	}
	return core.PressTaken, a.saveWritten(ctx, before, c, false)
}

// markPressed stores which button of m was pressed. If nobody knew whether m arrived, it
// is known now.
func (a *applier) markPressed(ctx context.Context, m core.Message, index int, telegramID int64) error {
	m.Pressed = index + 1
	if m.Delivery != core.DeliveryUnknown {
		return a.SaveMessage(ctx, m)
	}
	_, err := a.MessageByTelegram(ctx, m.VisitorID, telegramID)
	switch {
	case core.IsNotFound(err):
		m.Delivery, m.Problem, m.TelegramID = core.DeliverySent, "", telegramID
	case err != nil:
		return err
	}
	return a.SaveMessage(ctx, m)
}
