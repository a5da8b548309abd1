package core

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestRatingPressData(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := RatingPress{Chat: ChatID(rapid.Int64Min(1).Draw(t, "chat"))}
		switch rapid.IntRange(0, 2).Draw(t, "verb") {
		case 0:
			want.Comment = true
		case 1:
			want.Change = true
		default:
			want.Score = rapid.IntRange(0, 5).Draw(t, "score")
		}
		data := want.Data()
		if got, ok := ParseRatingPress(data); !ok || got != want || len(data) > MaxBotCallbackData {
			t.Errorf("%q is %+v, %t", data, got, ok)
		}
		if _, ok := ParsePress(data); ok {
			t.Errorf("%q is of a chatbot, too", data)
		}
	})
	for _, data := range []string{"", "r", "r:", "r:1", "r:1:", "r:0:1", "r:-1:1", "r:1:-1", "r:01:1", "r:1:05", "r:1:x", "r:1:1:1", "b:1:1", "r:9223372036854775808:1"} {
		if got, ok := ParseRatingPress(data); ok {
			t.Errorf("%q is %+v", data, got)
		}
	}
}

func FuzzParseRatingPress(f *testing.F) {
	for _, seed := range []string{"r:1:5", "r:12:c", "r:3:m", "b:1:0", "", "r:r:r", "r:1:5\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data string) {
		if got, ok := ParseRatingPress(data); ok && (got.Data() != data || got.Chat <= 0 || got.Score < 0) {
			t.Errorf("%q is %+v", data, got)
		}
	})
}

// A request is known by its buttons, whatever the brand's option says by then.
func TestRatingScaleOf(t *testing.T) {
	for _, s := range []RatingScale{RatingStars, RatingThumbs} {
		m := Message{ChatID: 3, Automatic: TextRating, Buttons: s.Labels()}
		if got := RatingScaleOf(m); got != s {
			t.Errorf("the scale of %s is %s", s, got)
		}
		for i, score := range s.scores() {
			b := m.InlineButtons()[0][i]
			if p, ok := ParseRatingPress(b.Data); !ok || p != (RatingPress{Chat: 3, Score: score}) || b.Text != s.Label(score) {
				t.Errorf("%s: button %d is %+v", s, i, b)
			}
			if s.Index(score) != i || !s.Has(score) {
				t.Errorf("%s: score %d", s, score)
			}
			r := Rating{Scale: s, Score: score}
			if scale, n := ParseRatingLine(r.LineText()); scale != s || n != score {
				t.Errorf("%q is %s %d", r.LineText(), scale, n)
			}
		}
		m.Automatic = TextWelcome
		if RatingScaleOf(m) != RatingOff {
			t.Error("a welcome asks for a rating")
		}
	}
	if RatingStars.Has(0) || RatingStars.Has(6) || RatingThumbs.Has(2) || RatingOff.Has(1) {
		t.Error("scores that there are not")
	}
}

func TestRatingAsks(t *testing.T) {
	held := Chat{State: Active, Owner: OperatorOwner(1)}
	done := func(why Reason, o Owner) Chat { return Chat{State: Completed, Reason: why, Owner: o} }
	for name, c := range map[string]struct {
		scale         RatingScale
		before, after Chat
		want          bool
	}{
		"by an operator":     {RatingStars, held, done(ReasonOperator, held.Owner), true},
		"idle":               {RatingThumbs, held, done(ReasonIdle, held.Owner), true},
		"by the visitor":     {RatingStars, held, done(ReasonVisitor, held.Owner), true},
		"off":                {RatingOff, held, done(ReasonOperator, held.Owner), false},
		"never set":          {"", held, done(ReasonOperator, held.Owner), false},
		"nobody answered":    {RatingStars, Chat{State: Unanswered}, done(ReasonUnanswered, Owner{}), false},
		"chatbot":            {RatingStars, Chat{State: Active, Owner: ChatbotOwner()}, done(ReasonVisitor, ChatbotOwner()), false},
		"blocked":            {RatingStars, held, done(ReasonApart, held.Owner), false},
		"completed long ago": {RatingStars, done(ReasonOperator, held.Owner), done(ReasonOperator, held.Owner), false},
		"not completed":      {RatingStars, held, held, false},
	} {
		if got := c.scale.Asks(c.before, c.after); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestRatingChangeable(t *testing.T) {
	r := Rating{RatedAt: time.Unix(1000, 0)}
	if !r.Changeable(r.RatedAt.Add(RatingChanges-time.Millisecond)) || r.Changeable(r.RatedAt.Add(RatingChanges)) {
		t.Error("a rating is not changeable for just a day")
	}
}
