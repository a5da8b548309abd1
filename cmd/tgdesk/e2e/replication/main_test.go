// Package replication takes a desk over on another machine with the real Litestream. All
// of it is one benchmark, so that no run of the tests is taken for one of the drill.
package replication

import (
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

func TestMain(m *testing.M) { rig.Main(m) }
