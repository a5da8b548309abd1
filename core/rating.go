package core

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// RatingScale says how visitors rate a chat with an operator once it is over.
type RatingScale string

// The scales.
const (
	RatingOff    RatingScale = "off"    // they are not asked
	RatingStars  RatingScale = "stars"  // 1 to 5
	RatingThumbs RatingScale = "thumbs" // 1 is up, 0 is down
)

// RatingChanges is how long after it was given a rating can be changed, and a comment
// added.
const RatingChanges = Day

// scores are the scores of a scale in the order of its buttons.
func (s RatingScale) scores() []int {
	switch s {
	case RatingStars:
		return []int{1, 2, 3, 4, 5}
	case RatingThumbs:
		return []int{1, 0}
	}
	return nil
}

// Label is the button of a score.
func (s RatingScale) Label(score int) string {
	switch {
	case s == RatingStars:
		return "★ " + strconv.Itoa(score)
	case score > 0:
		return "👍"
	}
	return "👎"
}

// Labels are the buttons of the scale.
func (s RatingScale) Labels() ButtonLabels {
	var row []string
	for _, score := range s.scores() {
		row = append(row, s.Label(score))
	}
	return EncodeLabels([][]string{row})
}

// RatingScaleOf is the scale of a message that asks for a rating, which stays what it was
// when the brand's option changes; RatingOff for any other message.
func RatingScaleOf(m Message) RatingScale {
	for _, s := range []RatingScale{RatingStars, RatingThumbs} {
		if m.Automatic == TextRating && m.Buttons == s.Labels() {
			return s
		}
	}
	return RatingOff
}

// Asks reports whether the visitor of a chat that went from before to after is asked for a
// rating: an operator held it until it was completed.
func (s RatingScale) Asks(before, after Chat) bool {
	ended := after.Reason == ReasonOperator || after.Reason == ReasonIdle || after.Reason == ReasonVisitor
	return len(s.scores()) > 0 && before.Open() && !after.Open() && ended && after.Owner.Kind == OwnedByOperator
}

// Rating is what a visitor thinks of a chat. The zero value is none.
type Rating struct {
	Chat      ChatID
	Scale     RatingScale
	Score     int
	RatedAt   time.Time
	ChangedAt time.Time // zero if it never was
	Line      MessageID // of the system line that tells it
	CommentID MessageID // of the message that is the comment; 0 if there is none
	Comment   string    // its text; text from outside
}

// Given reports whether there is a rating.
func (r Rating) Given() bool { return r.Scale != "" }

// Changeable reports whether the visitor may still change the rating, or comment it.
func (r Rating) Changeable(now time.Time) bool { return now.Before(r.RatedAt.Add(RatingChanges)) }

// LineText is the text of the system line that tells the rating: see [ParseRatingLine].
func (r Rating) LineText() string { return string(r.Scale) + " " + strconv.Itoa(r.Score) }

// ParseRatingLine reads what LineText wrote.
func ParseRatingLine(text string) (s RatingScale, score int) {
	scale, number, _ := strings.Cut(text, " ")
	score, _ = strconv.Atoi(number)
	return RatingScale(scale), score
}

// The verbs of buttons below a request for a rating, besides a score.
const (
	rateComment = "c" // the visitor wants to add a comment
	rateChange  = "m" // they want all scores back
)

// RatingPress is what the data of a button below a request for a rating names.
type RatingPress struct {
	Chat            ChatID
	Score           int
	Comment, Change bool // instead of a score
}

// Data is what Telegram gives back when the button is pressed.
func (p RatingPress) Data() string {
	verb := strconv.Itoa(p.Score)
	switch {
	case p.Comment:
		verb = rateComment
	case p.Change:
		verb = rateChange
	}
	return "r:" + strconv.FormatInt(int64(p.Chat), 10) + ":" + verb
}

// ParseRatingPress reads the data of a button; ok is false for what the desk never wrote.
func ParseRatingPress(data string) (p RatingPress, ok bool) {
	id, verb, _ := strings.Cut(strings.TrimPrefix(data, "r:"), ":")
	chat, err := strconv.ParseInt(id, 10, 64)
	if err != nil || chat <= 0 {
		return RatingPress{}, false
	}
	p = RatingPress{Chat: ChatID(chat), Comment: verb == rateComment, Change: verb == rateChange}
	if !p.Comment && !p.Change {
		p.Score, err = strconv.Atoi(verb)
	}
	return p, err == nil && p.Score >= 0 && p.Data() == data
}

// Index is the place of a score among the buttons.
func (s RatingScale) Index(score int) int { return slices.Index(s.scores(), score) }

// Has reports whether the scale has a score.
func (s RatingScale) Has(score int) bool { return slices.Contains(s.scores(), score) }

// RatingButtons are the buttons of a request for a rating: all scores, or the one that was
// given and, if the visitor may comment it, one with the label comment.
func RatingButtons(c ChatID, s RatingScale, given Rating, all bool, comment string) [][]Button {
	if given.Given() && !all {
		rows := [][]Button{{{"✓ " + s.Label(given.Score), RatingPress{Chat: c, Change: true}.Data()}}}
		if comment != "" {
			rows = append(rows, []Button{{comment, RatingPress{Chat: c, Comment: true}.Data()}})
		}
		return rows
	}
	var row []Button
	for _, score := range s.scores() {
		label := s.Label(score)
		if given.Given() && score == given.Score {
			label = "✓ " + label
		}
		row = append(row, Button{label, RatingPress{Chat: c, Score: score}.Data()})
	}
	return [][]Button{row}
}
