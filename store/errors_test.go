package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"github.com/mattn/go-sqlite3"

	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/tui/locale"
)

func TestDiskErrorsAreKnown(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, code := range []sqlite3.ErrNo{
		sqlite3.ErrFull, sqlite3.ErrIoErr, sqlite3.ErrReadonly, sqlite3.ErrCantOpen, sqlite3.ErrBusy,
		sqlite3.ErrCorrupt, sqlite3.ErrNotADB, sqlite3.ErrNomem,
	} {
		cause := fmt.Errorf("deep inside: %w", sqlite3.Error{Code: code})
		err := explain(t.Context(), "list brands", cause)
		wantCode(t, err, core.CodeUnavailable)
		if !errors.Is(err, cause) || !strings.Contains(errors.Unwrap(err).Error(), "list brands") {
			t.Errorf("%v lost its cause", code)
		}
		if seen[locale.English().Error(err)] || strings.Contains(locale.English().Error(err), "list brands") {
			t.Errorf("%v: sentence %q", code, err)
		}
		seen[locale.English().Error(err)] = true
		if !fatal(cause) {
			t.Errorf("%v does not end a transaction", code)
		}
	}
}

func TestUnknownErrorsHaveContext(t *testing.T) {
	t.Parallel()
	bug := sqlite3.Error{Code: sqlite3.ErrError}
	if err := explain(t.Context(), "list brands", bug); core.CodeOf(err) != core.CodeInternal || !errors.Is(err, bug) || fatal(bug) {
		t.Errorf("a bug became %v", err)
	}
	own := core.NewError(core.CodeConflict, "x")
	if err := explain(t.Context(), "list brands", own); err != error(own) {
		t.Errorf("our own error became %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := explain(gone, "list brands", sqlite3.Error{Code: sqlite3.ErrInterrupt}); !errors.Is(err, context.Canceled) {
		t.Errorf("an interrupted query gave %v", err)
	}
	if err := explain(gone, "list brands", nil); err != nil {
		t.Errorf("success became %v", err)
	}
}

func TestSystemErrorRefinesCode(t *testing.T) {
	t.Parallel()
	for errno, id := range map[syscall.Errno]string{
		syscall.EROFS: "store_readonly", syscall.ENOSPC: "store_full", syscall.EDQUOT: "store_full", syscall.EIO: "store_io",
	} {
		wantID(t, explain(t.Context(), "commit", sqlite3.Error{Code: sqlite3.ErrIoErr, SystemErrno: errno}), id)
		if errno != syscall.EIO {
			wantID(t, folder.Unusable("desk", errno), id)
		}
	}
}
