package doctor_test

import (
	"context"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

func TestDoctorDisk(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.Free = 1 << 20
	s.Expect(s.Run("doctor"), 1, "✗ disk: full: 1.0 MB of 100 GB are free", "") // without a desk, too
	s.Free = 50 << 30
	s.AddBrand()
	s.Expect(s.Run("doctor"), 0, "✓ disk: 50 GB of 100 GB are free; downloads leave 5.0 GB free\n", "")
	s.Free = 4 << 30
	s.Expect(s.Run("doctor"), 0, "✓ disk: 4.0 GB of 100 GB are free; downloads leave 2.0 GB free\n", "")
	s.WriteFile("config/tgdesk/config.toml", "[files]\nreserve = \"5GB\"\n")
	s.Expect(s.Run("doctor"), 0, "! disk: nearly full: 4.0 GB of 100 GB are free, and downloads leave 5.0 GB free\n    Free some space.", "")
	s.Free = 15 << 20
	s.Expect(s.Run("doctor"), 1, "✗ disk: full: 15 MB of 100 GB are free, and messages need more\n    Free some space.", "")
	s.WriteFile("config/tgdesk/config.toml", "")
	s.Free = 50 << 30
	hold := func(id string, why core.Problem) {
		s.WriteStore(func(ctx context.Context, tx core.Tx) error {
			return tx.SaveFile(ctx, core.File{UniqueID: id, State: core.FileHeld, Size: 1 << 20, Problem: why, Brand: 1, Visitor: 1})
		})
	}
	hold("a", core.NewProblem(core.HeldVisitor, "100 MB"))
	hold("b", core.NewProblem(core.HeldVisitor, "50 MB"))
	s.Expect(s.Run("doctor"), 0, "! disk: 2 files are held back (2.0 MB): files of this visitor took 100 MB within a day", "")
	hold("c", core.NewProblem(core.HeldRoom, "5.0 GB"))
	s.Expect(s.Run("doctor"), 1, "✗ disk: 1 file is held back (1.0 MB): the disk is nearly full, and 5.0 GB of it stay free.", "")
}

func TestReserveSetting(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	for _, bad := range []string{`"much"`, `"0"`, `"1KB"`, `"-1GB"`, "5"} {
		s.WriteFile("config/tgdesk/config.toml", "[files]\nreserve = "+bad+"\n")
		s.Expect(s.Run("doctor"), 1, "config.toml cannot be used: line 2: files.reserve", "")
	}
}
