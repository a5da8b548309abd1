package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/telegram"
	"tgdesk/store"
	"tgdesk/store/folder"
)

// deskDir is the desk's folder. A link that leads to it is followed once, so
// that nobody can put another folder under a desk that runs.
func (c *cli) deskDir() string {
	if c.dir == "" {
		c.dir = c.dataDir(c.data)
		if real, err := filepath.EvalSymlinks(c.dir); err == nil {
			c.dir = real
		}
	}
	return c.dir
}

// reading gives fn a reader of the desk, whether or not a desk runs.
func (c *cli) reading(_ context.Context, fn func(core.Reader) error) (err error) {
	if err := c.noLinks(); err != nil {
		return err
	}
	db, err := store.OpenReader(c.deskDir(), store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return fn(db)
}

// noDeskYet reports that the folder holds no desk: its lists are empty.
func noDeskYet(err error) bool {
	e, ok := errors.AsType[*core.Error](err)
	return ok && e.ID == "desk_missing"
}

// deskRuns reports whether some process holds the desk now.
func (c *cli) deskRuns() (bool, error) {
	if err := c.noLinks(); err != nil {
		return false, err
	}
	_, held, err := folder.HolderOf(c.deskDir())
	return held, err
}

// writing gives fn the desk to change, in the name of the settings file's
// operator. The desk's engine does not run meanwhile, nor in any other process:
// another one that holds the desk is named in the error.
func (c *cli) writing(ctx context.Context, command string, fn func(*desk.Desk, core.Operator) error) (err error) {
	s, err := c.readSettings()
	if err != nil {
		return err
	}
	db, err := c.openDesk(ctx, command, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	d := desk.New(db, c.messenger(), core.NewHub(), c.deskOptions(nil))
	op, err := d.SignIn(ctx, s.Operator.Name, s.Operator.Role)
	if err != nil {
		return err
	}
	return fn(d, op)
}

// heldDesk is a database whose desk this process holds.
type heldDesk struct {
	*store.DB
	lock     *folder.Lock
	narrowed []string // see lockDesk
}

// lockDesk readies the desk's places and takes its lock, making its folder
// where it is missing. narrowed are the places whose use it took from others.
func (c *cli) lockDesk(command string, s settings) (lock *folder.Lock, narrowed []string, err error) {
	if narrowed, err = c.secure(); err != nil {
		return nil, nil, err
	}
	lock, err = folder.Acquire(c.deskDir(), folder.Holder{PID: os.Getpid(), Command: command, Operator: s.Operator.Name, Since: c.now()})
	return lock, narrowed, err
}

// openDesk takes the desk's lock and opens its database with the key of its
// tokens, making all three where they are missing.
func (c *cli) openDesk(ctx context.Context, command string, s settings) (*heldDesk, error) {
	lock, narrowed, err := c.lockDesk(command, s)
	if err != nil {
		return nil, err
	}
	key, err := c.needKey(ctx, s)
	if err != nil {
		return nil, errors.Join(err, lock.Release())
	}
	db, err := store.Open(c.deskDir(), store.Options{Now: c.now, Key: key})
	if err != nil {
		return nil, errors.Join(err, lock.Release())
	}
	return &heldDesk{DB: db, lock: lock, narrowed: narrowed}, nil
}

// close lets the database go first, so that no other process finds it open.
func (d *heldDesk) close() error { return errors.Join(d.Close(), d.lock.Release()) }

func (c *cli) messenger() core.Messenger {
	return telegram.New(telegram.Options{APIURL: c.env("TGDESK_API_URL")})
}
