package desk

import (
	"context"
	"slices"
	"time"

	"tgdesk/core"
)

// scoped reads what an operator may see: brands that they do not work for, and all that
// belongs to them, are refused or left out. Methods that are not here say nothing of a
// brand, or are for the engine; a test lists them.
type scoped struct {
	core.Reader
	op core.OperatorID
}

// operator reads the operator as they stand now.
func (s scoped) operator(ctx context.Context) (core.Operator, error) {
	return operator(ctx, s.Reader, s.op)
}

// mayUse returns why the operator may not see a brand.
func (s scoped) mayUse(ctx context.Context, b core.BrandID) error {
	op, err := s.operator(ctx)
	if err != nil {
		return err
	}
	return core.MayUseBrand(op, b)
}

func (s scoped) Brands(ctx context.Context) ([]core.BrandView, error) {
	op, err := s.operator(ctx)
	if err != nil {
		return nil, err
	}
	brands, err := s.Reader.Brands(ctx)
	return slices.DeleteFunc(brands, func(b core.BrandView) bool { return !op.Serves(b.ID) }), err
}

func (s scoped) Brand(ctx context.Context, id core.BrandID) (core.BrandView, error) {
	return ifAllowed(ctx, id, s.mayUse, s.Reader.Brand)
}

func (s scoped) BrandByName(ctx context.Context, name string) (core.BrandView, error) {
	b, err := s.Reader.BrandByName(ctx, name)
	return s.brand(ctx, b, err)
}

func (s scoped) BrandByBot(ctx context.Context, bot int64) (core.BrandView, error) {
	b, err := s.Reader.BrandByBot(ctx, bot)
	return s.brand(ctx, b, err)
}

func (s scoped) brand(ctx context.Context, b core.BrandView, err error) (core.BrandView, error) {
	return confined(b, err, func(b core.BrandView) error { return s.mayUse(ctx, b.ID) })
}

func (s scoped) OpenChats(ctx context.Context, id core.BrandID) (int, error) {
	return ifAllowed(ctx, id, s.mayUse, s.Reader.OpenChats)
}

func (s scoped) ListOpenChats(ctx context.Context, id core.BrandID) ([]core.Chat, error) {
	return ifAllowed(ctx, id, s.mayUse, s.Reader.ListOpenChats)
}

func (s scoped) Visitor(ctx context.Context, id core.VisitorID) (core.Visitor, error) {
	v, err := s.Reader.Visitor(ctx, id)
	return confined(v, err, func(v core.Visitor) error { return s.mayUse(ctx, v.BrandID) })
}

func (s scoped) VisitorByTelegram(ctx context.Context, brand core.BrandID, telegramID int64) (core.Visitor, error) {
	return unless(s.mayUse(ctx, brand), func() (core.Visitor, error) { return s.Reader.VisitorByTelegram(ctx, brand, telegramID) })
}

func (s scoped) VisitorFields(ctx context.Context, id core.VisitorID) ([]core.VisitorField, error) {
	return ifAllowed(ctx, id, s.mayReadVisitor, s.Reader.VisitorFields)
}

func (s scoped) BotEventsWaiting(ctx context.Context, brand core.BrandID) (int, error) {
	return ifAllowed(ctx, brand, s.mayUse, s.Reader.BotEventsWaiting)
}

func (s scoped) BlockOf(ctx context.Context, id core.VisitorID) (core.Block, error) {
	return ifAllowed(ctx, id, s.mayReadVisitor, s.Reader.BlockOf)
}

func (s scoped) VisitorRow(ctx context.Context, id core.VisitorID) (core.VisitorRow, error) {
	return ifAllowed(ctx, id, s.mayReadVisitor, s.Reader.VisitorRow)
}

func (s scoped) Visitors(ctx context.Context, q core.VisitorQuery) ([]core.VisitorRow, error) {
	return narrowed(ctx, s, &q, &q.Brands, s.Reader.Visitors)
}

// Mentions lists those of the operator who reads.
func (s scoped) Mentions(ctx context.Context, _ core.OperatorID, limit int) ([]core.Mention, error) {
	if _, err := s.operator(ctx); err != nil {
		return nil, err
	}
	return s.Reader.Mentions(ctx, s.op, limit)
}

func (s scoped) LookupVisitor(ctx context.Context, brand core.BrandID, user, message int64) (core.VisitorLookup, error) {
	return unless(s.mayUse(ctx, brand), func() (core.VisitorLookup, error) { return s.Reader.LookupVisitor(ctx, brand, user, message) })
}

func (s scoped) BrandTexts(ctx context.Context, id core.BrandID) (core.BrandTexts, error) {
	return ifAllowed(ctx, id, s.mayUse, s.Reader.BrandTexts)
}

func (s scoped) Chat(ctx context.Context, id core.ChatID) (core.Chat, error) {
	c, err := s.Reader.Chat(ctx, id)
	return s.chat(ctx, c, err)
}

func (s scoped) OpenChatOf(ctx context.Context, id core.VisitorID) (core.Chat, error) {
	c, err := s.Reader.OpenChatOf(ctx, id)
	return s.chat(ctx, c, err)
}

func (s scoped) chat(ctx context.Context, c core.Chat, err error) (core.Chat, error) {
	return confined(c, err, func(c core.Chat) error { return s.mayUse(ctx, c.BrandID) })
}

func (s scoped) Row(ctx context.Context, id core.ChatID) (core.ChatRow, error) {
	r, err := s.Reader.Row(ctx, id)
	return confined(r, err, func(r core.ChatRow) error { return s.mayUse(ctx, r.Chat.BrandID) })
}

func (s scoped) Rows(ctx context.Context, q core.RowQuery) ([]core.ChatRow, error) {
	return narrowed(ctx, s, &q, &q.Brands, s.Reader.Rows)
}

func (s scoped) ChatNumbers(ctx context.Context, q core.ChatQuery) ([]core.ChatID, error) {
	return narrowed(ctx, s, &q, &q.Brands, s.Reader.ChatNumbers)
}

func (s scoped) Overview(ctx context.Context, brands core.Set[core.BrandID]) (core.Overview, error) {
	return narrowed(ctx, s, &brands, &brands, s.Reader.Overview)
}

func (s scoped) FindRows(ctx context.Context, query string, brands core.Set[core.BrandID], limit int) ([]core.ChatRow, error) {
	brands, ok, err := s.among(ctx, brands)
	if !ok {
		return nil, err
	}
	return s.Reader.FindRows(ctx, query, brands, limit)
}

func (s scoped) Search(ctx context.Context, q core.SearchQuery) (core.SearchResult, error) {
	return narrowed(ctx, s, &q, &q.Brands, s.Reader.Search)
}

func (s scoped) ChatsOf(ctx context.Context, id core.VisitorID, limit int) ([]core.ChatRow, error) {
	return unless(s.mayReadVisitor(ctx, id), func() ([]core.ChatRow, error) { return s.Reader.ChatsOf(ctx, id, limit) })
}

func (s scoped) ChatTags(ctx context.Context, id core.ChatID) (core.Tags, error) {
	return ifAllowed(ctx, id, s.mayReadChat, s.Reader.ChatTags)
}

func (s scoped) TagsInUse(ctx context.Context, brands core.Set[core.BrandID]) ([]core.TagUse, error) {
	return narrowed(ctx, s, &brands, &brands, s.Reader.TagsInUse)
}

// BrandFaces is for admins.
func (s scoped) BrandFaces(ctx context.Context, brand core.BrandID) ([]core.BrandFace, error) {
	return unless(s.mayManage(ctx), func() ([]core.BrandFace, error) { return s.Reader.BrandFaces(ctx, brand) })
}

func (s scoped) SourcesInUse(ctx context.Context, brands core.Set[core.BrandID]) ([]core.SourceUse, error) {
	return narrowed(ctx, s, &brands, &brands, s.Reader.SourcesInUse)
}

func (s scoped) Report(ctx context.Context, q core.ReportQuery) (core.Report, error) {
	op, err := s.operator(ctx)
	if err == nil {
		err = core.MayReport(op, q.Operator)
	}
	if err == nil {
		err = q.Check()
	}
	if err != nil {
		return core.Report{}, err
	}
	var ok bool
	if q.Brands, ok, err = s.among(ctx, q.Brands); !ok {
		return core.NewReportBuilder(q, nil, nil).Report(), err
	}
	return s.Reader.Report(ctx, q)
}

func (s scoped) VisitorData(ctx context.Context, v core.Visitor) (core.VisitorData, error) {
	return unless(s.mayReadVisitor(ctx, v.ID), func() (core.VisitorData, error) { return s.Reader.VisitorData(ctx, v) })
}

func (s scoped) Erasure(ctx context.Context, id core.VisitorID) (core.Erasure, error) {
	return ifAllowed(ctx, id, s.mayReadVisitor, s.Reader.Erasure)
}

func (s scoped) CountOld(ctx context.Context, brand core.BrandID, before time.Time) (core.RetentionEffect, error) {
	return unless(s.mayUse(ctx, brand), func() (core.RetentionEffect, error) { return s.Reader.CountOld(ctx, brand, before) })
}

func (s scoped) Transfer(ctx context.Context, id core.TransferID) (core.Transfer, error) {
	t, err := s.Reader.Transfer(ctx, id)
	return confined(t, err, func(t core.Transfer) error { return s.mayReadChat(ctx, t.Chat) })
}

func (s scoped) Participants(ctx context.Context, id core.ChatID) ([]core.Participant, error) {
	return ifAllowed(ctx, id, s.mayReadChat, s.Reader.Participants)
}

func (s scoped) CannedReplies(ctx context.Context) ([]core.CannedReply, error) {
	op, err := s.operator(ctx)
	if err != nil {
		return nil, err
	}
	all, err := s.Reader.CannedReplies(ctx)
	return slices.DeleteFunc(slices.Clone(all), func(c core.CannedReply) bool { return c.Brand != 0 && !op.Serves(c.Brand) }), err
}

func (s scoped) CannedReply(ctx context.Context, id core.CannedID) (core.CannedReply, error) {
	c, err := s.Reader.CannedReply(ctx, id)
	return confined(c, err, func(c core.CannedReply) error {
		if c.Brand == 0 { // for all brands
			_, err := s.operator(ctx)
			return err
		}
		return s.mayUse(ctx, c.Brand)
	})
}

// OperatorKeys gives all keys to admins, and to others their own.
func (s scoped) OperatorKeys(ctx context.Context) ([]core.OperatorKey, error) {
	op, err := s.operator(ctx)
	if err != nil {
		return nil, err
	}
	keys, err := s.Reader.OperatorKeys(ctx)
	return slices.DeleteFunc(keys, func(k core.OperatorKey) bool { return !op.Admin() && k.Operator != op.ID }), err
}

// AuditEntries is for admins.
func (s scoped) AuditEntries(ctx context.Context, q core.AuditQuery) ([]core.AuditEntry, error) {
	return unless(s.mayManage(ctx), func() ([]core.AuditEntry, error) { return s.Reader.AuditEntries(ctx, q) })
}
