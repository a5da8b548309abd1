package chat

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/tui/theme"

	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"
)

// conversation is a chat with every kind of entry.
func conversation() *source {
	s := &source{}
	say := func(from core.From, minutes int, words string) *core.Message {
		m := s.add(from, words)
		m.SentAt = noon().AddDate(0, 0, -2).Add(time.Duration(minutes) * time.Minute)
		return m
	}
	say(core.FromVisitor, 0, "注文した商品がまだ届きません。三週間前に注文したのですが、どうなっていますか。")
	say(core.FromVisitor, 1, "The number is 1234-5678 ❤️ 👨‍👩‍👧‍👦")
	photo := say(core.FromVisitor, 2, "this is the receipt")
	photo.Kind, photo.Attachment = core.KindPhoto, &core.Attachment{Kind: core.KindPhoto, Width: 1280, Height: 960, Size: 214_000}
	say(core.FromDesk, 3, "").Kind = core.KindPickedUp
	s.messages[3].Author = "mika"
	say(core.FromOperator, 4, "確認しますので、少々お待ちください").ReplyTo = s.messages[0].TelegramID
	say(core.FromNote, 5, "She wrote before, see #12")
	say(core.FromBot, 1440, "We are closed now.").Delivery = core.DeliverySent
	more(say)
	return s
}

func more(say func(core.From, int, string) *core.Message) {
	voice := say(core.FromVisitor, 1450, "")
	voice.Kind, voice.Attachment = core.KindVoice, &core.Attachment{Kind: core.KindVoice, Duration: 67 * time.Second, Size: 12_345}
	file := say(core.FromVisitor, 1451, "")
	file.Kind, file.Attachment = core.KindDocument, &core.Attachment{Kind: core.KindDocument, Size: 5 << 20, FileName: "in\x1bvoice\u202efdp.exe"}
	sticker := say(core.FromVisitor, 1452, "")
	sticker.Kind, sticker.Attachment = core.KindSticker, &core.Attachment{Kind: core.KindSticker, Emoji: "👍", Width: 512, Height: 512}
	unknown := say(core.FromVisitor, 1453, "giveaway_winners")
	unknown.Kind = core.KindUnsupported
	say(core.FromOperator, 2880, "one\ntwo\n\nthree").Delivery = core.DeliveryQueued
	say(core.FromOperator, 2881, "going out").Delivery = core.DeliverySending
	failed := say(core.FromOperator, 2882, "not possible")
	failed.Delivery, failed.Problem = core.DeliveryFailed, core.NewProblem("change_refused", "Hana Sato has blocked the bot.")
	say(core.FromOperator, 2883, "who knows").Delivery = core.DeliveryUnknown
	name := say(core.FromVisitor, 2884, "שלום, מתי תגיע ההזמנה שלי?")
	name.Author, name.EditedAt = "שרה כהן", noon()
	long := say(core.FromVisitor, 2885, strings.Repeat("Zo\u0308e\u0301 نص 한국어 ", 12))
	long.Author = "A name that is much longer than any column for names could ever be, " + strings.Repeat("x", 60)
	say(core.FromOperator, 2886, "edited too").EditedAt = noon()
	say(core.FromVisitor, 2887, "\x1b]52;c;aGk=\x07 control \x1b[31mred")
}

func TestRender(t *testing.T) {
	t.Parallel()
	for _, w := range []int{40, 74, 100} {
		t.Run(fmt.Sprint(w), func(t *testing.T) {
			t.Parallel()
			s := conversation()
			v := opened(t, s, w, 70, s.messages[15].ID)
			v.Move(-1)
			v.Move(-1)
			golden.RequireEqual(t, []byte(drawn(v, w, 70)))
		})
	}
}

func TestRenderStyled(t *testing.T) {
	t.Parallel()
	v := opened(t, conversation(), 74, 60, 0)
	o := plainOptions()
	dark := theme.Dark(theme.Indexed)
	o.Theme = &dark
	var b strings.Builder
	for _, row := range v.Render(74, 60, o) {
		for _, s := range row {
			fmt.Fprintf(&b, "%d+%d %q ", s.X, s.W, s.Text)
		}
		b.WriteByte('\n')
	}
	golden.RequireEqual(t, []byte(b.String()))
}

func TestRenderWithoutMessages(t *testing.T) {
	t.Parallel()
	v := NewTranscript()
	if rows := v.Render(40, 5, plainOptions()); rows != nil {
		t.Errorf("without a chat: %v", rows)
	}
	v.SetChat(theRow(), 0)
	if got := strings.TrimSpace(drawn(v, 40, 1)); got != "Loading…" {
		t.Errorf("before the first page: %q", got)
	}
	(&source{}).fill(t, v)
	if got := strings.TrimSpace(drawn(v, 40, 1)); got != "No messages yet." {
		t.Errorf("empty: %q", got)
	}
}

func TestTimeZoneDecidesTheDay(t *testing.T) {
	t.Parallel()
	s := newSource(0)
	s.add(core.FromVisitor, "late").SentAt = noon().Add(-14 * time.Hour) // 22:00 the day before, 07:00 in Tokyo
	v := opened(t, s, 40, 5, 0)
	if got := drawn(v, 40, 5); !strings.Contains(got, "Yesterday") || !strings.Contains(got, "22:00") {
		t.Errorf("in UTC:\n%s", got)
	}
	o := plainOptions()
	o.Now = noon().In(time.FixedZone("Tokyo", 9*3600))
	v.Render(40, 5, o)
	if got := v.day(v.items[0].m.SentAt); got != "Today" {
		t.Errorf("in Tokyo it was %s", got)
	}
}

// TestDayAfterASkippedMidnight: in Santiago, 6 September 2026 began at 1:00.
func TestDayAfterASkippedMidnight(t *testing.T) {
	t.Parallel()
	santiago, err := time.LoadLocation("America/Santiago")
	if err != nil {
		t.Fatal(err)
	}
	v := opened(t, newSource(0), 40, 5, 0)
	o := plainOptions()
	o.Now = time.Date(2026, time.September, 7, 0, 30, 0, 0, santiago)
	v.Render(40, 5, o)
	for day, want := range map[int]string{5: "Saturday", 6: "Yesterday", 7: "Today"} {
		if got := v.day(time.Date(2026, time.September, day, 12, 0, 0, 0, santiago)); !strings.HasPrefix(got, want) {
			t.Errorf("%d September is %q", day, got)
		}
	}
}

func TestQuoteComesWithItsMessage(t *testing.T) {
	t.Parallel()
	s := newSource(80)
	s.add(core.FromOperator, "answer").ReplyTo = s.messages[0].TelegramID
	v := NewTranscript()
	v.SetChat(theRow(), 0)
	v.Render(60, 10, plainOptions())
	r, _ := v.Need()
	v.Deliver(r, s.read(r.Query))
	if got := drawn(v, 60, 10); !strings.Contains(got, quoteSign+"a message that is not here\n") || strings.Count(got, quoteSign) != 1 {
		t.Errorf("the quote of a message that the desk does not have:\n%s", got)
	}
	v.Invalidate()
	r, _ = v.Need()
	v.Deliver(r, s.read(r.Query), s.messages[0])
	if got := drawn(v, 60, 10); !strings.Contains(got, quoteSign+"Hana Sato: message 1\n") || len(v.items) != 60 {
		t.Errorf("the quote of a message that is not held, with %d held:\n%s", len(v.items), got)
	}
	older := s.messages[0]
	older.Text = "message one"
	v.Invalidate()
	r, _ = v.Need()
	v.Deliver(r, s.read(r.Query), older)
	if !strings.Contains(drawn(v, 60, 10), "Hana Sato: message one\n") {
		t.Error("the quote of an edited message that is not held is out of date")
	}
	v.Top()
	s.fill(t, v)
	v.Bottom()
	if !strings.Contains(drawn(v, 60, 10), quoteSign+"Hana Sato: message 1\n") {
		t.Errorf("no quote:\n%s", drawn(v, 60, 10))
	}
	s.messages[0].Text = "changed"
	v.Invalidate()
	r, _ = v.Need()
	v.Deliver(r, s.read(r.Query), s.messages[0])
	if !strings.Contains(drawn(v, 60, 10), "Hana Sato: changed") {
		t.Error("the quote of an edited message is out of date")
	}
}

func TestEverySizeFits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := conversation()
		for i := range s.messages {
			s.messages[i].Author += rapid.StringN(0, 20, -1).Draw(t, "author")
			s.messages[i].Text += rapid.String().Draw(t, "text")
		}
		v := NewTranscript()
		v.SetChat(theRow(), s.messages[3].ID)
		s.fill(t, v)
		for range 3 {
			w, h := rapid.IntRange(-1, 130).Draw(t, "w"), rapid.IntRange(-1, 60).Draw(t, "h")
			rows := v.Render(w, h, plainOptions())
			checkRows(t, rows, w, h)
			if w > 0 && h > 0 && len(rows) == 0 {
				t.Fatalf("nothing shown at %d×%d", w, h)
			}
			v.Scroll(rapid.IntRange(-20, 20).Draw(t, "scroll"))
		}
	})
}

func TestVeryLongMessage(t *testing.T) {
	t.Parallel()
	s := newSource(3)
	s.add(core.FromVisitor, strings.Repeat("👨‍👩‍👧‍👦", 4096))
	v := opened(t, s, 40, 12, 0)
	checkRows(t, v.Render(40, 12, plainOptions()), 40, 12)
	v.Move(-1)
	for range 1000 {
		v.Move(-1)
	}
	if m, ok := v.Selected(); !ok || m.ID != s.messages[0].ID {
		t.Errorf("moving up ended at %v", m.ID)
	}
}
