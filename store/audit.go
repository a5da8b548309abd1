package store

import (
	"context"
	"math"
	"strings"

	"tgdesk/core"
	"tgdesk/store/sqlite"
)

const (
	selectAudit = `SELECT a.id, a.at, a.operator_id, a.operator_name, a.via, a.session, a.act, a.brand_id, b.name, a.chat_id, a.visitor_id, a.subject, a.before, a.after
		FROM audit a LEFT JOIN brands b ON b.id = a.brand_id WHERE a.id < ?1`
)

func (t *tx) InsertAudit(ctx context.Context, e core.AuditEntry) error {
	return t.insertLater(ctx, &insertAudit, &t.audit,
		millis(e.At), nullID(e.Operator), e.Name, e.Via, e.Session, e.Act,
		nullID(e.Brand), nullID(e.Chat), nullID(e.Visitor), e.Subject, e.Before, e.After)
}

// AuditEntries lists entries, newest first.
func (r reader) AuditEntries(ctx context.Context, q core.AuditQuery) ([]core.AuditEntry, error) {
	query, before := selectAudit, q.Before
	if before == 0 {
		before = math.MaxInt64
	}
	if q.Operator != 0 {
		query += ` AND a.operator_id = ?2`
	}
	if q.Name != "" {
		query += ` AND a.operator_name = ?6`
	}
	if q.Chat != 0 {
		query += ` AND a.chat_id = ?3`
	}
	query += sqlite.In("a.brand_id", q.Brands)
	args := []any{before, q.Operator, q.Chat, q.Since.UnixMilli(), nonNegative(q.Limit), q.Name}
	if len(q.Acts) > 0 {
		query += ` AND a.act IN (?7` + strings.Repeat(`, ?`, len(q.Acts)-1) + `)` // a bare ? is one more than the last
		for _, a := range q.Acts {
			args = append(args, a)
		}
	}
	if !q.Since.IsZero() {
		query += ` AND a.at >= ?4`
	}
	return queryAll(ctx, r.q, "read the audit", scanAudit, query+` ORDER BY a.id DESC LIMIT ?5`, args...)
}

func scanAudit(row scanner) (e core.AuditEntry, err error) {
	err = row.Scan(&e.ID, asTime(&e.At), nullable(&e.Operator), &e.Name, &e.Via, &e.Session, &e.Act, nullable(&e.Brand), nullable(&e.BrandName), nullable(&e.Chat), nullable(&e.Visitor),
		&e.Subject, &e.Before, &e.After)
	return e, err
}
