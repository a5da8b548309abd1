package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"github.com/gabriel-vasile/mimetype"
	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/output"
	"tgdesk/cmd/tgdesk/secrets"
	"tgdesk/core"
	"tgdesk/core/chatbot"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
	"tgdesk/core/engine"
	"tgdesk/core/media"
	"tgdesk/core/telegram"
	"tgdesk/store"
	"tgdesk/store/folder"
	"tgdesk/store/seal"
)

// Read gives fn a reader of the desk, whether or not a desk runs.
func (e *Env) Read(fn func(core.Reader) error) (err error) {
	if e.Running != nil {
		return fn(e.Running.Desk)
	}
	if err := e.RefuseLinks(); err != nil {
		return err
	}
	db, err := store.OpenReader(e.DeskDir(), store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return fn(db)
}

// CallerOf is the operator who calls: of the desk that runs, or else the settings file's;
// 0 if the desk does not know that one yet.
func (e *Env) CallerOf(ctx context.Context, r core.Reader) (core.OperatorID, error) {
	if e.Running != nil {
		return e.Running.Operator.ID, nil
	}
	s, err := e.ReadSettings()
	if err != nil {
		return 0, err
	}
	op, err := r.OperatorByName(ctx, s.Operator.Name)
	if core.IsNotFound(err) {
		return 0, nil
	}
	return op.ID, err
}

// DeskRuns reports whether some process holds the desk now.
func (e *Env) DeskRuns() (bool, error) {
	if e.Running != nil {
		return true, nil
	}
	if err := e.RefuseLinks(); err != nil {
		return false, err
	}
	_, held, err := folder.HolderOf(e.DeskDir())
	return held, err
}

// Change gives fn the desk to change: that which runs, in the name of whoever made
// the call, or else that in the folder, in the name of the settings file's operator.
// No engine runs on that one meanwhile, nor in any other process: another one that
// holds the desk is named in the error.
func (e *Env) Change(ctx context.Context, command string, fn func(*desk.Desk, core.Operator) error) error {
	if e.Running != nil {
		return fn(e.Running.Desk, e.Running.Operator)
	}
	return e.changeFolder(ctx, command, true, fn)
}

// changeFolder is Change for the desk in the folder. Who needs no token does without the key,
// which may take a command that asks for a password.
func (e *Env) changeFolder(ctx context.Context, command string, withKey bool, fn func(*desk.Desk, core.Operator) error) (err error) {
	s, err := e.ReadSettings()
	if err != nil {
		return err
	}
	db, err := e.openDesk(ctx, folder.Holder{Command: command}, s, withKey)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	d := desk.New(db, e.Messenger(), core.NewHub(), desk.Options{Files: e.Media(s), Now: e.Clock().Now, Clock: e.Clock()})
	op, err := d.SignIn(ctx, s.Operator.Name, s.Operator.Role)
	if err != nil {
		return err
	}
	return fn(d, op)
}

// ChangeFound is Change for what find finds. Where there is no such desk or thing, nothing
// is created.
func ChangeFound[T any](e *Env, cmd *cobra.Command, find func(core.Reader) (T, error), fn func(*desk.Desk, core.Operator, T) error) error {
	err := e.Read(func(r core.Reader) error {
		_, err := find(r)
		return err
	})
	if err != nil {
		return err
	}
	return e.Change(cmd.Context(), cmd.CommandPath(), func(d *desk.Desk, op core.Operator) error {
		found, err := find(d)
		if err != nil {
			return err
		}
		return fn(d, op, found)
	})
}

// Recorded runs take, which takes something out of the desk, and writes into the audit
// that it was taken. Inside a desk it stands there first, or nothing is taken. On the
// folder, where nothing could stop a copy of the database, a desk whose disk is full or
// which does not answer is no reason to have no backup: that it is not in the audit is
// only said.
func (e *Env) Recorded(ctx context.Context, command string, record func(*desk.Desk, core.OperatorID) error, take func() error) error {
	if e.Running != nil {
		if err := record(e.Running.Desk, e.Running.Operator.ID); err != nil {
			return err
		}
		return take()
	}
	if err := take(); err != nil {
		return err
	}
	if err := e.changeFolder(ctx, command, false, func(d *desk.Desk, op core.Operator) error { return record(d, op.ID) }); err != nil {
		e.Warn(core.NewError(core.CodeUnavailable, "audit_not_written", e.ErrorText(err)).Because(err))
	}
	return nil
}

// LockedDesk is the database of a desk that this process holds.
type LockedDesk struct {
	*store.DB
	Narrowed []string // paths that others could use until now
	lock     *folder.Lock
}

// OpenDesk takes the desk's lock for a process that will answer on the desk's
// socket, and opens its database with the key of its tokens, creating all three
// where they are missing.
func (e *Env) OpenDesk(ctx context.Context, command string, s Settings) (*LockedDesk, error) {
	return e.openDesk(ctx, folder.Holder{Command: command, Socket: true, Version: Version()}, s, true)
}

func (e *Env) openDesk(ctx context.Context, h folder.Holder, s Settings, withKey bool) (*LockedDesk, error) {
	lock, narrowed, err := e.LockDesk(h, s)
	if err != nil {
		return nil, err
	}
	var key seal.Key
	if withKey {
		if key, err = e.KeySource(s).FindOrCreate(ctx); err != nil {
			return nil, errors.Join(err, lock.Release())
		}
	}
	db, err := store.Open(e.DeskDir(), store.Options{Now: e.Clock().Now, Key: key, Lock: lock})
	if err != nil {
		return nil, errors.Join(err, lock.Release())
	}
	if aside := db.ForeignLog(); aside != "" {
		e.Warn(core.NewError(core.CodeConflict, "store_log_aside", e.DeskDir(), aside))
	}
	return &LockedDesk{DB: db, lock: lock, Narrowed: narrowed}, nil
}

// NoSocket says to others that this process does not answer on the desk's socket.
func (d *LockedDesk) NoSocket() { d.lock.NoSocket() }

// Close closes the database before it gives the lock up, so that no other
// process finds it open.
func (d *LockedDesk) Close() error { return errors.Join(d.DB.Close(), d.lock.Release()) }

// LockDesk secures the desk's paths and takes its lock, creating its folder where
// it is missing. narrowed are the paths that others could use until now.
func (e *Env) LockDesk(h folder.Holder, s Settings) (lock *folder.Lock, narrowed []string, err error) {
	if narrowed, err = e.securePaths(); err != nil {
		return nil, nil, err
	}
	h.PID, h.Operator, h.Since = os.Getpid(), s.Operator.Name, e.Clock().Now()
	lock, err = folder.Acquire(e.DeskDir(), h)
	return lock, narrowed, err
}

// KeySource says where the key of the bot tokens is looked for.
func (e *Env) KeySource(s Settings) secrets.Source {
	return secrets.Source{Credentials: e.Getenv("CREDENTIALS_DIRECTORY"), Command: s.Secrets.KeyCommand, File: e.KeyFile()}
}

// Messenger is the way to Telegram.
func (e *Env) Messenger() core.Messenger {
	return telegram.New(telegram.Options{APIURL: e.Getenv("TGDESK_API_URL")})
}

// EngineOptions are what an engine and its desk are given; a nil log logs nothing.
func (e *Env) EngineOptions(s Settings, log *slog.Logger) engine.Options {
	return engine.Options{Now: e.Clock().Now, Clock: e.Clock(), Log: log, Files: e.Media(s), Chatbots: chatbot.New(chatbot.Options{Version: Version(), Dir: e.DeskDir(), Log: log})}
}

// Media is the folder of fetched and sent files, on its disk.
func (e *Env) Media(s Settings) *media.Dir {
	return media.New(e.MediaDir(), Sniff, e.Getenv("TGDESK_API_URL") != "").On(media.Disk{Measure: e.Space, Reserve: s.Files.reserve()})
}

// NewDesk makes a desk with the engine that serves it.
func NewDesk(db core.Store, tg core.Messenger, o engine.Options) (*desk.Desk, *engine.Engine) {
	hub := core.NewHub()
	e := engine.New(db, tg, hub, o)
	return desk.New(db, tg, hub, desk.Options{Engine: e, Files: o.Files, Now: o.Now, Clock: o.Clock}), e
}

// Sniff finds a MIME type by content, without parameters such as a charset.
func Sniff(head []byte) string {
	mime, _, _ := strings.Cut(mimetype.Detect(head).String(), ";")
	return mime
}

// HealthOf is a channel's health as another process sees it: the stored one
// holds only while a desk runs.
func HealthOf(b core.BrandView, deskRuns bool) core.Health {
	switch {
	case !b.Enabled:
		return core.Health{State: core.HealthDisabled}
	case !deskRuns:
		return core.Health{State: core.HealthStopped}
	}
	return b.Health
}

// HealthText is a channel's health for people.
func (e *Env) HealthText(h core.Health) string {
	return output.Join(": ", e.Words().Health(h.State), string(clean.Line(e.Words().Problem(h.Detail))))
}

// BotText is a bot for a sentence: "@acme_help_bot (Acme help, id 123456)".
func BotText(b core.Bot) string {
	name := string(clean.Name(b.Name, "no name"))
	if b.Username == "" {
		return fmt.Sprintf("%s (id %d)", name, b.ID)
	}
	return fmt.Sprintf("%s (%s, id %d)", output.Handle(b.Username), name, b.ID)
}

// UpdatesWait counts what waits at Telegram, as the beginning of a sentence.
func UpdatesWait(n int) string { return output.Plural(n, "update waits", "updates wait") }
