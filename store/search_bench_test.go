package store

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/store/folder"
)

var searchMessages = flag.Int("search.messages", 20_000, "messages that searches are measured on; the figures of the manual are of 1000000")

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
		other, err = tx.InsertBrand(ctx, testBrand("globex"))
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
				state := core.Completed
				if c.rng.IntN(50) == 0 {
					state = core.Pending
				}
				chat, err := t.InsertChat(ctx, chatIn(v, state, noon().Add(time.Duration(n)*time.Second), d.mika.ID))
				if err != nil {
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

// queries are of every kind: rare, common and absent words of all scripts, phrases, and with
// filters.
func (c *corpus) queries() (list []string) {
	for script := range 6 {
		rare, common, most := c.words[script][20_000+c.rng.IntN(9000)], c.words[script][100+c.rng.IntN(200)], c.words[script][c.rng.IntN(3)]
		list = append(list, rare, common, most, string([]rune(most)[:1]), common+" "+most, rare+" "+most, `"`+most+" "+common+`"`, "absent"+rare,
			rare+" from:note", most+" from:note has:file", most+" from:note brand:globex", common+" state:pending", most+" state:pending", common+" brand:acme operator:mika", most+" before:2026-03-03", common+" after:2026-03-04 before:2026-03-08")
	}
	return append(list, "invoice", "invoice has:file", "has:file", "from:note", "user", "state:pending", "user_1234", "zzzz")
}

// BenchmarkSearch indexes a desk, and prints what a search takes, warm and in a new process
// with nothing in memory, and what the index takes. For the figures of the manual:
//
//	go test ./store -run - -bench 'Search$' -benchtime 1x -timeout 30m -search.messages 1000000
func BenchmarkSearch(b *testing.B) {
	d, c := newDesk(b), newCorpus()
	fillForSearch(b, d, c, *searchMessages)
	queries := c.queries()
	for b.Loop() {
		if err := os.Remove(filepath.Join(d.dir, folder.Index)); err == nil {
			b.Fatal("the index is there already; use -benchtime 1x")
		}
		began := time.Now()
		index(b, d.DB)
		perMessage := time.Since(began) / time.Duration(*searchMessages)
		if err := d.index.closeFiles(); err != nil {
			b.Fatal(err)
		}
		info := must[os.FileInfo](b)(os.Stat(filepath.Join(d.dir, folder.Index)))
		index(b, d.DB)
		b.ReportMetric(float64(perMessage)/1e3, "µs/message")
		b.ReportMetric(float64(info.Size())/1e6, "MB")
		var warm []time.Duration
		slow := map[time.Duration]string{}
		for range 3 {
			for _, text := range queries {
				began := time.Now()
				search(b, d, text, 50)
				took := time.Since(began)
				warm, slow[took] = append(warm, took), text
			}
		}
		slices.Sort(warm)
		b.ReportMetric(float64(warm[len(warm)/2])/1e6, "p50-ms")
		b.ReportMetric(float64(warm[len(warm)*95/100])/1e6, "p95-ms")
		b.ReportMetric(float64(warm[len(warm)-1])/1e6, "max-ms")
		var report strings.Builder
		for _, took := range slices.Backward(warm[len(warm)-min(40, len(warm)):]) {
			fmt.Fprintf(&report, "%v %s\n", took, slow[took])
		}
		b.Log(report.String())
	}
}
