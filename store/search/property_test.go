package search_test

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"tgdesk/core"
	"tgdesk/core/fold"
	"tgdesk/store"
	"tgdesk/store/folder"
	"tgdesk/store/search"
)

// vocabulary has words of six scripts, some of which begin others.
var vocabulary = []string{
	"refund", "refunds", "order", "ordered", "naïve", "Straße", "O'Brien", "ＦＵＬＬ", "x", "4711", "foo_bar", "e-mail",
	"предоплата", "предел", "Заказ", "ёлка", "طلب", "مُوَظَّف", "موظفون", "हिन्दी", "हिंदी", "नमस्ते",
	"注文した商品", "商品", "届きません", "キャンセル", "ｷｬﾝｾﾙ", "한국어", "주문했어요", "สวัสดีครับ", "iPhoneを買う", "🎉", "👍🏽",
}

// model is what a plain scan knows of the desk.
type model struct {
	t        *rapid.T
	d        *store.DB
	desk     beside
	x        *search.Index // nil while the desk is only read
	dir      string
	brands   []core.BrandID
	op       core.Operator
	visitors []core.Visitor
	chats    []core.Chat
}

// wordsOf cuts a folded text as a person would: at everything that is no letter or digit.
func wordsOf(s string) []string {
	return strings.FieldsFunc(fold.Text(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !unicode.IsSymbol(r) || r == '_'
	})
}

// hasWord is the plain scan for one word without separators in it: a word begins with it, or
// what is written without spaces contains it.
func hasWord(text, word string) bool {
	word = fold.Text(word)
	spaced := !strings.ContainsFunc(word, func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.So) || r == 'ー'
	})
	return slices.ContainsFunc(wordsOf(text), func(w string) bool {
		if spaced {
			return strings.HasPrefix(w, word)
		}
		return strings.Contains(w, word)
	})
}

// scan lists the messages in which all words stand in one version.
func (m *model) scan(words []string, keep func(core.Message, core.Chat) bool) (ids []core.MessageID) {
	for _, c := range m.chats {
		c, _ = m.d.Chat(context.Background(), c.ID)
		list, err := m.d.Messages(context.Background(), core.MessageQuery{Chat: c.ID, After: -1, Limit: 1 << 20})
		if err != nil {
			m.t.Fatal(err)
		}
		for _, msg := range list {
			if msg.From == core.FromDesk || !keep(msg, c) {
				continue
			}
			versions := []string{msg.Text}
			if msg.Attachment != nil {
				versions[0] += " | " + msg.Attachment.FileName
			}
			edits, err := m.d.Edits(context.Background(), msg.ID)
			if err != nil {
				m.t.Fatal(err)
			}
			for _, e := range edits {
				versions = append(versions, e.Text)
			}
			if slices.ContainsFunc(versions, func(v string) bool {
				return !slices.ContainsFunc(words, func(w string) bool { return !hasWord(v, w) })
			}) {
				ids = append(ids, msg.ID)
			}
		}
	}
	slices.SortFunc(ids, func(a, b core.MessageID) int { return cmp.Compare(b, a) })
	return ids
}

func (m *model) text() string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(vocabulary), 1, 5).Draw(m.t, "text"), rapid.SampledFrom([]string{" ", ", ", "\n"}).Draw(m.t, "gap"))
}

func (m *model) write(fn func(core.Tx) error) {
	if err := m.d.Write(context.Background(), fn); err != nil {
		m.t.Fatal(err)
	}
}

// filters are parts of a query, and the messages that they leave.
func (m *model) filters() map[string]func(core.Message, core.Chat) bool {
	acme, tagged := m.brands[0], m.chats[0].ID
	return map[string]func(core.Message, core.Chat) bool{
		"":                         func(core.Message, core.Chat) bool { return true },
		" from:note":               func(msg core.Message, _ core.Chat) bool { return msg.From == core.FromNote },
		" brand:acme":              func(_ core.Message, c core.Chat) bool { return c.BrandID == acme },
		" has:file":                func(msg core.Message, _ core.Chat) bool { return msg.Attachment != nil },
		" state:active":            func(_ core.Message, c core.Chat) bool { return c.State == core.Active },
		" operator:mika":           func(msg core.Message, _ core.Chat) bool { return msg.OperatorID == m.op.ID },
		" tag:vip":                 func(_ core.Message, c core.Chat) bool { return c.ID == tagged },
		" chat:2 chat:3":           func(_ core.Message, c core.Chat) bool { return c.ID == 2 || c.ID == 3 },
		" after:2026-03-01T12:30":  func(msg core.Message, _ core.Chat) bool { return msg.SentAt.After(noon()) },
		" before:2026-03-01T13:30": func(msg core.Message, _ core.Chat) bool { return msg.SentAt.Before(noon().Add(90 * time.Minute)) },
	}
}

// compare compares queries with the plain scan, page by page, whatever is taken for many.
func (m *model) compare(*rapid.T) {
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"ref", "refund", "r", "o", "order", "naive", "strasse", "obrien", "full", "x", "47", "4", "п", "пред", "предоплата", "елка", "заказ", "موظف", "طل", "हिन्दी", "नम", "न", "商品", "注文", "文し", "品", "キャンセル", "국어", "주문", "สวัส", "を買", "🎉", "absent"}), 1, 2).Draw(m.t, "words")
	query, keep := strings.Join(words, " "), []func(core.Message, core.Chat) bool{}
	all := m.filters()
	for _, filter := range rapid.SliceOfN(rapid.SampledFrom(slices.Sorted(maps.Keys(all))), 1, 2).Draw(m.t, "filters") {
		query, keep = query+filter, append(keep, all[filter])
	}
	if rapid.IntRange(0, 5).Draw(m.t, "alone") == 0 {
		query, words = strings.TrimPrefix(query, strings.Join(words, " ")), nil
	}
	if query == "" {
		return
	}
	s, err := core.ParseSearch(query, noon())
	if err != nil {
		m.t.Fatal(err)
	}
	q, err := s.Query(context.Background(), m.d)
	if err != nil {
		m.t.Fatal(err)
	}
	find := m.d.Search
	if m.x != nil {
		m.x.SetLimits(rapid.IntRange(0, 1).Draw(m.t, "few chats"), rapid.IntRange(1, 9).Draw(m.t, "many chats"), rapid.IntRange(0, 5).Draw(m.t, "few candidates"))
		find = m.x.Search
	}
	q.Limit = rapid.IntRange(1, 5).Draw(m.t, "limit")
	var got []core.MessageID
	for more := true; more; {
		r, err := find(context.Background(), q)
		if err != nil {
			m.t.Fatal(err)
		}
		for _, h := range r.Hits {
			if h.Message != 0 {
				got = append(got, h.Message)
			}
		}
		more, q.Cursor = r.More, r.Next
	}
	want := m.scan(words, func(msg core.Message, c core.Chat) bool {
		return !slices.ContainsFunc(keep, func(passes func(core.Message, core.Chat) bool) bool { return !passes(msg, c) })
	})
	if !slices.Equal(got, want) {
		m.t.Fatalf("%s finds %v, a scan %v", query, got, want)
	}
}

// say adds messages, some with files and some that are notes.
func (m *model) say(*rapid.T) {
	c := rapid.SampledFrom(m.chats).Draw(m.t, "chat")
	m.write(func(tx core.Tx) error {
		for range rapid.IntRange(1, 4).Draw(m.t, "count") {
			msg := core.Message{ChatID: c.ID, VisitorID: c.VisitorID, From: core.FromVisitor, Kind: core.KindText, Text: m.text(), SentAt: noon().Add(time.Duration(rapid.IntRange(0, 2).Draw(m.t, "hours")) * time.Hour)}
			switch rapid.IntRange(0, 5).Draw(m.t, "kind") {
			case 0:
				msg.From, msg.OperatorID = core.FromNote, m.op.ID
			case 1:
				msg.Kind, msg.Attachment = core.KindDocument, &core.Attachment{Kind: core.KindDocument, FileName: m.text()}
			case 2:
				msg.From = core.FromDesk
			}
			if _, err := tx.InsertMessage(context.Background(), msg); err != nil {
				return err
			}
		}
		return nil
	})
}

func (m *model) anyMessage() (core.Message, bool) {
	c := rapid.SampledFrom(m.chats).Draw(m.t, "chat")
	list, err := m.d.Messages(context.Background(), core.MessageQuery{Chat: c.ID, Limit: 100})
	if err != nil {
		m.t.Fatal(err)
	}
	list = slices.DeleteFunc(list, func(m core.Message) bool { return m.From == core.FromDesk })
	if len(list) == 0 {
		return core.Message{}, false
	}
	return rapid.SampledFrom(list).Draw(m.t, "message"), true
}

// edit keeps the earlier version, or does not, as of a reply that was not sent yet.
func (m *model) edit(*rapid.T) {
	msg, ok := m.anyMessage()
	if !ok {
		return
	}
	m.write(func(tx core.Tx) error {
		if rapid.Bool().Draw(m.t, "keep") {
			if err := tx.InsertEdit(context.Background(), msg.ID, core.Edit{Text: msg.Text, Kind: msg.Kind, Replaced: noon()}); err != nil {
				return err
			}
		}
		msg.Text = m.text()
		return tx.SaveMessage(context.Background(), msg)
	})
}

// erase removes messages as retention does.
func (m *model) erase(*rapid.T) {
	c := rapid.SampledFrom(m.chats).Draw(m.t, "chat")
	m.write(func(tx core.Tx) error {
		_, err := tx.DeleteMessages(context.Background(), c.ID, rapid.IntRange(1, 5).Draw(m.t, "count"))
		return err
	})
}

// move moves messages between two chats of one visitor, as what precedes a chat is.
func (m *model) move(*rapid.T) {
	from := rapid.IntRange(0, 1).Draw(m.t, "from")
	if _, err := m.desk.db.Exec("UPDATE messages SET chat_id = ? WHERE chat_id = ?", m.chats[1-from].ID, m.chats[from].ID); err != nil {
		m.t.Fatal(err)
	}
}

// jump lets the next message be one of another shard, maybe.
func (m *model) jump(*rapid.T) {
	if _, err := m.desk.db.Exec("UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'messages'", rapid.IntRange(1, search.ShardSize).Draw(m.t, "by")); err != nil {
		m.t.Fatal(err)
	}
}

func (m *model) open() {
	var err error
	if m.d, err = store.Open(m.dir, options()); err != nil {
		m.t.Fatal(err)
	}
	m.desk = openBeside(m.dir, m.d)
	m.x = search.New(m.dir, m.desk, noon)
}

func (m *model) close() error { return errors.Join(m.x.Close(), m.desk.db.Close(), m.d.Close()) }

func (m *model) step(*rapid.T) {
	if _, err := m.x.Step(context.Background()); err != nil {
		m.t.Fatal(err)
	}
}

// restart closes the desk, and changes the index meanwhile in a way that must be noticed.
func (m *model) restart(*rapid.T) {
	if err := m.close(); err != nil {
		m.t.Fatal(err)
	}
	path := filepath.Join(m.dir, folder.Index)
	switch rapid.IntRange(0, 4).Draw(m.t, "damage") {
	case 0:
		_ = os.Remove(path)
	case 1:
		if content, err := os.ReadFile(path); err == nil && len(content) > 0 { // closed, so that no lock is lost
			at := rapid.IntRange(0, len(content)-1).Draw(m.t, "at")
			copy(content[at:], strings.Repeat("\x55\xaa", 300))
			if err := os.WriteFile(path, content, 0o600); err != nil {
				m.t.Fatal(err)
			}
		}
	case 2:
		if info, err := os.Stat(path); err == nil {
			_ = os.Truncate(path, rapid.Int64Range(0, info.Size()).Draw(m.t, "size"))
		}
	}
	if reader, err := store.OpenReader(m.dir, store.Options{}); err == nil { // a verb without a desk
		m.d, m.x = reader, nil
		m.compare(m.t)
		if err := reader.Close(); err != nil {
			m.t.Fatal(err)
		}
	}
	m.open()
}

// histories is how many are tried: more take longer than all other tests of this package.
var histories = flag.Int("search.histories", 20, "histories that searches are compared with a plain scan on, at most 100")

// TestSearchAsAScan: whatever happened to the desk and its index, a query finds what a plain
// scan finds.
func TestSearchAsAScan(t *testing.T) {
	t.Parallel()
	runs := 0
	rapid.Check(t, func(rt *rapid.T) {
		if runs++; runs > *histories {
			return
		}
		m := &model{t: rt, dir: filepath.Join(t.TempDir(), fmt.Sprint(runs))}
		m.open()
		defer func() { _ = m.close() }()
		m.write(func(tx core.Tx) (err error) {
			if m.op, err = tx.SaveOperator(context.Background(), core.Operator{Name: "mika", Role: core.RoleAdmin}); err != nil {
				return err
			}
			for i, name := range []string{"acme", "globex"} {
				b, err := tx.InsertBrand(context.Background(), testBrand(name))
				if err != nil {
					return err
				}
				m.brands = append(m.brands, b.ID)
				var v core.Visitor
				for n := range 3 {
					if n != 1 { // the first one has two chats
						v, err = tx.InsertVisitor(context.Background(), core.Visitor{BrandID: b.ID, FirstSeen: noon(), Profile: core.Profile{TelegramID: int64(100*i + n + 1), FirstName: "V"}})
						if err != nil {
							return err
						}
					}
					c, err := tx.InsertChat(context.Background(), chatIn(v, []core.State{core.Active, core.Completed, core.Completed}[n], noon(), m.op))
					if err != nil {
						return err
					}
					m.visitors, m.chats = append(m.visitors, v), append(m.chats, c)
				}
			}
			return tx.SaveTags(context.Background(), m.chats[0].ID, core.TagsOf("vip"))
		})
		rt.Repeat(map[string]func(*rapid.T){"say": m.say, "say more": m.say, "edit": m.edit, "erase": m.erase, "move": m.move, "jump": m.jump, "index": m.step, "index more": m.step, "restart": m.restart, "search": m.compare, "search more": m.compare})
		m.compare(rt)
	})
}
