package visitor_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

func TestVisitors(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.Expect(s.Run("visitor", "list"), 0, "No visitors.\n", "")
	s.AddChats()
	const two = `{"id":2,"brand":"acme","telegram_id":78,"name":"Eve\u001b[31m\nil","username":null,"language":null,"first_seen_at":"2026-11-22T12:00:00Z","last_seen_at":"2026-11-22T12:00:00Z","erased_at":null,"chats":1,"block":null}`
	one := func(block string) string {
		return `{"id":1,"brand":"acme","telegram_id":77,"name":"Visitor One","username":"visitor_one","language":"ja","first_seen_at":"2026-11-22T12:00:00Z","last_seen_at":"2026-11-22T12:00:00Z","erased_at":null,"chats":2,"block":` + block + `}`
	}
	s.ExpectJSON(s.Run("visitor", "list", "--json").Out, `{"visitors":[`+two+","+one("null")+`]}`)
	s.Expect(s.Run("visitor", "block", "1"), 2, "", "Say why")
	s.Expect(s.Run("visitor", "block", "1", "--reason", "spam links"), 0, "Visitor 1 is blocked.\n", "")
	const approved = `{"state":"approved","reason":"spam links","asked_by":"mika","asked_at":"2026-11-22T12:00:00Z","decided_by":"mika","decided_at":"2026-11-22T12:00:00Z","chat":null}`
	s.ExpectJSON(s.Run("visitor", "list", "--blocked", "--brand", "acme", "--json").Out, `{"visitors":[`+one(approved)+`]}`)
	s.ExpectJSON(s.Run("visitor", "show", "1", "--json").Out, `{"visitor":`+one(approved)+`,"fields":{}}`)
	s.Expect(s.Run("visitor", "show", "1"), 0, "reason       spam links\n", "")
	s.Expect(s.Run("chat", "list", "--state", "pending"), 0, "No chats.\n", "")
	s.Expect(s.Run("visitor", "block", "1", "--reason", "more"), 1, "", "on the block list already")
	s.Expect(s.Run("visitor", "approve", "1"), 1, "", "Nobody asks to block")
	s.Expect(s.Run("visitor", "unblock", "1"), 0, "Visitor 1 is not blocked any more.\n", "")
	s.Expect(s.Run("visitor", "unblock", "1"), 1, "", "not on the block list")
	s.Expect(s.Run("visitor", "list", "--blocked"), 0, "No visitors.\n", "")
	r := s.Run("visitor", "list")
	s.Expect(r, 0, "ID  BRAND  VISITOR", "")
	rig.ExpectPrintable(t, r.Out+s.Run("visitor", "show", "2").Out)
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		return errors.Join(tx.SaveVisitorField(ctx, 1, core.VisitorField{Name: "order", Value: "A-1"}), tx.SaveVisitorField(ctx, 1, core.VisitorField{Name: "topic", Value: "prices"}))
	})
	s.Expect(s.Run("visitor", "show", "1"), 0, "fields       order: A-1\n             topic: prices\n", "")
	if out := s.Run("visitor", "show", "1", "--json").Out; !strings.Contains(out, `"fields":{"order":"A-1","topic":"prices"}`) {
		t.Errorf("the fields are missing in %s", out)
	}
	s.Expect(s.Run("visitor", "show", "99"), 1, "", "There is no visitor 99")
	s.Expect(s.Run("visitor", "show", "x"), 2, "", "not the number of a visitor")
}
