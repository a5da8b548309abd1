package locale

import (
	"errors"
	"fmt"
	"time"

	"tgdesk/core"
)

// englishTrouble tells of trouble with the machine, by the error's id: what is
// wrong, and what to do so that the desk goes on by itself.
func englishTrouble(err error) string {
	e, ok := errors.AsType[*core.Error](err)
	if !ok {
		return englishError(err)
	}
	switch e.ID {
	case "store_full":
		return "The disk is full: nothing can be saved. Free some space, and the desk goes on by itself."
	case "store_readonly":
		return "The desk's disk or database may only be read: nothing can be saved. Make it writable, and the desk goes on by itself."
	case "store_gone":
		return "The desk's folder or its database is gone: nothing can be saved. Put it back while tgdesk runs, and the desk goes on by itself."
	case "store_replaced":
		return "Another database lies in the place of the desk's: nothing can be saved. Put the right one back, or quit and start again."
	case "store_busy":
		return "Another program holds the desk's database: nothing can be saved. Close it, and the desk goes on by itself."
	case "store_io":
		return "The disk fails to read or write: nothing can be saved. Once it works, the desk goes on by itself."
	case "store_corrupt", "store_notadb":
		return "The desk's database is damaged. Quit, keep a copy of its folder, and restore a backup."
	}
	return englishError(err) + " Once that is mended, the desk goes on by itself."
}

func englishJump(by time.Duration, until time.Time) string {
	way := "forward"
	if by < 0 {
		way = "back"
	}
	unit := time.Minute
	if by.Abs() >= core.Day {
		unit = time.Hour
	}
	return fmt.Sprintf("The clock of this machine jumped %s by %s. If that is wrong, set it right: the desk keeps the old time until %s.",
		way, englishDuration(by.Abs().Round(unit)), until.Format("15:04"))
}
