package doctor

import (
	"cmp"
	"context"

	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/store"
)

// checkDisk looks at the room for messages and files, and at what is held back for
// want of it or for another reason. db is nil where the database cannot be read.
func (d *doctor) checkDisk(ctx context.Context, db *store.DB) {
	const check = "disk"
	s, err := d.env.ReadSettings()
	if err != nil {
		return // checkFiles has said so
	}
	room, err := d.env.Media(s).Room()
	if d.failed(check, err) {
		return
	}
	var held []store.HeldCount
	if db != nil {
		room.Media, err = db.MediaBytes(ctx)
		if err == nil {
			held, err = db.HeldFiles(ctx)
		}
		if d.failed(check, err) {
			return
		}
	}
	const advice = "Free some space. Files take less with --keep-media of a brand, and downloads leave more with reserve in the settings file: tgdesk help files"
	free, total := core.ShortSize(room.Free), core.ShortSize(room.Total)
	switch {
	case !room.Known():
		d.warning(check, "", "its room is not known")
	case room.Full():
		d.problem(check, advice, "full: %s of %s are free, and messages need more", free, total)
	case !room.Takes(0):
		d.warning(check, advice, "nearly full: %s of %s are free, and downloads leave %s free", free, total, core.ShortSize(room.Reserve()))
	default:
		d.ok(check, "%s of %s are free; downloads leave %s free", free, total, core.ShortSize(room.Reserve()))
	}
	for _, reason := range core.HeldReasons() {
		files, bytes, why := 0, int64(0), core.Problem("")
		for _, c := range held {
			if c.Reason.Is(reason) {
				files, bytes, why = files+c.Files, bytes+c.Bytes, cmp.Or(why, c.Reason)
			}
		}
		if files == 0 {
			continue
		}
		add, what := d.warning, ""
		if reason == core.HeldFull || reason == core.HeldRoom {
			add, what = d.problem, advice
		}
		add(check, what, "%s held back (%s): %s", output.Plural(files, "file is", "files are"), core.ShortSize(bytes), d.env.Words().Problem(why))
	}
}
