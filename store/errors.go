package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"tgdesk/core"
)

// explain translates an error of the database: to the context's error if that
// is the cause, to a *core.Error if a person can do something about it, else to
// the same error with what was being done.
func explain(ctx context.Context, doing string, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if _, ok := errors.AsType[*core.Error](err); ok {
		return err
	}
	cause := fmt.Errorf("%s: %w", doing, err)
	e, ok := errors.AsType[sqlite3.Error](err)
	if !ok {
		return cause
	}
	if known := knownError(e); known != nil {
		return known.Because(cause)
	}
	return cause
}

// knownError is the error for people; nil for one that only a bug causes.
func knownError(e sqlite3.Error) *core.Error {
	code := e.Code
	if code == sqlite3.ErrIoErr { // to SQLite, a file system that became read-only is one that fails to write
		switch e.SystemErrno {
		case syscall.EROFS:
			code = sqlite3.ErrReadonly
		case syscall.ENOSPC, syscall.EDQUOT:
			code = sqlite3.ErrFull
		}
	}
	if code == sqlite3.ErrCorrupt {
		return core.NewError(core.CodeUnavailable, "store_corrupt", e.Error())
	}
	if e.ExtendedCode == sqlite3.ErrConstraintUnique {
		_, columns, _ := strings.Cut(e.Error(), "failed: ")
		if id := uniqueErrors()[columns]; id != "" {
			return core.NewError(core.CodeConflict, id)
		}
	}
	if id := storeErrors()[code]; id != "" {
		return core.NewError(core.CodeUnavailable, id)
	}
	return nil
}

// storeErrors are ids of errors by SQLite's codes.
func storeErrors() map[sqlite3.ErrNo]string {
	return map[sqlite3.ErrNo]string{
		sqlite3.ErrFull:     "store_full",
		sqlite3.ErrIoErr:    "store_io",
		sqlite3.ErrReadonly: "store_readonly",
		sqlite3.ErrCantOpen: "store_cantopen",
		sqlite3.ErrPerm:     "store_cantopen",
		sqlite3.ErrAuth:     "store_cantopen",
		sqlite3.ErrBusy:     "store_busy",
		sqlite3.ErrLocked:   "store_busy",
		sqlite3.ErrNotADB:   "store_notadb",
		sqlite3.ErrNomem:    "store_memory",
	}
}

// uniqueErrors are ids of errors by the columns of violated unique constraints.
func uniqueErrors() map[string]string {
	return map[string]string{
		"brands.name_key":                           "brand_name_exists",
		"channels.bot_id":                           "bot_in_use",
		"visitors.brand_id, visitors.telegram_id":   "visitor_known",
		"chats.visitor_id":                          "chat_open",
		"messages.visitor_id, messages.telegram_id": "message_known",
		"index 'canned_replies_ref'":                "canned_exists",
	}
}

// fatal reports whether SQLite may have rolled back the transaction because of
// err: later statements would be committed on their own.
func fatal(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	return ok && e.Code != sqlite3.ErrConstraint && e.Code != sqlite3.ErrError &&
		e.Code != sqlite3.ErrMismatch && e.Code != sqlite3.ErrTooBig && e.Code != sqlite3.ErrRange
}

// target is what a query looks for.
type target struct {
	noun string
	id   any
}

func (t target) notFound() error {
	id := strings.ReplaceAll(t.noun, " ", "_") + "_not_found"
	if _, ok := t.id.(string); ok {
		id += "_by_name"
	}
	return core.NewError(core.CodeNotFound, id, t.id)
}
