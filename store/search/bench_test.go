//go:build unix

package search_test

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/store"
	"tgdesk/store/folder"
)

var (
	searchMessages = flag.Int("search.messages", 20_000, "messages that searches are measured on; the figures of the manual are of 1000000")
	searchFolder   = flag.String("search.folder", "", "a folder in which the desk and its index stay, and are not made again the next time")
)

// corpus makes texts of six scripts, of words that are as common as those of a language.
type corpus struct {
	rng   *rand.Rand
	words [6][]string
	ranks *rand.Zipf
}

func newCorpus() *corpus {
	rng := rand.New(rand.NewPCG(1, 2))
	c := &corpus{rng: rng, ranks: rand.NewZipf(rng, 1.2, 4, 29_999)}
	for script, letters := range []string{
		"abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщыьэюя", "ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "कखगघचछजझटठडढतथदधनपफबभमयरलवशसह",
		"αβγδεζηθικλμνξοπρστυφχψω", "日一国会人年大十二本中長出三同時政事自行社見月分議後前民生連五発間対上部東者党地合市業内相方四定今回新場金員九入選立開手米力学問高代明実円関決子動京全目表戦経通外最言氏現理調体化田当八六約主題下首意法",
	} {
		alphabet := []rune(letters)
		for range 30_000 {
			n := 2 + rng.IntN(9)
			if script == 5 {
				n = 1 + rng.IntN(3)
			}
			word := make([]rune, n)
			for i := range word {
				word[i] = alphabet[rng.IntN(len(alphabet))]
			}
			c.words[script] = append(c.words[script], string(word))
		}
	}
	return c
}

func (c *corpus) text(n int) string {
	script := n % 6
	gap := " "
	if script == 5 {
		gap = ""
	}
	words := make([]string, 6+c.rng.IntN(16))
	for i := range words {
		words[i] = c.words[script][c.ranks.Uint64()]
	}
	return strings.Join(words, gap)
}

// fillForSearch makes a desk with messages, ten a chat, as fast as SQL can.
func fillForSearch(b *testing.B, d *desk, c *corpus, count int) {
	b.Helper()
	ctx := context.Background()
	var other core.Brand
	d.write(func(tx core.Tx) (err error) {
		if d.brand, err = tx.InsertBrand(ctx, testBrand("acme")); err != nil {
			return err
		}
		if other, err = tx.InsertBrand(ctx, testBrand("globex")); err != nil {
			return err
		}
		d.mika, err = tx.SaveOperator(ctx, core.Operator{Name: "mika", Role: core.RoleAdmin})
		return err
	})
	for n := 0; n < count; {
		d.write(func(t core.Tx) error {
			for range 500 {
				brand := []core.BrandID{d.brand.ID, other.ID}[n/10%2]
				v, err := t.InsertVisitor(ctx, core.Visitor{BrandID: brand, FirstSeen: noon(), Profile: core.Profile{TelegramID: int64(n + 1), FirstName: c.words[n/10%6][c.rng.IntN(30_000)], Username: fmt.Sprintf("user_%d", n)}})
				if err != nil {
					return err
				}
				chat, err := t.InsertChat(ctx, chatIn(v, stateForSearch(n/10), noon().Add(time.Duration(n)*time.Second), d.mika))
				if err != nil {
					return err
				}
				if err := t.SaveTags(ctx, chat.ID, tagsForSearch(n/10)); err != nil {
					return err
				}
				for i := range 10 {
					m := core.Message{ChatID: chat.ID, VisitorID: v.ID, From: core.FromVisitor, Kind: core.KindText, Author: v.FirstName, Text: c.text(n / 10), SentAt: noon().Add(time.Duration(n) * time.Second)}
					switch i {
					case 3, 7:
						m.From, m.OperatorID, m.Author = core.FromOperator, d.mika.ID, "mika"
					case 9:
						m.From, m.OperatorID, m.Author = core.FromNote, d.mika.ID, "mika"
					case 5:
						m.Kind, m.Attachment = core.KindDocument, &core.Attachment{Kind: core.KindDocument, FileName: fmt.Sprintf("invoice_%d.pdf", n)}
					}
					if _, err := t.InsertMessage(ctx, m); err != nil {
						return err
					}
					n++
				}
				if n >= count {
					return nil
				}
			}
			return nil
		})
	}
}

// stateForSearch and tagsForSearch leave few chats to some filters, and many to others.
func stateForSearch(chat int) core.State {
	switch {
	case chat%50 == 1:
		return core.Pending
	case chat%1000 == 2:
		return core.Active
	}
	return core.Completed
}

func tagsForSearch(chat int) core.Tags {
	switch {
	case chat%500 == 3:
		return core.TagsOf("vip")
	case chat%5 == 4:
		return core.TagsOf("paid")
	}
	return ""
}

// queries are of every kind: rare, common and absent words of all scripts, phrases, and with
// filters.
func (c *corpus) queries() map[string][]string {
	all := map[string][]string{
		"filters alone": {"has:file", "from:note", "state:pending", "state:active", "tag:vip", "tag:paid", "chat:7", "operator:mika", "before:2026-03-02", "from:note has:file"},
		"file name":     {"invoice", "invoice has:file", "invoice_5", "invoice pdf before:2026-03-03"},
		"visitors":      {"user", "user_1234", "user_1 state:pending"},
	}
	for script, words := range c.words {
		rare, common, second := words[20_000+c.rng.IntN(9000)], words[100+c.rng.IntN(100)], words[200+c.rng.IntN(100)]
		most, foreign := words[c.rng.IntN(3)], c.words[(script+1)%6][c.rng.IntN(3)]
		letters := []rune(most + second)
		for kind, list := range map[string][]string{
			"one rare word":        {rare},
			"one common word":      {common, second},
			"most common word":     {most},
			"no hit":               {"absent" + rare, rare + foreign, rare + " " + foreign, rare + " from:note has:file"},
			"common and common":    {common + " " + second, common + " " + most},
			"never together":       {most + " " + foreign, common + " " + foreign, most + " invoice", foreign + " " + string(letters[:1])},
			"phrase":               {`"` + most + " " + common + `"`, `"` + common + " " + second + `"`, `"` + most + " " + words[4] + `"`},
			"one letter":           {string(letters[:1]), string(letters[len(letters)-1:])},
			"two letters":          {string(letters[:2])},
			"word and one letter":  {most + " " + string(letters[:1]), common + " " + string(letters[len(letters)-1:]), rare + " " + string(letters[:1])},
			"from, operator, file": {rare + " from:note", common + " operator:mika", most + " from:note has:file", common + " has:file", most + " from:bot", string(letters[:1]) + " from:bot"},
			"brand":                {most + " from:note brand:globex", common + " brand:acme operator:mika"},
			"few chats":            {common + " state:active", most + " state:active", most + " tag:vip", string(letters[:1]) + " tag:vip", most + " chat:77"},
			"some chats":           {common + " state:pending", most + " state:pending", common + " state:pending has:file", most + " tag:paid", rare + " tag:paid", string(letters[:1]) + " state:pending"},
			"time":                 {most + " before:2026-03-03", common + " after:2026-03-04 before:2026-03-08", string(letters[:1]) + " before:2026-03-02", rare + " after:2026-03-05"},
		} {
			if script == 5 {
				kind = "CJK: " + kind
			}
			all[kind] = append(all[kind], list...)
		}
	}
	han := c.words[5]
	all["CJK: one sign"] = []string{"日", "法", "会", "金"}
	all["CJK: two signs"] = []string{string([]rune(han[1] + han[2])[:2]), "日法", "金手", "員九", "日本"}
	return all
}

// BenchmarkSearch indexes a desk, and prints what searches of each kind take, warm and in a
// new process with nothing in memory, and what the index takes. For the figures of the manual:
//
//	go test ./store/search -run - -bench 'Search$' -benchtime 1x -timeout 30m -search.messages 1000000 -search.folder FOLDER
//
// With -v it prints what each query takes.
func BenchmarkSearch(b *testing.B) {
	c := newCorpus()
	d := searchBenchDesk(b, c)
	path := filepath.Join(d.dir, folder.Index)
	made := folder.Find(path) != nil
	before := processorTime()
	index(b, d)
	took := processorTime() - before
	if err := d.Close(); err != nil {
		b.Fatal(err)
	}
	d.DB = must[*store.DB](b)(store.OpenReader(d.dir, options()))
	b.Cleanup(func() { _ = d.DB.Close() })
	var all searchTimes
	queries := c.queries()
	for _, kind := range slices.Sorted(maps.Keys(queries)) {
		b.Run(kind, func(b *testing.B) {
			var some searchTimes
			for b.Loop() {
				some.measure(b, d, queries[kind])
			}
			some.report(b)
			all.warm, all.processor, all.cold = append(all.warm, some.warm...), append(all.processor, some.processor...), append(all.cold, some.cold...)
		})
	}
	b.Run("all", func(b *testing.B) {
		all.report(b)
		b.ReportMetric(float64(must[os.FileInfo](b)(os.Stat(path)).Size())/1e6, "MB")
		if made {
			b.ReportMetric(float64(took.Microseconds())/float64(*searchMessages), "µs/message")
		}
	})
}

// searchTimes is what searches took: warm, of that in the processor, and cold.
type searchTimes struct{ warm, processor, cold []time.Duration }

// measure runs each query some times, and then with nothing in memory, as a verb does.
func (s *searchTimes) measure(b *testing.B, d *desk, queries []string) {
	for _, text := range queries {
		look(b, d, text, 50)
		for range 3 {
			began, before := time.Now(), processorTime()
			look(b, d, text, 50)
			s.warm, s.processor = append(s.warm, time.Since(began)), append(s.processor, processorTime()-before)
		}
		for _, name := range []string{folder.Database, folder.Index} {
			_ = exec.Command("dd", "if="+filepath.Join(d.dir, name), "iflag=nocache", "count=0", "status=none").Run()
		}
		r := must[*store.DB](b)(store.OpenReader(d.dir, options()))
		began := time.Now()
		look(b, r, text, 50)
		s.cold = append(s.cold, time.Since(began))
		if err := r.Close(); err != nil {
			b.Fatal(err)
		}
		b.Logf("%v, cold %v: %s", slices.Min(s.processor[len(s.processor)-3:]), s.cold[len(s.cold)-1], text)
	}
}

// report reports percentiles in milliseconds.
func (s *searchTimes) report(b *testing.B) {
	b.ReportMetric(0, "ns/op")
	for name, list := range map[string][]time.Duration{"warm": s.warm, "processor": s.processor, "cold": s.cold} {
		if slices.Sort(list); len(list) == 0 {
			continue
		}
		for _, p := range []int{50, 95} {
			b.ReportMetric(float64(list[len(list)*p/100].Microseconds())/1e3, fmt.Sprintf("%s-p%d-ms", name, p))
		}
	}
}

// processorTime is how much this process used so far.
func processorTime() time.Duration {
	var used syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// searchBenchDesk fills a desk, or opens the one that was filled before.
func searchBenchDesk(b *testing.B, c *corpus) *desk {
	b.Helper()
	dir := *searchFolder
	if dir == "" {
		dir = b.TempDir()
	}
	filled := folder.Find(filepath.Join(dir, folder.Database)) == nil
	d := openAt(b, dir)
	if !filled {
		fillForSearch(b, d, c, *searchMessages)
	}
	return d
}
