package store

import (
	"context"
	"time"

	"tgdesk/core"
)

const (
	transferColumns   = `tr.id, tr.chat_id, tr.from_id, tr.to_id, tr.note, tr.asked_at, tr.expires_at, tr.state, tr.closed_at, tr.closed_by`
	transferSQL       = `SELECT ` + transferColumns + ` FROM transfers tr WHERE tr.id = ?`
	insertTransferSQL = `INSERT INTO transfers (chat_id, from_id, to_id, note, asked_at, expires_at, state) VALUES (?, ?, ?, ?, ?, ?, ?)`
	closeTransferSQL  = `UPDATE transfers SET state = ?, closed_at = ?, closed_by = ? WHERE id = ?`

	participantsSQL      = `SELECT p.chat_id, p.operator_id, p.kind, p.invited_by, p.joined_at, p.left_at FROM participants p WHERE p.chat_id = ? ORDER BY p.id`
	insertParticipantSQL = `INSERT INTO participants (chat_id, operator_id, kind, invited_by, joined_at) VALUES (?, ?, ?, ?, ?)`
	endParticipationSQL  = `UPDATE participants SET left_at = ? WHERE chat_id = ? AND operator_id = ? AND left_at IS NULL`
)

func (r reader) Transfer(ctx context.Context, id core.TransferID) (core.Transfer, error) {
	scan := scanTo(transferTargets)
	return queryOne(ctx, r.q, target{"transfer", id}, scan, transferSQL, id)
}

// transferTargets are for transferColumns, which are NULL without a transfer.
func transferTargets(t *core.Transfer) []any {
	return []any{
		nullable(&t.ID), nullable(&t.Chat), nullable(&t.From), nullable(&t.To), nullable(&t.Note),
		asTime(&t.AskedAt), asTime(&t.ExpiresAt), nullable(&t.State), asTime(&t.ClosedAt), nullable(&t.ClosedBy),
	}
}

func (t *tx) InsertTransfer(ctx context.Context, tr core.Transfer) (core.Transfer, error) {
	id, err := insert(ctx, t, "insert transfer", insertTransferSQL,
		tr.Chat, tr.From, nullID(tr.To), tr.Note, millis(tr.AskedAt), millis(tr.ExpiresAt), tr.State)
	tr.ID = core.TransferID(id)
	return tr, err
}

func (t *tx) CloseTransfer(ctx context.Context, tr core.Transfer) error {
	return updateOne(ctx, t, target{"transfer", tr.ID}, closeTransferSQL, tr.State, millis(tr.ClosedAt), nullID(tr.ClosedBy), tr.ID)
}

func (r reader) Participants(ctx context.Context, id core.ChatID) ([]core.Participant, error) {
	scan := scanTo(func(p *core.Participant) []any {
		return []any{&p.Chat, &p.Operator, &p.Kind, nullable(&p.InvitedBy), asTime(&p.JoinedAt), asTime(&p.LeftAt)}
	})
	return queryAll(ctx, r.q, "list participants", scan, participantsSQL, id)
}

func (t *tx) InsertParticipant(ctx context.Context, p core.Participant) error {
	return execute(ctx, t, "insert participant", insertParticipantSQL, p.Chat, p.Operator, p.Kind, nullID(p.InvitedBy), millis(p.JoinedAt))
}

func (t *tx) EndParticipation(ctx context.Context, chat core.ChatID, op core.OperatorID, at time.Time) error {
	return updateOne(ctx, t, target{"participant", op}, endParticipationSQL, millis(at), chat, op)
}
