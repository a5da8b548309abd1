package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"tgdesk/core"
	"tgdesk/store/folder"
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
	switch codeOf(e) {
	case sqlite3.ErrFull:
		return folder.DiskFull()
	case sqlite3.ErrIoErr:
		return core.NewError(core.CodeUnavailable, "store_io")
	case sqlite3.ErrReadonly:
		return folder.ReadOnly()
	case sqlite3.ErrCantOpen, sqlite3.ErrPerm, sqlite3.ErrAuth:
		return core.NewError(core.CodeUnavailable, "store_cantopen")
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return core.NewError(core.CodeUnavailable, "store_busy")
	case sqlite3.ErrCorrupt:
		return core.NewError(core.CodeUnavailable, "store_corrupt", e.Error())
	case sqlite3.ErrNotADB:
		return core.NewError(core.CodeUnavailable, "store_notadb")
	case sqlite3.ErrNomem:
		return core.NewError(core.CodeUnavailable, "store_memory")
	case sqlite3.ErrConstraint:
		return uniqueError(e)
	}
	return nil
}

// codeOf is SQLite's code for an error, refined by the system's: to SQLite, a
// file system that became read-only is one that fails to write.
func codeOf(e sqlite3.Error) sqlite3.ErrNo {
	if e.Code == sqlite3.ErrIoErr {
		switch e.SystemErrno {
		case syscall.EROFS:
			return sqlite3.ErrReadonly
		case syscall.ENOSPC, syscall.EDQUOT:
			return sqlite3.ErrFull
		}
	}
	return e.Code
}

// uniqueError is the error for a violated unique constraint; nil for other
// constraints.
func uniqueError(e sqlite3.Error) *core.Error {
	if e.ExtendedCode != sqlite3.ErrConstraintUnique {
		return nil
	}
	_, columns, _ := strings.Cut(e.Error(), "failed: ")
	switch columns {
	case "brands.name_key":
		return core.NewError(core.CodeConflict, "brand_name_exists")
	case "channels.bot_id":
		return core.NewError(core.CodeConflict, "bot_in_use")
	case "visitors.brand_id, visitors.telegram_id":
		return core.NewError(core.CodeConflict, "visitor_known")
	case "chats.visitor_id":
		return core.NewError(core.CodeConflict, "chat_open")
	case "messages.visitor_id, messages.telegram_id":
		return core.NewError(core.CodeConflict, "message_known")
	}
	return nil
}

// fatal reports whether SQLite may have rolled back the transaction because of
// err: later statements would be committed on their own.
func fatal(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	return ok && e.Code != sqlite3.ErrConstraint && e.Code != sqlite3.ErrError &&
		e.Code != sqlite3.ErrMismatch && e.Code != sqlite3.ErrTooBig && e.Code != sqlite3.ErrRange
}

// corrupt reports whether err is about a damaged page.
func corrupt(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	return ok && (e.Code == sqlite3.ErrCorrupt || e.Code == sqlite3.ErrNotADB)
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
