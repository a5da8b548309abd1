package term

import (
	"fmt"
	"io"
)

// Rescue gives back a terminal that a Terminal of another process left when it
// died: its screen, its modes and its cursor. The mode of its lines is the
// caller's to restore.
func Rescue(out io.Writer, dumb bool) error {
	sequence := leave
	if dumb {
		sequence = leaveDumb
	}
	if _, err := io.WriteString(out, sequence); err != nil {
		return fmt.Errorf("giving the terminal back: %w", err)
	}
	return nil
}
