package kill

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
	"tgdesk/store"
)

// indexKills is a desk whose program is killed while it indexes.
type indexKills struct {
	t    *testing.T
	seed uint64
	rng  *rand.Rand
	home *rig.Home
}

// TestKillsWhileIndexing kills the program at random moments while it makes the index for
// search anew, or brings it up to date. What a search finds then, and after the next run, is
// what a plain scan finds.
func TestKillsWhileIndexing(t *testing.T) {
	t.Parallel()
	sim := botsim.New()
	url, err := sim.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sim.Close)
	k := &indexKills{t: t, home: rig.NewHome(t, url), seed: *killSeed}
	for k.seed == 0 {
		k.seed = rand.Uint64() >> 16
	}
	t.Logf("-seed %d makes the same choices; what the kills meet differs", k.seed)
	k.rng = newRand(k.seed, 3)
	k.fill()
	began := time.Now()
	k.rebuild()
	typical := time.Since(began)
	for round := range *killCount / 2 {
		k.change()
		k.killIndexing(round, time.Duration(k.rng.Int64N(int64(typical*5/4))))
		k.compare(fmt.Sprintf("after kill %d", round+1))
	}
	k.rebuild()
	k.compare("after all")
}

// killIndexing kills a verb that makes the index anew, or the screen, whose engine brings it
// up to date.
func (k *indexKills) killIndexing(round int, after time.Duration) {
	if round%2 == 1 {
		p, err := open(k.home, nil)
		k.must(err)
		pause(k.t.Context(), after)
		p.kill()
		return
	}
	cmd := k.home.Command("search", "--rebuild")
	k.must(cmd.Start())
	pause(k.t.Context(), after)
	_ = cmd.Process.Kill() // it may have ended
	_ = cmd.Wait()
}

func (k *indexKills) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatalf("%v\n-seed %d\n%s", err, k.seed, k.home.Log())
	}
}

func (k *indexKills) rebuild() {
	k.t.Helper()
	status, printed, err := k.home.Run("search", "--rebuild")
	k.must(err)
	if status != 0 {
		k.t.Fatalf("status %d\n%s", status, printed)
	}
}

// withDesk opens the desk in this process, while no other has it.
func (k *indexKills) withDesk(do func(context.Context, *store.DB) error) {
	k.t.Helper()
	db, err := store.Open(k.home.DeskDir(), store.Options{})
	k.must(err)
	k.must(do(k.t.Context(), db))
	k.must(db.Close())
}

// fill makes a desk whose messages are in several parts of the index.
func (k *indexKills) fill() {
	k.withDesk(func(ctx context.Context, db *store.DB) error {
		err := db.Write(ctx, func(tx core.Tx) error {
			_, err := tx.InsertBrand(ctx, core.Brand{Name: "acme", Accent: "#aa3300", Limits: core.DefaultLimits(), Options: core.DefaultBrandOptions()})
			return err
		})
		return errors.Join(err, rig.FillChats(ctx, db, rig.History{Chats: indexedChats, Messages: 10, Text: func(int) string { return k.text() }}))
	})
	for range 3 {
		k.say(1500)
		k.skip(40_000)
	}
}

const indexedChats = 60

func (k *indexKills) text() string {
	words := indexedWords()
	return fmt.Sprint(words[k.rng.IntN(len(words))], " ", words[k.rng.IntN(len(words))], " ", k.rng.IntN(1000))
}

func indexedWords() []string { return []string{"refund", "order", "parcel", "注文", "zebra"} }

// say adds messages to any chats.
func (k *indexKills) say(count int) {
	k.withDesk(func(ctx context.Context, db *store.DB) error {
		return db.Write(ctx, func(tx core.Tx) error {
			for range count {
				c, err := tx.Chat(ctx, core.ChatID(1+k.rng.IntN(indexedChats)))
				if err != nil {
					return err
				}
				if _, err := tx.InsertMessage(ctx, core.Message{ChatID: c.ID, VisitorID: c.VisitorID, From: core.FromNote, Kind: core.KindText, Author: "mika", Text: k.text(), SentAt: rig.Noon()}); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// skip lets the ids of further messages begin later.
func (k *indexKills) skip(count int) {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(k.home.DeskDir(), "desk.db"))
	k.must(err)
	_, err = db.Exec("UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'messages'", count)
	k.must(errors.Join(err, db.Close()))
}

// change adds messages, gives some other words, and removes some.
func (k *indexKills) change() {
	k.say(k.rng.IntN(1000))
	k.withDesk(func(ctx context.Context, db *store.DB) error {
		return db.Write(ctx, func(tx core.Tx) error {
			for range 1 + k.rng.IntN(20) {
				list, err := tx.Messages(ctx, core.MessageQuery{Chat: core.ChatID(1 + k.rng.IntN(indexedChats)), Limit: 20})
				if err != nil || len(list) == 0 {
					return err
				}
				m := list[k.rng.IntN(len(list))]
				if err := tx.InsertEdit(ctx, m.ID, core.Edit{Kind: m.Kind, Text: m.Text, Replaced: rig.Noon()}); err != nil {
					return err
				}
				m.Text = k.text()
				if err := tx.SaveMessage(ctx, m); err != nil {
					return err
				}
			}
			_, err := tx.DeleteMessages(ctx, core.ChatID(1+k.rng.IntN(indexedChats)), k.rng.IntN(5))
			return err
		})
	})
}

// compare compares searches with a plain scan.
func (k *indexKills) compare(when string) {
	k.t.Helper()
	db, err := store.OpenReader(k.home.DeskDir(), store.Options{})
	k.must(err)
	defer func() { _ = db.Close() }()
	for _, i := range k.rng.Perm(len(indexedWords()))[:2] {
		word := indexedWords()[i]
		want, err := askSQLite(k.home.DeskDir(), fmt.Sprintf(`SELECT coalesce(group_concat(id || ' ', ''), '') FROM (SELECT id FROM messages m WHERE sender <> 'desk' AND
			(instr(' ' || text, ' %[1]s') OR EXISTS (SELECT 1 FROM edits e WHERE e.message_id = m.id AND instr(' ' || e.text, ' %[1]s'))) ORDER BY id DESC)`, word))
		k.must(err)
		s, err := core.ParseSearch(word+" after:2020", rig.Noon())
		k.must(err)
		q := s.SearchQuery
		q.Limit = 1000
		var got strings.Builder
		for more := true; more; {
			r, err := db.Search(k.t.Context(), q)
			k.must(err)
			for _, h := range r.Hits {
				if h.Message != 0 {
					fmt.Fprintf(&got, "%d ", h.Message)
				}
			}
			more, q.Cursor = r.More, r.Next
		}
		if got.String() != want {
			k.t.Fatalf("%s %q finds %d messages, a scan %d\n-seed %d", when, word, strings.Count(got.String(), " "), strings.Count(want, " "), k.seed)
		}
	}
}
