package main

import (
	"log/slog"
	"path/filepath"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/engine"
	"tgdesk/core/media"
)

// mediaName is the folder of fetched and sent files, in the desk's folder.
const mediaName = "media"

func (c *cli) mediaDir() string { return filepath.Join(c.deskDir(), mediaName) }

// deskOptions are what a desk of this call is given; a nil log logs nothing.
func (c *cli) deskOptions(log *slog.Logger) desk.Options {
	return desk.Options{
		Now: c.now, Clock: c.clock, Log: log, Files: media.New(c.mediaDir(), sniff, c.env("TGDESK_API_URL") != ""),
	}
}

// assemble builds a desk with the engine that serves it.
func assemble(db core.Store, tg core.Messenger, o desk.Options) (*desk.Desk, *engine.Engine) {
	hub := core.NewHub()
	e := engine.New(db, tg, hub, engine.Options{Files: o.Files, Now: o.Now, Clock: o.Clock, Log: o.Log})
	o.Engine = e
	return desk.New(db, tg, hub, o), e
}

// sniff tells a MIME type by content, without parameters such as a charset.
func sniff(head []byte) string {
	mime, _, _ := strings.Cut(mimetype.Detect(head).String(), ";")
	return mime
}
