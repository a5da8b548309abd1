package load

import (
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

func TestMain(m *testing.M) { rig.Main(m) }
