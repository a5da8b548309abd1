package chat

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/markup"

	"github.com/charmbracelet/x/exp/golden"
)

// everyKind is a chat with one of everything that a visitor can send and an
// operator answer with.
func everyKind() *source {
	s := &source{}
	media(s)
	marked(s)
	told := func(k core.Kind, text string) { s.add(core.FromVisitor, text).Kind = k }
	told(core.KindContact, "Ana Díaz, +34 600 000 000")
	told(core.KindLocation, "35.6586, 139.7454")
	told(core.KindLiveLocation, "35.6586, 139.7454")
	told(core.KindVenue, "Tokyo Tower, 4 Chome-2-8")
	told(core.KindDice, "🎲 4")
	told(core.KindPoll, "Tea or coffee?\n· tea\n· coffee")
	told(core.KindStory, "News")
	told(core.KindPaidMedia, "★ 3\nbuy")
	file(s, core.FromVisitor, "★ 3 (1/2)\nbought", core.Attachment{Kind: core.KindPhoto, Width: 1280, Height: 853, Size: 12_345}).Kind = core.KindPaidMedia
	told(core.KindGame, "Lumberjack")
	told(core.KindChecklist, "Move out\n☑ keys\n☐ meter")
	told(core.KindGift, "Cake")
	asked := s.add(core.FromBot, "What is it about?")
	asked.Buttons, asked.Pressed = core.EncodeLabels([][]string{{"Order", "Re\u202eturn"}, {"Something else"}}), 2
	told(core.KindButton, "Re\u202eturn")
	told(core.KindService, "pinned_message\nthis or that")
	told(core.KindService, "write_access_allowed")
	told(core.KindService, "paid_message_price_changed")
	told(core.KindUnsupported, "giveaway_winners")
	told(core.KindUnsupported, "hologram\u202e\nwhat is this")
	told(core.KindUnsupported, "")
	outgoing(s)
	return s
}

func file(s *source, from core.From, caption string, a core.Attachment) *core.Message {
	m := s.add(from, caption)
	a.FileID = "file" + fmt.Sprint(m.ID)
	a.FileUniqueID = "u" + fmt.Sprint(m.ID)
	m.Kind, m.Attachment = a.Kind, &a
	return m
}

// media are files in each of their states.
func media(s *source) {
	state := func(st core.FileState, why string) core.File {
		return core.File{State: st, Path: "x", Problem: core.NewProblem("change_refused", why)}
	}
	v := core.FromVisitor
	file(s, v, "this is the receipt", core.Attachment{Kind: core.KindPhoto, Width: 1280, Height: 960, Size: 214_000, File: state(core.FileReady, "")})
	file(s, v, "", core.Attachment{Kind: core.KindLivePhoto, Width: 960, Height: 1280, Size: 300_000})
	file(s, v, "", core.Attachment{Kind: core.KindVideo, Width: 640, Height: 480, Duration: 63 * time.Second, Size: 7_300_000, FileName: "unboxing.mp4", File: state(core.FileFetching, "")})
	file(s, v, "", core.Attachment{Kind: core.KindVideoNote, Width: 240, Height: 240, Duration: 9 * time.Second, Size: 900_000, File: state(core.FileWanted, "")})
	file(s, v, "", core.Attachment{Kind: core.KindVoice, Duration: 67 * time.Second, Size: 12_345, File: state(core.FileReady, "")})
	file(s, v, "", core.Attachment{Kind: core.KindAudio, Duration: 4000 * time.Second, Size: 19_000_000, Title: "The Band – Ä", FileName: "Ä song.ogg"})
	file(s, v, "", core.Attachment{Kind: core.KindAnimation, Width: 320, Height: 200, Size: 90_000, File: state(core.FileExpired, "")})
	file(s, v, "", core.Attachment{Kind: core.KindDocument, Size: 1 << 31, FileName: "../../in\x1bvoice\u202efdp.exe", File: state(core.FileTooBig, "")})
	file(s, v, "", core.Attachment{Kind: core.KindDocument, Size: 0, FileName: "empty.pdf", File: state(core.FileFailed, "the connection was lost.")})
	sticker := file(s, v, "👍", core.Attachment{Kind: core.KindSticker, Emoji: "👍", SetName: "HotCherry", Width: 512, Height: 512, File: state(core.FileReady, "")})
	sticker.SentAt = sticker.SentAt.Add(time.Hour)
	s.add(v, "that is all of it").ReplyTo = sticker.TelegramID
}

// marked are texts with marks, forwards and quotes.
func marked(s *source) {
	text := "bold italic under gone code secret our bank https://a.example"
	rich := s.add(core.FromVisitor, text)
	mark := func(t markup.Type, part, url string) markup.Entity {
		return markup.Entity{Type: t, Offset: strings.Index(text, part), Length: len(part), URL: url}
	}
	rich.Markup = markup.Encode([]markup.Entity{
		mark(markup.Bold, "bold", ""), mark(markup.Italic, "italic", ""), mark(markup.Underline, "under", ""),
		mark(markup.Strikethrough, "gone", ""), mark(markup.Code, "code", ""), mark(markup.Spoiler, "secret", ""),
		mark(markup.TextLink, "our bank", "https://bank.example@evil.example/login"), mark(markup.URL, "https://a.example", ""),
	})
	text = "They said:\nyour parcel is on its way, it will be there before the weekend\nand then:\nif x {\n\tpanic()\n}"
	quote := s.add(core.FromVisitor, text)
	quote.Markup = markup.Encode([]markup.Entity{
		mark(markup.Quote, "your parcel is on its way, it will be there before the weekend", ""), mark(markup.Pre, "if x {\n\tpanic()\n}", ""),
	})
	forward := s.add(core.FromVisitor, "it is on its way")
	forward.Forward = "Post\x1b[31m office"
	s.add(core.FromVisitor, "who knows from where").Forward = core.UnknownOrigin
	part := s.add(core.FromOperator, "which one do you mean?")
	part.ReplyTo, part.Quote = quote.TelegramID, "before the weekend"
	elsewhere(s)
}

// elsewhere are answers to what the desk does not have.
func elsewhere(s *source) {
	photo := s.add(core.FromVisitor, "to the bot's photo")
	photo.ReplyTo, photo.ExternalReply = 4711, core.ExternalReply{Author: "Acme\x1b[2J help", Kind: core.KindPhoto, Text: "from\nbefore"}
	s.add(core.FromVisitor, "to a story").ExternalReply = core.ExternalReply{Author: "Eve", Kind: core.KindStory}
	part := s.add(core.FromVisitor, "to a part of what stands in a channel")
	part.Quote, part.ExternalReply = "the part", core.ExternalReply{Author: "News", Kind: core.KindDocument, Text: "a.pdf"}
	s.add(core.FromVisitor, "to nothing that is known").ReplyTo = 4712
}

// outgoing are an album and replies that were changed.
func outgoing(s *source) {
	for i := range 3 {
		m := file(s, core.FromOperator, "", core.Attachment{Kind: core.KindPhoto, Width: 800, Height: 600, Size: 80_000, AlbumID: "own", FileName: fmt.Sprintf("%d.jpg", i+1)})
		if m.Delivery = core.DeliverySending; i == 0 {
			m.Text = "the three of them"
		}
	}
	s.add(core.FromOperator, "old news").EditedAt = noon()
	s.add(core.FromOperator, "a slip of the tongue").DeletedAt = noon()
	file(s, core.FromOperator, "wrong one", core.Attachment{Kind: core.KindDocument, Size: 80_000, FileName: "invoice.pdf"}).DeletedAt = noon()
}

// filledOptions are what the root model gives.
func filledOptions() Options {
	o := plainOptions()
	o.Hints.Fetch, o.Hints.File = "space fetches", "o open  s save"
	o.Progress = func(id core.MessageID) (core.Progress, bool) {
		return core.Progress{Done: int64(id) * 1000, Total: 100_000}, true
	}
	return o
}

func TestKinds(t *testing.T) {
	t.Parallel()
	for _, w := range []int{40, 80, 120} {
		t.Run(fmt.Sprint(w), func(t *testing.T) {
			t.Parallel()
			v := NewTranscript()
			v.SetChat(theRow(), 0)
			v.Render(w, 120, filledOptions())
			everyKind().fill(t, v)
			v.selected = 2
			checkRows(t, v.Render(w, 120, v.o), w, 120)
			golden.RequireEqual(t, []byte(drawn(v, w, 120)))
		})
	}
}

func TestSpoilerOpensWhenSelected(t *testing.T) {
	t.Parallel()
	s := everyKind()
	v := opened(t, s, 80, 200, 0)
	before := drawn(v, 80, 200)
	if strings.Contains(before, "secret") || !strings.Contains(before, "░░░░░░") {
		t.Fatalf("a spoiler that is not covered:\n%s", before)
	}
	v.Move(-1)
	for !strings.Contains(drawn(v, 80, 200), "secret") {
		if m, _ := v.Selected(); m.ID == 2 {
			t.Fatal("the spoiler never opens")
		}
		v.Move(-1)
	}
	if a, b := strings.Count(before, "\n"), strings.Count(drawn(v, 80, 200), "\n"); a != b {
		t.Errorf("opening a spoiler moves lines: %d, %d", a, b)
	}
}

func BenchmarkProgressBar(b *testing.B) {
	for b.Loop() {
		progressBar(core.Progress{Done: 42, Total: 100})
	}
}
