package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tgdesk/core"
	"tgdesk/store/sqlite"
)

// Whatever a transaction saves, and whatever waits of that how long, the database has the
// same contents as if each thing had been written at once, and counts are those of its chats.
func TestWhatWaitsIsWrittenAsIfAtOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	rapid.Check(t, func(rt *rapid.T) {
		chats := rapid.IntRange(1, 2*fewest).Draw(rt, "chats")
		steps := rapid.SliceOfN(drawStep(chats), 0, 6*fewest).Draw(rt, "steps")
		contents := func(each func(*tx) error) (all string) {
			err := d.write1(func(tx *tx) error {
				if err := d.fillChats(tx, chats); err != nil {
					return err
				}
				opened := map[core.ChatID]bool{}
				for _, s := range steps {
					if err := errors.Join(s.apply(d, tx, opened), each(tx)); err != nil {
						return err
					}
				}
				var err error
				all, err = dump(tx)
				return errors.Join(err, countedRight(tx), errTest)
			})
			if !errors.Is(err, errTest) || errors.Is(err, errMiscounted) {
				rt.Fatal(err)
			}
			return all
		}
		waiting := contents(func(*tx) error { return nil })
		atOnce := contents(func(tx *tx) error { return tx.flush(t.Context()) })
		if diff := gocmp.Diff(atOnce, waiting); diff != "" {
			rt.Fatal(diff)
		}
	})
}

// fillChats inserts chats 1 to n, in turn in each of the states.
func (d *desk) fillChats(tx *tx, n int) error {
	for i := range n {
		v, err := tx.InsertVisitor(d.t.Context(), core.Visitor{BrandID: d.brand.ID, Profile: core.Profile{TelegramID: int64(i + 1)}})
		if err != nil {
			return err
		}
		if _, err := tx.InsertChat(d.t.Context(), chatIn(v, states()[i%len(states())], noon(), d.mika.ID)); err != nil {
			return err
		}
	}
	_, err := tx.exec(d.t.Context(), `UPDATE chats SET failed = id % 2, unknown = id / 2 % 3`)
	return errors.Join(err, tx.SaveTags(d.t.Context(), 1, core.TagsOf("vip")))
}

var errMiscounted = errors.New("chat_counts are not those of the chats")

// countedRight compares the counts of chats with the chats.
func countedRight(tx *tx) error {
	n, err := queryInt(context.Background(), tx, "count chats again", `SELECT count(*) FROM chat_counts n WHERE (n.chats, n.failed, n.unknown) <>
		(SELECT count(*), coalesce(sum(c.failed > 0), 0), coalesce(sum(c.unknown > 0), 0) FROM chats c
			WHERE c.brand_id = n.brand_id AND c.state = n.state AND c.reason NOT IN ('blocked', 'start'))`)
	if n > 0 {
		return errMiscounted
	}
	return err
}

// savedStep is something that happens in a chat.
type savedStep struct {
	Chat  core.ChatID
	Text  string
	After time.Duration
	What  string
	Lost  bool // with a savepoint
}

func drawStep(chats int) *rapid.Generator[savedStep] {
	return rapid.Custom(func(t *rapid.T) savedStep {
		return savedStep{
			Chat:  core.ChatID(rapid.IntRange(1, chats).Draw(t, "chat")),
			Text:  rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", `"quoted" \ <b>`, "nul \x00 nul", "broken \xff", "終わり"})).Draw(t, "text"),
			After: time.Duration(rapid.IntRange(0, 3).Draw(t, "after")) * time.Hour,
			What:  rapid.SampledFrom([]string{"due", "due", "due", "pick up", "write", "line", "reply", "open", "source", "ask"}).Draw(t, "what"),
			Lost:  rapid.IntRange(0, 19).Draw(t, "lost") == 0,
		}
	})
}

func (s savedStep) apply(d *desk, tx *tx, opened map[core.ChatID]bool) error {
	if !s.Lost {
		return s.happen(d, tx, opened)
	}
	err := tx.Savepoint(func() error { return errors.Join(s.happen(d, tx, opened), errTest) })
	if errors.Is(err, errTest) {
		return nil
	}
	return err
}

// happen does what the rules of txn do with a chat. opened says after which another was
// opened.
func (s savedStep) happen(d *desk, tx *tx, opened map[core.ChatID]bool) error {
	ctx, rules := d.t.Context(), d.brand.Rules()
	if tx.chats[s.Chat] == nil { // otherwise nothing is asked, as for the chats of a batch
		if _, err := tx.Chat(ctx, s.Chat); err != nil {
			return err
		}
	}
	before := *tx.chats[s.Chat]
	at, after := before.LastMessageAt.Add(s.After), before
	switch s.What {
	case "due":
		after, _ = before.FellDue(before.DeadlineAt, rules)
	case "pick up":
		after, _, _ = before.PickedUp(core.Operator{ID: d.mika.ID, Role: core.RoleAdmin}, at, rules)
	case "write":
		if before.Open() {
			after = before.VisitorWrote(at, rules)
		}
	case "source":
		after.Source = s.Text
	case "ask":
		after.Handover.Asked = core.SetOf(d.mika.ID, core.OperatorID(s.After/time.Hour+1))
	case "open":
		if before.Open() || opened[s.Chat] {
			return nil
		}
		opened[s.Chat] = true
		_, err := tx.InsertChat(ctx, core.OpenedBy(core.Visitor{ID: before.VisitorID, BrandID: before.BrandID}, s.Text, at, rules))
		return err
	case "reply":
		m := core.Message{From: core.FromBot, Kind: core.KindText, Text: s.Text, Automatic: core.TextClosedIdle, SentAt: at, Delivery: core.DeliveryQueued}
		return s.say(d, tx, before, m)
	}
	if err := tx.SaveChat(ctx, after); err != nil {
		return err
	}
	if before.State != after.State {
		m, err := tx.Milestones(ctx, after)
		if err == nil {
			err = tx.SaveMilestones(ctx, after, m.Moved(after, rules))
		}
		if err != nil {
			return err
		}
	}
	err := tx.InsertAudit(ctx, core.AuditEntry{At: at, Via: core.DoorEngine, Act: core.ActChatCompleted, Chat: s.Chat, Before: string(before.State), After: s.Text})
	if err != nil {
		return err
	}
	return s.say(d, tx, after, core.Message{From: core.FromDesk, Kind: core.KindClosedIdle, SentAt: at})
}

func (s savedStep) say(d *desk, tx *tx, c core.Chat, m core.Message) error {
	m.ChatID, m.VisitorID = c.ID, c.VisitorID
	_, err := tx.InsertMessage(d.t.Context(), m)
	return err
}

// dump is all that the database contains of chats.
func dump(tx *tx) (string, error) {
	var all strings.Builder
	for _, table := range []string{"chats", "milestones", "messages", "audit", "chat_counts", "chat_tags"} {
		rows, err := tx.query(context.Background(), `SELECT * FROM `+table)
		if err != nil {
			return "", err
		}
		columns, err := rows.Columns()
		if err != nil {
			return "", err
		}
		_, err = sqlite.ScanAll(rows, func(row scanner) (none struct{}, err error) {
			values, targets := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				targets[i] = &values[i]
			}
			err = row.Scan(targets...)
			fmt.Fprintf(&all, "%s %q\n", table, values)
			return none, err
		})
		if err != nil {
			return "", err
		}
	}
	return all.String(), nil
}
