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
	if known := sentence(e); known != nil {
		return known.Because(cause)
	}
	return cause
}

// sentence says what is wrong and what to do; nil for an error that only a bug causes.
func sentence(e sqlite3.Error) *core.Error {
	unavailable := func(id, text string) *core.Error { return core.Errorf(core.CodeUnavailable, id, "%s", text) }
	switch codeOf(e) {
	case sqlite3.ErrFull:
		return folder.DiskFull()
	case sqlite3.ErrIoErr:
		return unavailable("store_io", "The disk that holds the desk failed to read or write. Check the disk and its file system, then run tgdesk doctor.")
	case sqlite3.ErrReadonly:
		return folder.ReadOnly()
	case sqlite3.ErrCantOpen, sqlite3.ErrPerm, sqlite3.ErrAuth:
		return unavailable("store_cantopen", "The desk's database cannot be opened. Check the owner and permissions of its directory, and whether too many files are open.")
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return unavailable("store_busy", "Another program kept the desk's database locked for too long. Close other programs that use it and try again.")
	case sqlite3.ErrCorrupt:
		return unavailable("store_corrupt", "The desk's database is damaged. Stop tgdesk, keep a copy of the directory, and restore a backup.")
	case sqlite3.ErrNotADB:
		return unavailable("store_notadb", "The file desk.db is no database. Move it away, then restore a backup or start afresh.")
	case sqlite3.ErrNomem:
		return unavailable("store_memory", "There is not enough memory to use the desk's database. Close other programs and try again.")
	case sqlite3.ErrConstraint:
		return taken(e)
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

// taken names the unique constraint that a write violated; nil for any other constraint.
func taken(e sqlite3.Error) *core.Error {
	conflict := func(id, text string) *core.Error { return core.Errorf(core.CodeConflict, id, "%s", text) }
	if e.ExtendedCode != sqlite3.ErrConstraintUnique {
		return nil
	}
	_, columns, _ := strings.Cut(e.Error(), "failed: ")
	switch columns {
	case "brands.name_key":
		return conflict("brand_name_taken", "There is a brand of that name already.")
	case "brands.bot_id":
		return conflict("bot_taken", "Another brand uses this bot already.")
	case "visitors.brand_id, visitors.telegram_id":
		return conflict("visitor_known", "The brand knows this visitor already.")
	case "chats.visitor_id":
		return conflict("chat_open", "The visitor has an open chat already.")
	case "messages.visitor_id, messages.telegram_id":
		return conflict("message_known", "This message is stored already.")
	}
	return nil
}

// fatal reports whether SQLite may have ended the transaction because of err:
// whatever was written after it would be committed alone.
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

// thing names what a query looked for.
type thing struct {
	noun string
	id   any
}

func (t thing) missing() error {
	format := "There is no %s %v."
	if _, ok := t.id.(string); ok {
		format = "There is no %s %q."
	}
	return core.Errorf(core.CodeNotFound, strings.ReplaceAll(t.noun, " ", "_")+"_not_found", format, t.noun, t.id)
}
