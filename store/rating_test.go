package store

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tgdesk/core"
)

// A chat has one rating, which its row shows with the comment as it stands.
func TestRatings(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.chat(d.visitor(d.brand.ID, 1), core.Completed, noon())
	line := d.say(c, core.Message{From: core.FromDesk, Kind: core.KindRated, Text: "stars 4"})
	comment := d.say(c, core.Message{From: core.FromVisitor, Text: "very kind", TelegramID: 77})
	want := func(want core.Rating) {
		t.Helper()
		d.write(func(tx core.Tx) error {
			got, err := tx.Rating(t.Context(), c.ID)
			if d := cmp.Diff(want, got); d != "" {
				t.Error(d)
			}
			return err
		})
		if d := cmp.Diff(want, must[core.ChatRow](t)(d.Row(t.Context(), c.ID)).Rating); d != "" {
			t.Error(d)
		}
	}
	want(core.Rating{})
	r := core.Rating{Chat: c.ID, Scale: core.RatingStars, Score: 4, RatedAt: noon(), Line: line.ID}
	d.write(func(tx core.Tx) error { return tx.SaveRating(t.Context(), r) })
	want(r)
	r.Score, r.ChangedAt, r.CommentID = 5, noon().Add(time.Hour), comment.ID
	d.write(func(tx core.Tx) error { return tx.SaveRating(t.Context(), r) })
	r.Comment = "very kind"
	want(r)
	comment.Text = "very, very kind"
	d.write(func(tx core.Tx) error { return tx.SaveMessage(t.Context(), comment) })
	r.Comment = comment.Text
	want(r)
	for _, bad := range []core.Rating{{Scale: core.RatingStars, Score: 0}, {Scale: core.RatingStars, Score: 6}, {Scale: core.RatingThumbs, Score: 2}, {Scale: "hearts", Score: 1}} {
		bad.Chat, bad.RatedAt = c.ID, noon()
		if err := d.Write(t.Context(), func(tx core.Tx) error { return tx.SaveRating(context.Background(), bad) }); err == nil {
			t.Errorf("stored: %+v", bad)
		}
	}
}

func TestLastAutomatic(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c, other := d.chat(d.visitor(d.brand.ID, 1), core.Completed, noon()), d.chat(d.visitor(d.brand.ID, 2), core.Completed, noon())
	say := func(c core.Chat, kind core.TextKind) core.Message {
		return d.say(c, core.Message{From: core.FromBot, Text: "text", Automatic: kind, Buttons: core.RatingStars.Labels()})
	}
	say(c, core.TextRating)
	last := say(c, core.TextRating)
	say(c, core.TextRatingThanks)
	say(other, core.TextRating)
	d.write(func(tx core.Tx) error {
		got, err := tx.LastAutomatic(t.Context(), c.ID, core.TextRating)
		if got.ID != last.ID || core.RatingScaleOf(got) != core.RatingStars {
			t.Errorf("the last one is %+v", got)
		}
		none, err2 := tx.LastAutomatic(t.Context(), c.ID, core.TextRatingComment)
		if none.ID != 0 || err2 != nil {
			t.Errorf("one that there is not: %+v, %v", none, err2)
		}
		return err
	})
}
