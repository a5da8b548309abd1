package local_test

import (
	"context"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

// TestBlockRequests: over SSH an operator asks, a supervisor decides, and nobody else.
func TestBlockRequests(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		w := rig.RowWriter{Ctx: ctx, Tx: tx}
		for _, o := range []core.Operator{{Name: "ann", Role: core.RoleOperator}, {Name: "far", Role: core.RoleSupervisor, Brands: core.SetOf[core.BrandID](2)}, {Name: "sue", Role: core.RoleSupervisor}} {
			_, err := tx.InsertBrand(ctx, core.Brand{Name: o.Name, Accent: "#ffffff", Limits: core.DefaultLimits(), Options: core.DefaultBrandOptions()})
			w.Check(err)
			_, err = tx.SaveOperator(ctx, o)
			w.Check(err)
		}
		return w.Err
	})
	defer s.StartDesk().End()
	for _, call := range []struct {
		who, args string
		status    int
		want      string
	}{
		{"ann", "visitor block 1 --reason spam", 0, "A supervisor is asked to block visitor 1."},
		{"ann", "visitor approve 1", 1, "Only a supervisor or an admin"}, {"far", "visitor approve 1", 1, "You do not work for that brand"},
		{"far", "visitor list", 0, "No visitors."}, {"far", "visitor show 1", 1, "You do not work for that brand"},
		{"sue", "visitor list --blocked", 0, "spam"}, {"sue", "visitor reject 1", 0, "Visitor 1 is not blocked."}, {"ann", "visitor block 1 --reason again", 0, "is asked"},
		{"sue", "visitor approve 1", 0, "Visitor 1 is blocked."}, {"ann", "visitor unblock 1", 1, "Only a supervisor or an admin"},
		{"ann", "chat show 1", 0, "sue blocked the visitor: the chat is ended"}, {"sue", "visitor unblock 1", 0, "not blocked any more"},
		{"mika", "audit --act blocked", 0, "approved: again"},
		{"sue", "chat note 1 @ann and @far: look", 0, ""}, {"ann", "mention list", 0, "sue"}, {"far", "mention list", 0, "No note calls you."}, {"sue", "mention list", 0, "No note calls you."},
	} {
		r := s.RunSSHAs(call.who, "", strings.Split(call.args, " ")...)
		if r.Status != call.status || !strings.Contains(r.Out+r.Err, call.want) {
			t.Errorf("%s: %s: %+v, want %d, %q", call.who, call.args, r, call.status, call.want)
		}
	}
}
