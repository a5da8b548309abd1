package kill

import (
	"fmt"
	"strings"

	"tgdesk/core"
)

// sentTexts are the kinds of automatic texts that the brands send: what a visitor is told
// when a chat begins to wait, and of its end.
var sentTexts = []core.TextKind{
	core.TextReceived, core.TextNobody, core.TextClosedOperator, core.TextClosedIdle, core.TextClosedUnanswered, core.TextClosedVisitor,
}

// wantTexts turns automatic texts on. Each names its chat, so that no two are the same.
func (k *killTest) wantTexts() {
	for _, brand := range []string{"acme", "globex"} {
		for _, kind := range sentTexts {
			status, printed, err := k.home.Run("brand", "text", brand, string(kind), "--on", "--text", string(kind)+" #{chat.id}")
			k.must(err)
			if status != 0 {
				k.t.Fatalf("brand text %s %s: status %d\n%s", brand, kind, status, printed)
			}
		}
	}
}

// verifyTexts wants each chat to have been told of once when it began to wait, and once of
// its end; a visitor who blocked the bot may have missed that, and heard nothing twice.
func (k *killTest) verifyTexts(a *actual) string {
	all := 0
	for v, r := range a.data {
		for _, c := range r.chats {
			waits, ends := 0, 0
			for _, m := range r.messages {
				switch {
				case m.ChatID != c.ID:
				case m.Automatic == core.TextReceived, m.Automatic == core.TextNobody:
					waits++
				case m.Automatic == core.ClosedText(c.Reason) && m.Automatic != "":
					ends++
				case m.Automatic != "" && !strings.HasPrefix(string(m.Automatic), string(core.TextRating)):
					k.t.Errorf("%s: chat %d, %s (%s), has the text %q", v.tag, c.ID, c.State, c.Reason, m.Text)
				}
			}
			all += waits + ends
			end := 0
			if !c.Open() {
				end = 1
			}
			if waits > 1 || ends > end || !v.everBlocked && (waits != 1 || ends != end) {
				k.t.Errorf("%s: chat %d, %s (%s), was told of %d times when it began and %d times when it ended", v.tag, c.ID, c.State, c.Reason, waits, ends)
			}
		}
	}
	return fmt.Sprintf("%d automatic texts, each once", all)
}
