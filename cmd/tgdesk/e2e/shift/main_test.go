// Package shift_test puts many operators at one desk, with real clients of SSH at the
// program as a process of its own, and holds what is left of their work against the
// record of a simulated Telegram: nothing is lost, doubled, or answered by two.
package shift_test

import (
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

func TestMain(m *testing.M) { rig.Main(m) }
