package chat_test

import (
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

func TestChatTag(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	s.Expect(s.Run("chat", "tag", "3", "#VIP", "返品"), 0, "Chat 3 has the tags #VIP #返品.\n", "")
	s.Expect(s.Run("chat", "tag", "1", "vip"), 0, "Chat 1 has the tags #VIP.\n", "")
	s.ExpectJSON(s.Run("chat", "list", "--tag", "ｖｉｐ", "--json").Out,
		`{"chats":[`+strings.Replace(goldenPending, `"tags":[]`, `"tags":["VIP"]`, 1)+","+strings.Replace(goldenCompleted, `"tags":[]`, `"tags":["VIP","返品"]`, 1)+`]}`)
	s.Expect(s.Run("chat", "untag", "1", "vip", "other"), 0, "Chat 1 has no tags.\n", "")
	s.Expect(s.Run("chat", "list", "--tag", "none"), 0, "No chats.\n", "")
	s.Expect(s.Run("chat", "list", "--tag", "a b"), 2, "", `"a b" cannot be a tag`)
	s.Expect(s.Run("chat", "tag", "1", "no!"), 2, "", `"no!" cannot be a tag`)
	s.Expect(s.Run("chat", "tag", "99", "vip"), 1, "", "There is no chat 99")
	s.Expect(s.Run("chat", "tag", "1"), 2, "", "at least one tag")
	s.Expect(s.Run("chat", "tag", "x", "vip"), 2, "", "not the number of a chat")
}
