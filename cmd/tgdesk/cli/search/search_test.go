package search_test

import (
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

func TestSearch(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	s.Expect(s.Run("chat", "note", "1", "Überweisung, sagt 山田さん 🎉 refund\x1b[31m"), 0, "", "")
	for range 2 { // without an index and with one
		s.Expect(s.Run("search", "uber", "山田"), 0, "note  mika    Überweisung, sagt 山田さん", "")
		s.ExpectJSON(s.Run("search", "refund from:note", "--json").Out, `{"hits":[{"chat":1,"message":8,"at":"2026-11-22T12:00:00Z","from":"note","author":"mika","brand":"acme","visitor":"Visitor One","found_in":"text",
			"snippet":"Überweisung, sagt 山田さん 🎉 refund␛[31m","matches":[{"offset":26,"length":6}]}],"more":false}`)
		s.Expect(s.Run("search", "nothinglikethat"), 0, "Nothing was found.\n", "")
		s.ExpectJSON(s.Run("search", "nothinglikethat", "--json").Out, `{"hits":[],"more":false}`)
		s.Expect(s.Run("search", "visitor"), 0, "Visitor One", "")
		r := s.Run("search", "from:visitor", "--limit", "1")
		s.Expect(r, 0, "There is more: tgdesk search … --limit 10", "")
		rig.ExpectPrintable(t, r.Out)
		s.Expect(s.Run("search", "--rebuild"), 0, "The search index was made anew.", "")
	}
	for query, reason := range map[string]string{"from:me": "from: takes visitor", "before:soon": "is not a time", "frm:visitor": "There is no filter frm:", "—": "at least one word"} {
		s.Expect(s.Run("search", query), 2, "", reason)
	}
	s.Expect(s.Run("search", "brand:nope"), 1, "", "nope")
	s.Expect(s.Run("search", "operator:nobody"), 1, "", "nobody")
	s.Expect(s.Run("search"), 2, "", "takes what to search for")
	s.Expect(s.Run("search", "x", "--rebuild"), 2, "", "takes what to search for")
	s.Expect(s.Run("search", "x", "--limit", "0"), 2, "", "must be from 1")
}
