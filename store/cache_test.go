package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tgdesk/core"
	"tgdesk/store/folder"
)

// Whatever transactions wrote, what they know of visitors and chats, and leave to the next,
// is what the database says.
func TestReadAheadChangesNoResult(t *testing.T) {
	t.Parallel()
	all := newDesk(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		ctx := t.Context()
		d, other := *all, rapid.Bool().Draw(rt, "others write")
		d.write(func(tx core.Tx) (err error) {
			n++
			if d.brand, err = tx.InsertBrand(ctx, testBrand(fmt.Sprint("brand ", n))); err != nil {
				return err
			}
			return tx.SaveChannel(ctx, testChannel(d.brand.ID, fmt.Sprint("brand ", n), int64(n)))
		})
		for range rapid.IntRange(1, 4).Draw(rt, "transactions") {
			end := rapid.SampledFrom([]error{nil, errTest}).Draw(rt, "end")
			err := d.write1(func(tx *tx) error {
				w := &aheadWalk{T: rt, desk: &d, tx: tx}
				if err := w.steps(rapid.IntRange(0, 6).Draw(rt, "before")); err != nil {
					return err
				}
				if err := tx.ReadAhead(ctx, d.brand.ID, []int64{1, 2, 3}); err != nil {
					return err
				}
				for range rapid.IntRange(0, 8).Draw(rt, "rounds") {
					if err := w.steps(1); err != nil {
						return err
					}
					if err := w.compare(); err != nil {
						return err
					}
				}
				return end
			})
			if !errors.Is(err, end) {
				rt.Fatal(err)
			}
			if !other {
				continue
			}
			err = elsewhere(d.dir, `UPDATE visitors SET first_name = first_name || '!'`, `UPDATE chats SET source = source || '!'`, `UPDATE brands SET accent = '#000000'`,
				`UPDATE brand_texts SET text = text || '!'`, `UPDATE messages SET telegram_id = telegram_id + 10 WHERE telegram_id = 5`)
			if err != nil {
				rt.Fatal(err)
			}
		}
	})
}

// elsewhere runs statements in another connection, as another program does.
func elsewhere(dir string, statements ...string) error {
	db := openWriter(filepath.Join(dir, folder.Database), nil)
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			return errors.Join(err, db.Close())
		}
	}
	return db.Close()
}

// compare compares what the transaction knows with the database.
func (w *aheadWalk) compare() error {
	ctx, tx := w.desk.t.Context(), w.tx
	for user := int64(1); user <= 4; user++ {
		for message := int64(1); message <= 6; message++ {
			got, err := tx.LookupVisitor(ctx, w.brand.ID, user, message)
			if err != nil {
				return err
			}
			want, err := tx.reader.LookupVisitor(ctx, w.brand.ID, user, message)
			if diff := gocmp.Diff(want, got); diff != "" || err != nil {
				w.Fatalf("user %d, message %d: %v %s", user, message, err, diff)
			}
		}
	}
	for id, known := range tx.chats {
		stored, err := tx.reader.Chat(ctx, id)
		if diff := gocmp.Diff(stored, *known); diff != "" || err != nil {
			w.Fatalf("chat %d: %v %s", id, err, diff)
		}
	}
	got, err := tx.Brand(ctx, w.brand.ID)
	if err != nil {
		return err
	}
	stored, err := tx.reader.Brand(ctx, w.brand.ID)
	if diff := gocmp.Diff(stored, got); diff != "" || err != nil {
		w.Fatalf("brand: %v %s", err, diff)
	}
	texts, err := tx.BrandTexts(ctx, w.brand.ID)
	if err != nil {
		return err
	}
	storedTexts, err := tx.reader.BrandTexts(ctx, w.brand.ID)
	if diff := gocmp.Diff(storedTexts, texts); diff != "" || err != nil {
		w.Fatalf("texts: %v %s", err, diff)
	}
	return nil
}

func (d *desk) write1(fn func(*tx) error) error { return d.DB.write(d.t.Context(), fn) }

// aheadWalk writes at random about four users, each with a few messages.
type aheadWalk struct {
	*rapid.T
	*desk
	tx *tx
}

func (w *aheadWalk) steps(n int) error {
	for range n {
		if err := w.step(); err != nil {
			return err
		}
	}
	return nil
}

func (w *aheadWalk) step() error {
	ctx, user := w.desk.t.Context(), rapid.Int64Range(1, 4).Draw(w.T, "user")
	found, err := w.tx.reader.LookupVisitor(ctx, w.brand.ID, user, 0)
	if err != nil {
		return err
	}
	v, c := found.Visitor, found.Chat
	what := rapid.SampledFrom([]string{"visitor", "chat", "message", "activity", "end", "limits", "brand", "text", "offset", "sent", "draft", "keep", "lose"}).Draw(w.T, "what")
	at := w.tx.Now().In(time.FixedZone("CET", 3600)).Add(time.Duration(rapid.IntRange(0, 9_999_999).Draw(w.T, "ns")))
	switch {
	case what == "keep":
		return w.tx.Savepoint(w.step)
	case what == "lose":
		if err := w.tx.Savepoint(func() error { return errors.Join(w.step(), errTest) }); !errors.Is(err, errTest) {
			return err
		}
	case what == "brand":
		b := w.brand
		b.Accent = rapid.SampledFrom([]string{"#111111", "#222222"}).Draw(w.T, "accent")
		return w.tx.SaveBrand(ctx, b)
	case what == "offset":
		return w.tx.SetOffset(ctx, w.brand.ID, rapid.Int64Range(1, 9).Draw(w.T, "offset"))
	case what == "text":
		return w.tx.SaveBrandText(ctx, w.brand.ID, core.BrandText{Kind: core.TextReceived, Text: rapid.SampledFrom([]string{"a", "b"}).Draw(w.T, "text"), On: true})
	case what == "limits":
		return w.tx.MoveDeadlines(ctx, w.brand.ID, core.LimitAnswer, time.Duration(rapid.IntRange(1, 9).Draw(w.T, "limit"))*time.Hour, noon())
	case v.ID == 0:
		_, err = w.tx.InsertVisitor(ctx, core.Visitor{BrandID: w.brand.ID, Profile: core.Profile{TelegramID: user, FirstName: "Hana"}, FirstSeen: at, LastSeen: at})
	case what == "visitor":
		v.LastSeen = at
		return w.tx.SaveVisitor(ctx, v)
	case c.ID == 0:
		_, err = w.tx.InsertChat(ctx, chatIn(v, core.Pending, at, w.mika.ID))
	case what == "message":
		_, err = w.tx.InsertMessage(ctx, core.Message{
			ChatID: c.ID, VisitorID: v.ID, From: core.FromVisitor, Kind: core.KindText, SentAt: at, TelegramID: w.freeID(v),
		})
	case what == "sent":
		m, err := w.tx.InsertMessage(ctx, core.Message{
			ChatID: c.ID, VisitorID: v.ID, From: core.FromOperator, OperatorID: w.mika.ID, Kind: core.KindText, SentAt: at, Delivery: core.DeliverySending,
		})
		if err != nil {
			return err
		}
		m.Delivery, m.TelegramID = core.DeliverySent, w.freeID(v)
		return w.tx.SaveMessage(ctx, m)
	case what == "draft":
		return w.tx.SaveDraft(ctx, w.mika.ID, c.ID, core.DraftReply, core.Draft{Text: rapid.StringMatching("[a-z]?").Draw(w.T, "draft")})
	case what == "end":
		c, _ = c.FellDue(c.DeadlineAt, w.brand.Rules())
		return w.tx.SaveChat(ctx, c)
	default:
		c = c.VisitorWrote(at, w.brand.Rules())
		c.Flood = c.Flood.Add(at, "", core.DefaultFloodLimit())
		return w.tx.SaveChat(ctx, c)
	}
	return err
}

// freeID is a small id that no message of v has, or none.
func (w *aheadWalk) freeID(v core.Visitor) int64 {
	id := rapid.Int64Range(0, 5).Draw(w.T, "message")
	if _, err := w.tx.MessageByTelegram(w.desk.t.Context(), v.ID, id); err == nil {
		return 0
	}
	return id
}

// A chat that was read is saved whole, though only what changed is written.
func TestSaveChatSavesAll(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.visitor(d.brand.ID, 1)
	c := d.chat(v, core.Pending, noon())
	states := []core.Chat{c}
	for _, s := range []core.State{core.Active, core.Completed, core.Unanswered} {
		next := chatIn(v, s, noon().Add(time.Hour), d.mika.ID)
		next.ID, next.CreatedAt = c.ID, c.CreatedAt
		states = append(states, next)
	}
	for _, from := range states {
		for _, to := range states {
			d.write(func(tx core.Tx) error { return tx.SaveChat(t.Context(), from) })
			d.write(func(tx core.Tx) error {
				if _, err := tx.Chat(t.Context(), c.ID); err != nil {
					return err
				}
				return tx.SaveChat(t.Context(), to)
			})
			if diff := gocmp.Diff(to, must[core.Chat](t)(d.Chat(t.Context(), c.ID))); diff != "" {
				t.Errorf("from %s to %s: %s", from.State, to.State, diff)
			}
		}
	}
	wantCode(t, d.Write(t.Context(), func(tx core.Tx) error { return tx.SaveChat(t.Context(), core.Chat{ID: 99, State: core.Pending}) }), core.CodeNotFound)
}

// Many chats that are due do not make the desk forget who writes.
func TestDueChatsLeaveVisitorsKnown(t *testing.T) {
	t.Parallel()
	var w tx
	w.sawVisitor(&visitorAhead{Visitor: core.Visitor{ID: 1}, chat: 1})
	for id := range core.ChatID(mostKnown + 1) {
		w.keepChat(&core.Chat{ID: id + 1, VisitorID: core.VisitorID(id + 1)})
	}
	got := w.cache.known()
	if len(got.visitors) != 1 || len(got.chats) != 1 || got.chats[1] == nil {
		t.Errorf("%d visitors and %d chats are known", len(got.visitors), len(got.chats))
	}
}
