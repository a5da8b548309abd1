package main

import (
	"log/slog"
	"path/filepath"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"tgdesk/core"
)

// mediaName is the folder of fetched and sent files, in the desk's folder.
const mediaName = "media"

func (c *cli) mediaDir() string { return filepath.Join(c.deskDir(), mediaName) }

// deskOptions are what a desk of this call is given; a nil log logs nothing.
func (c *cli) deskOptions(log *slog.Logger) core.Options {
	return core.Options{
		Now: c.now, Clock: c.clock, Log: log, MediaDir: c.mediaDir(), Sniff: sniff, OwnServer: c.env("TGDESK_API_URL") != "",
	}
}

// sniff tells a MIME type by content, without parameters such as a charset.
func sniff(head []byte) string {
	mime, _, _ := strings.Cut(mimetype.Detect(head).String(), ";")
	return mime
}
