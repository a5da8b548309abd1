package engine

import (
	"context"
	"strings"

	"tgdesk/core"
)

// ratingPressed applies that a visitor pressed a button below a request for a rating, once
// however often Telegram tells it. It never opens a chat, nor changes the one it rates but
// for its transcript.
func (a *applier) ratingPressed(ctx context.Context, u core.Update, p core.RatingPress, before core.PressOutcome) error {
	request, err := a.ratingRequest(ctx, u, p.Chat)
	if err != nil {
		return err
	}
	outcome := before
	if outcome == "" {
		if outcome, err = a.applyRating(ctx, u, p, request); err != nil {
			return err
		}
		if err := a.InsertPress(ctx, a.brand.ID, u.Press.ID, outcome); err != nil {
			return err
		}
	}
	return a.answerRating(ctx, u, p.Chat, request, outcome)
}

// ratingRequest is the message that asks the visitor for a rating of a chat of theirs; the
// zero message if there is none.
func (a *applier) ratingRequest(ctx context.Context, u core.Update, id core.ChatID) (core.Message, error) {
	v, known, err := a.visitor(ctx, u.Visitor)
	if err != nil || !known {
		return core.Message{}, err
	}
	m, err := a.LastAutomatic(ctx, id, core.TextRating)
	if err != nil || m.VisitorID != v.ID {
		return core.Message{}, err
	}
	return m, nil
}

// applyRating stores what a press says of the chat of a request.
func (a *applier) applyRating(ctx context.Context, u core.Update, p core.RatingPress, request core.Message) (core.PressOutcome, error) {
	scale := core.RatingScaleOf(request)
	if scale == core.RatingOff || !p.Comment && !p.Change && !scale.Has(p.Score) {
		return core.PressEarlier, nil
	}
	v, err := a.Visitor(ctx, request.VisitorID)
	if err != nil {
		return "", err
	}
	if v.OnBlockList() {
		return core.PressIgnored, nil
	}
	c, err := a.Chat(ctx, request.ChatID)
	if err != nil {
		return "", err
	}
	r, err := a.Rating(ctx, c.ID)
	switch {
	case err != nil:
		return "", err
	case r.Given() && !r.Changeable(a.Now()):
		return core.PressTooLate, nil
	case p.Comment:
		return a.askComment(ctx, c, r)
	case p.Change:
		return core.PressScores, nil
	case r.Given() && r.Score == p.Score:
		return core.PressRated, nil
	}
	return core.PressRated, a.rate(ctx, u, c, v, request, r, p.Score)
}

// rate stores a score, and tells it in the chat's transcript in one line.
func (a *applier) rate(ctx context.Context, u core.Update, c core.Chat, v core.Visitor, request core.Message, r core.Rating, score int) error {
	scale := core.RatingScaleOf(request)
	if err := a.markPressed(ctx, request, scale.Index(score), u.Press.MessageTelegramID); err != nil {
		return err
	}
	before := r
	if r.Given() {
		r.ChangedAt = a.Now()
	} else {
		r = core.Rating{Chat: c.ID, RatedAt: a.Now()}
	}
	r.Scale, r.Score = scale, score
	var err error
	if r.Line, err = a.tellRating(ctx, c, v, before, r); err != nil {
		return err
	}
	a.EmitTranscript(c.BrandID, c.ID)
	a.EmitChat(c)
	return a.SaveRating(ctx, r)
}

// tellRating has one system line tell the rating of a chat, and returns it.
func (a *applier) tellRating(ctx context.Context, c core.Chat, v core.Visitor, before, r core.Rating) (core.MessageID, error) {
	if !before.Given() {
		m, err := a.AppendMessage(ctx, c, core.Message{From: core.FromDesk, Kind: core.KindRated, Author: v.Name(), Text: r.LineText(), SentAt: a.Now()})
		return m.ID, err
	}
	m, err := a.Message(ctx, before.Line)
	if core.IsNotFound(err) { // erased
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	m.Text = r.LineText()
	return m.ID, a.SaveMessage(ctx, m)
}

// askComment asks for a comment on a rating, unless there is one, or the question is on its
// way or with the visitor.
func (a *applier) askComment(ctx context.Context, c core.Chat, r core.Rating) (core.PressOutcome, error) {
	asked, err := a.LastAutomatic(ctx, c.ID, core.TextRatingComment)
	if err != nil {
		return "", err
	}
	lost := asked.Delivery == core.DeliveryFailed || asked.Delivery == core.DeliveryUnknown
	if !r.Given() || r.CommentID != 0 || asked.ID != 0 && !lost {
		return core.PressAgain, nil
	}
	_, err = a.SendText(ctx, c, core.TextRatingComment, core.TextValues{})
	return core.PressComment, err
}

// answerRating answers a press, and gives the request the buttons that it has from now on.
func (a *applier) answerRating(ctx context.Context, u core.Update, id core.ChatID, request core.Message, outcome core.PressOutcome) error {
	text, err := a.pressAnswer(ctx, u, id, outcome)
	if err != nil {
		return err
	}
	reply := core.PressReply{
		ID: u.Press.ID, Text: text, Visitor: u.Visitor.TelegramID, Message: u.Press.MessageTelegramID,
		Keep: request.ID == 0 || outcome == core.PressIgnored || outcome == core.PressEarlier,
	}
	if reply.Keep {
		a.AnswerPress(a.brand.ID, reply)
		return nil
	}
	c, err := a.Chat(ctx, id)
	if err != nil {
		return err
	}
	r, err := a.Rating(ctx, id)
	if err != nil {
		return err
	}
	comment, err := a.commentButton(ctx, c, r)
	if err != nil {
		return err
	}
	reply.Buttons = core.RatingButtons(id, core.RatingScaleOf(request), r, outcome == core.PressScores, comment)
	a.AnswerPress(a.brand.ID, reply)
	return nil
}

// commentButton is the label of the button that asks for a comment on a rating; "" if there
// is no such button.
func (a *applier) commentButton(ctx context.Context, c core.Chat, r core.Rating) (string, error) {
	if r.CommentID != 0 || !r.Changeable(a.Now()) {
		return "", nil
	}
	_, asks, err := a.AutoText(ctx, c, core.TextRatingComment, core.TextValues{})
	if err != nil || !asks {
		return "", err
	}
	v, err := a.Visitor(ctx, c.VisitorID)
	if err != nil {
		return "", err
	}
	label, err := a.ShortText(ctx, c.BrandID, core.TextRatingButton, core.TextValues{Visitor: v.Profile, Chat: c.ID})
	return strings.Join(strings.Fields(label), " "), err
}

// comment keeps a message that answers the question for a comment on a rating as that
// comment, in the chat that it is about; ok is false for any other message. What might be
// meant for somebody who reads it now is no comment: a command, a file, or what is written
// while a chat is open.
func (a *applier) comment(ctx context.Context, found *core.VisitorLookup, u core.Update) (ok bool, err error) {
	in, v := u.Message, found.Visitor
	if v.ID == 0 || in.ReplyTo == 0 || in.Kind != core.KindText || u.Partial || strings.HasPrefix(in.Text, "/") || in.Forward != "" {
		return false, nil
	}
	if found.Chat.ID != 0 {
		found.Chat, _, err = a.ApplyExpired(ctx, found.Chat)
		if err != nil || found.Chat.Open() {
			return false, err
		}
	}
	prompt, err := a.commentPrompt(ctx, v, in)
	if err != nil || prompt.Automatic != core.TextRatingComment {
		return false, err
	}
	r, err := a.Rating(ctx, prompt.ChatID)
	if err != nil || !r.Given() || r.CommentID != 0 || !r.Changeable(a.Now()) {
		return false, err
	}
	c, err := a.Chat(ctx, prompt.ChatID)
	if err != nil {
		return false, err
	}
	if v, _, err = a.upsertVisitor(ctx, *found, u); err != nil {
		return false, err
	}
	m, err := a.AppendMessage(ctx, c, messageOf(c, v, u, core.ExternalReply{}))
	if err != nil {
		return false, err
	}
	r.CommentID = m.ID
	if err := a.SaveRating(ctx, r); err != nil {
		return false, err
	}
	a.EmitChat(c)
	if err := a.closeComment(ctx, c, v, r); err != nil {
		return false, err
	}
	_, err = a.SendText(ctx, c, core.TextRatingThanks, core.TextValues{})
	return true, err
}

// The question for a comment that a visitor answers is looked for among so many messages of
// so many of their chats.
const commentChats, commentMessages = 3, 20

// commentPrompt is the message that a visitor answers, or the zero message. Nobody may know
// yet, or ever have known, that the question for a comment arrived: the answer tells.
func (a *applier) commentPrompt(ctx context.Context, v core.Visitor, in core.Incoming) (core.Message, error) {
	m, err := a.MessageByTelegram(ctx, v.ID, in.ReplyTo)
	if !core.IsNotFound(err) {
		return m, err
	}
	chats, err := a.ChatsOf(ctx, v.ID, commentChats)
	if err != nil {
		return core.Message{}, err
	}
	for _, row := range chats {
		last, err := a.Messages(ctx, core.MessageQuery{Chat: row.Chat.ID, Limit: commentMessages})
		if err != nil {
			return core.Message{}, err
		}
		for _, m := range last {
			switch {
			case m.Automatic != core.TextRatingComment || m.TelegramID != 0 || m.Text != in.ExternalReply.Text:
			case m.Delivery == core.DeliverySending:
				return m, nil
			case m.Delivery == core.DeliveryUnknown:
				m.Delivery, m.Problem, m.TelegramID = core.DeliverySent, "", in.ReplyTo
				return m, a.SaveMessage(ctx, m)
			}
		}
	}
	return core.Message{}, nil
}

// closeComment takes the button for a comment away, now that there is one.
func (a *applier) closeComment(ctx context.Context, c core.Chat, v core.Visitor, r core.Rating) error {
	request, err := a.LastAutomatic(ctx, c.ID, core.TextRating)
	if err != nil || request.TelegramID == 0 {
		return err
	}
	a.AnswerPress(a.brand.ID, core.PressReply{
		Visitor: v.TelegramID, Message: request.TelegramID, Buttons: core.RatingButtons(c.ID, r.Scale, r, false, ""),
	})
	return nil
}
