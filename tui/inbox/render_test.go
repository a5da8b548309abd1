package inbox

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/tui/term"
	"tgdesk/tui/theme"

	"github.com/charmbracelet/x/exp/golden"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// cast are chats whose names have broken columns elsewhere, and every look a
// row can have.
func cast(s core.State) []core.ChatRow {
	names := []string{
		"Hana Sato", "佐藤 花子 (東京)", "❤️ Love ✈️ Travel", "👨‍👩‍👧‍👦 Family", "Zo\u0308e\u0301 Z\u0361a", "שרה כהן", "محمد علي",
		"नमस्ते देव", "\x1b[31mred\x07", "", "A name that is much longer than any column for names could be", "🇯🇵🇩🇪",
	}
	rows := make([]core.ChatRow, len(names))
	for i, name := range names {
		r := rowOf(i+1, s)
		r.Visitor.Profile = core.Profile{TelegramID: 77, FirstName: name, Username: map[bool]string{true: "fallback"}[i%2 == 1]}
		at := noon().Add(-time.Duration(1<<(2*i)) * time.Second)
		r.Chat.WaitingSince, r.Chat.CountsFrom, r.Chat.CompletedAt = at, at, at
		r.Chat.DeadlineAt = at.Add(time.Duration(1<<(2*i)) * time.Second * time.Duration([]int{50, 16, 11}[i%3]) / 10) // 20, 62 and 90 % used
		r.Chat.Received = i * i * i
		r.Brand = []string{"acme", "globex", "株式会社"}[i%3]
		rows[i] = r
	}
	say(rows)
	return rows
}

// say gives the chats their last messages.
func say(rows []core.ChatRow) {
	rows[0].Last.Text = "注文した商品がまだ届きません"
	rows[1].Last = core.Message{ID: 1, From: core.FromOperator, OperatorID: 7, Author: "mika", Kind: core.KindText, Text: "I will look\ninto it"}
	rows[2].Last = core.Message{ID: 1, From: core.FromOperator, OperatorID: 8, Author: "jo", Kind: core.KindText, Text: "Done"}
	rows[3].Last = core.Message{ID: 1, From: core.FromNote, OperatorID: 8, Author: "jo", Kind: core.KindText, Text: "call them back"}
	rows[4].Last = core.Message{ID: 1, From: core.FromVisitor, Kind: core.KindPhoto, Text: "my receipt"}
	rows[5].Last = core.Message{ID: 1, From: core.FromVisitor, Kind: core.KindText, Text: "מתי תגיע ההזמנה שלי?"}
	rows[6].Last = core.Message{}
	rows[7].Visitor.BlockedBotAt = noon()
	rows[3].Chat.Flood.At = noon().Add(-59 * time.Second)
	rows[5].Chat.Flood.At = noon().Add(-60 * time.Second) // is over
	rows[4].Failed, rows[7].Unknown = 1, 2
	rows[10].Failed, rows[10].Unknown = 3, 1
	for i := range rows {
		if i%3 > 0 { // of active chats
			rows[i].Chat.AwaitingSince = rows[i].Chat.WaitingSince
		}
	}
	rows[8].Last.Text = strings.Repeat("👨‍👩‍👧‍👦", 40)
}

func drawn(l *List, w, h int, o RenderOptions) string {
	f := term.Frame{Width: w, Height: h, Rows: l.Render(w, h, o)}
	return f.String() + "\n"
}

func TestRender(t *testing.T) {
	t.Parallel()
	for _, s := range core.States() {
		for _, w := range []int{40, 74, 100} {
			t.Run(fmt.Sprintf("%s_%d", s, w), func(t *testing.T) {
				t.Parallel()
				l := filled(t, &source{cast(s)}, s, 24)
				l.choose(l.index(2))
				golden.RequireEqual(t, []byte(drawn(l, w, 24, plainOptions())))
			})
		}
	}
}

func TestRenderStyled(t *testing.T) {
	t.Parallel()
	l := filled(t, &source{cast(core.Pending)}, core.Pending, 24)
	o := plainOptions()
	dark := theme.Dark(theme.Indexed)
	o.Theme = &dark
	var b strings.Builder
	for _, row := range l.Render(40, 6, o) {
		for _, s := range row {
			fmt.Fprintf(&b, "%d+%d %q ", s.X, s.W, s.Text)
		}
		b.WriteByte('\n')
	}
	golden.RequireEqual(t, []byte(b.String()))
}

func TestRenderWithoutChats(t *testing.T) {
	t.Parallel()
	l := NewList(core.Pending)
	if got := drawn(l, 30, 1, plainOptions()); got != " Loading…\n" {
		t.Errorf("before the first page: %q", got)
	}
	(&source{}).fill(t, l)
	if got := drawn(l, 30, 1, plainOptions()); got != " No pending chats.\n" {
		t.Errorf("empty: %q", got)
	}
}

func TestMarkOfTheOpenChat(t *testing.T) {
	t.Parallel()
	l := filled(t, newSource(core.Pending, 3), core.Pending, 6)
	o := plainOptions()
	o.Focused, o.Open = false, 2
	var marks []bool
	for _, row := range l.Render(40, 6, o) {
		marks = append(marks, strings.Contains(row[0].Text, cursorMark))
	}
	if diff := cmp.Diff([]bool{false, false, true, true, false, false}, marks); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestEverySizeFits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom([]core.State{core.Pending, core.Active, core.Completed}).Draw(t, "state")
		w, h := rapid.IntRange(-1, 130).Draw(t, "w"), rapid.IntRange(-1, 40).Draw(t, "h")
		rows := cast(s)
		for i := range rows {
			rows[i].Visitor.FirstName += rapid.StringN(0, 20, -1).Draw(t, "name")
			rows[i].Last.Text = rapid.String().Draw(t, "text")
		}
		l := NewList(s)
		(&source{rows}).fill(t, l)
		o := plainOptions()
		o.Focused, o.BrandWidth = rapid.Bool().Draw(t, "focused"), rapid.IntRange(0, 40).Draw(t, "brand")
		checkRows(t, l.Render(w, h, o), w, max(h, 0))
	})
}

// TestBrandsInRows: a brand has the room that it needs where the name leaves it, and
// neither is cut while the other, or the clock, has cells to spare.
func TestBrandsInRows(t *testing.T) {
	t.Parallel()
	dark := theme.Dark(theme.Indexed)
	line := func(th *theme.Theme, name, brand string, widest int) string {
		r := rowOf(1, core.Pending)
		r.Visitor.FirstName, r.Brand, r.Accent, r.Chat.WaitingSince = name, brand, "#5fafff", noon().Add(-64*time.Second)
		l := filled(t, &source{[]core.ChatRow{r}}, core.Pending, 2)
		o := plainOptions()
		o.Theme, o.BrandWidth, o.Focused = th, widest, false
		rows := l.Render(43, 2, o)
		checkRows(t, rows, 43, 2)
		return term.Frame{Width: 43, Height: 1, Rows: rows}.Plain()[0]
	}
	for _, test := range []struct {
		name, brand string
		widest      int
		want        string
	}{
		{"Ana", "acme", 6, " Ana                    ◆ acme        1:04"},
		{"Ana", "Globex International Trading", 28, " Ana   ◆ Globex International Trading 1:04"},
		{"Ana Díaz", "Globex International Trading", 28, " Ana Díaz ◆ Globex International Tra… 1:04"},
		{"Maximiliana Featherstonehaugh", "acme", 6, " Maximiliana Featherstonehaugh ◆ acme 1:04"},
		{"Maximiliana Featherstonehaugh", "Globex International Trading", 28, " Maximiliana Fea… ◆ Globex Internati… 1:04"},
		{"Ana", "acme", 28, " Ana              ◆ acme              1:04"},
		{"Ana", "acme", 0, " Ana                                  1:04"},
	} {
		if got := line(&dark, test.name, test.brand, test.widest); got != test.want {
			t.Errorf("%s of %s:\n%q\n%q", test.name, test.brand, got, test.want)
		}
	}
	none := theme.None()
	if got, want := line(&none, "Ana", "acme", 6), " Ana                      acme        1:04"; got != want {
		t.Errorf("without colour:\n%q\n%q", got, want)
	}
}

// TestStatesInRows: a draft gives its word up before what is known of the chat is
// left out; what became of replies stands apart from the last message.
func TestStatesInRows(t *testing.T) {
	t.Parallel()
	r := rowOf(3, core.Unanswered)
	r.Chat.Received, r.Failed, r.Unknown = 1000, 1, 1
	r.Chat.CountsFrom, r.Chat.DeadlineAt = noon(), noon().Add(23*time.Hour+41*time.Minute)
	l := filled(t, &source{[]core.ChatRow{r}}, core.Unanswered, 2)
	o := plainOptions()
	o.Focused = false
	for w, want := range map[int]string{
		43: " Visitor 3              acme     ✗ ? 1d 3h\n text of 3     closes 23h 41m ✎ draft 999+\n",
		32: " Visitor 3   acme     ✗ ? 1d 3h\n text of… closes 23h 41m ✎ 999+\n",
	} {
		if got := drawn(l, w, 2, o); got != want {
			t.Errorf("in %d cells:\n%q\n%q", w, got, want)
		}
	}
}

func BenchmarkRender(b *testing.B) {
	for _, n := range []int{100, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			l := filled(b, newSource(core.Pending, n), core.Pending, 40)
			l.Bottom()
			src := newSource(core.Pending, n)
			src.fill(b, l)
			o := plainOptions()
			b.ReportAllocs()
			for b.Loop() {
				l.Render(43, 40, o)
			}
		})
	}
}

func BenchmarkRefresh(b *testing.B) {
	for _, n := range []int{100, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			src := newSource(core.Pending, n)
			l := filled(b, src, core.Pending, 40)
			l.Invalidate(true)
			r, _ := l.Need()
			rows := src.read(r.Query)
			l.Deliver(r, rows)
			b.ReportAllocs()
			for b.Loop() {
				l.Invalidate(true)
				r, _ := l.Need()
				l.Deliver(r, rows)
			}
		})
	}
}
