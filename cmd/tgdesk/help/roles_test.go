package help_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/help"
	"tgdesk/core"
)

// TestRolesTable holds the manual's table of roles to the policy. Every operator of it
// works for one brand, but for the admin, who works for all.
func TestRolesTable(t *testing.T) {
	t.Parallel()
	const mine, others = core.BrandID(1), core.BrandID(2)
	chat := func(brand core.BrandID, s core.State, owner core.OperatorID) core.Chat {
		c := core.Chat{ID: 1, BrandID: brand, State: s}
		if s == core.Active {
			c.Owner = core.OperatorOwner(owner)
		}
		return c
	}
	sent := func(by core.OperatorID) core.Message {
		return core.Message{From: core.FromOperator, OperatorID: by, TelegramID: 1, Delivery: core.DeliverySent}
	}
	waiting, own, taken := chat(mine, core.Pending, 0), chat(mine, core.Active, 1), chat(mine, core.Active, 2)
	rows := []struct {
		what string
		may  func(core.Operator) error
	}{
		{"set your own alias and screen, and when you count as away", core.MayUseDesk},
		{"read the chats of your brands, with their files; write notes", func(op core.Operator) error { return core.MayNote(op, taken) }},
		{"export a chat of your brands", func(op core.Operator) error { return core.MayUseBrand(op, mine) }},
		{"read chats of other brands", func(op core.Operator) error { return core.MayUseBrand(op, others) }},
		{"pick up a chat that waits", func(op core.Operator) error { return core.MayPickUp(op, waiting) }},
		{"reply in a chat that you hold", func(op core.Operator) error { return core.MayReply(op, own, core.Visitor{}) }},
		{"reply in a chat of somebody else", func(op core.Operator) error { return core.MayReply(op, taken, core.Visitor{}) }},
		{"end a chat that you hold, or put it back", func(op core.Operator) error { return core.MayEnd(op, own) }},
		{"end a chat of somebody else, or put it back", func(op core.Operator) error { return core.MayEnd(op, taken) }},
		{"end a chat that is pending", func(op core.Operator) error { return core.MayEnd(op, waiting) }},
		{"transfer a chat that you hold, or invite somebody to it", func(op core.Operator) error { return core.MayTransfer(op, own) }},
		{"join a chat of somebody else, or give it to another operator", func(op core.Operator) error {
			return errors.Join(core.MayJoin(op, taken), core.MayAssign(op, taken))
		}},
		{"ask that a visitor of your brands is blocked", func(op core.Operator) error { return core.MayAskBlock(op, mine) }},
		{"block and unblock visitors of your brands, and decide on requests", func(op core.Operator) error { return core.MayBlock(op, mine) }},
		{"take out all that the desk has of a visitor of your brands, or erase it", func(op core.Operator) error {
			return errors.Join(core.MayExportVisitor(op, mine), core.MayEraseVisitor(op, mine))
		}},
		{"edit and delete your own replies", func(op core.Operator) error { return core.MayEditReply(op, sent(1), own) }},
		{"edit and delete replies of others", func(op core.Operator) error { return core.MayEditReply(op, sent(2), own) }},
		{"use canned replies", func(op core.Operator) error { return core.MayUseBrand(op, mine) }},
		{"change canned replies of your brands", func(op core.Operator) error { return core.MayManageCanned(op, mine) }},
		{"change canned replies of all brands", func(op core.Operator) error { return core.MayManageCanned(op, 0) }},
		{"read reports about your own work", func(op core.Operator) error { return core.MayReport(op, op.ID) }},
		{"read reports about your brands and whoever works for them", func(op core.Operator) error { return core.MayReport(op, 0) }},
		{"brands, bots, operators and keys; the audit, backups, `tgdesk doctor`", core.MayManage},
	}
	table := "| | admin | supervisor | operator |\n|---|---|---|---|\n"
	for _, r := range rows {
		cells := []string{r.what}
		for _, role := range core.Roles() {
			op := core.Operator{ID: 1, Role: role}
			if !op.Admin() {
				op.Brands = core.SetOf(mine)
			}
			cell := "yes"
			if r.may(op) != nil {
				cell = "–"
			}
			cells = append(cells, cell)
		}
		table += "| " + strings.Join(cells, " | ") + " |\n"
	}
	sameBlock(t, "topics/operators.md", "roles", table)
}

// TestActsAreKnown: each act of the audit is in core's list, and the manual explains it.
func TestActsAreKnown(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), moduleRoot+"/core/audit.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	listed := map[core.Act]bool{}
	for _, a := range core.Acts() {
		listed[a] = true
	}
	page, _ := help.Source("auditing")
	checked := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "Act") || len(spec.Values) == 0 {
			return true
		}
		act := strings.Trim(spec.Values[0].(*ast.BasicLit).Value, `"`)
		if checked++; !listed[core.Act(act)] {
			t.Errorf("core.Acts lacks %s", act)
		}
		if !strings.Contains(page, "`"+act+"`") {
			t.Errorf("the page auditing lacks %s", act)
		}
		return true
	})
	if checked != len(listed) || checked < 20 {
		t.Errorf("%d acts are declared and %d listed", checked, len(listed))
	}
}
