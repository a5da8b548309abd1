package core

import (
	"strconv"
	"strings"
)

// PressKept is how long a press is remembered, so that one that Telegram tells again is
// not applied again: longer than it tells anything.
const PressKept = Week

// PressOutcome says what a press did.
type PressOutcome string

// The outcomes of presses.
const (
	PressTaken   PressOutcome = "taken"   // it is in the transcript
	PressAgain   PressOutcome = "again"   // the same button was pressed before
	PressEarlier PressOutcome = "earlier" // the chat has gone on since
	PressEnded   PressOutcome = "ended"   // the chat is over
	PressIgnored PressOutcome = "ignored" // the visitor is on the block list
	PressRated   PressOutcome = "rated"   // it rates the chat, or changes that
	PressComment PressOutcome = "comment" // a comment is asked for
	PressScores  PressOutcome = "scores"  // the visitor wants to change the rating
	PressTooLate PressOutcome = "late"    // the rating cannot be changed any more
)

// Text is the kind of automatic text that the visitor is shown for a moment; "" if there
// is none.
func (o PressOutcome) Text() TextKind {
	return map[PressOutcome]TextKind{
		PressEarlier: TextButtonsEarlier, PressEnded: TextButtonsEnded, PressRated: TextRatingThanks, PressTooLate: TextRatingLate,
	}[o]
}

// PressReply is what Telegram is told after a press: the answer, and the buttons that the
// message has from then on.
type PressReply struct {
	ID      string // "" for a change of buttons that no press asked for
	Text    string
	Visitor int64 // Telegram ids
	Message int64
	Keep    bool // the buttons stay as they are
	Buttons [][]Button
}

// PressTarget is what the data of a button of the desk names: button Index of Message.
type PressTarget struct {
	Message MessageID
	Index   int
}

// Data is what Telegram gives back when the button is pressed.
func (t PressTarget) Data() string {
	return "b:" + strconv.FormatInt(int64(t.Message), 10) + ":" + strconv.Itoa(t.Index)
}

// ParsePress reads the data of a button; ok is false for what the desk never wrote.
func ParsePress(data string) (t PressTarget, ok bool) {
	id, index, _ := strings.Cut(strings.TrimPrefix(data, "b:"), ":")
	message, err := strconv.ParseInt(id, 10, 64)
	if err != nil || message <= 0 {
		return PressTarget{}, false
	}
	t = PressTarget{Message: MessageID(message)}
	t.Index, err = strconv.Atoi(index)
	return t, err == nil && t.Index >= 0 && t.Data() == data
}

// InlineButtons are the buttons below m, as Telegram gets them.
func (m Message) InlineButtons() [][]Button {
	if m.Keyboard {
		return nil
	}
	if scale := RatingScaleOf(m); scale != RatingOff {
		return RatingButtons(m.ChatID, scale, Rating{}, true, "")
	}
	var rows [][]Button
	index := 0
	for _, labels := range m.Buttons.Rows() {
		row := make([]Button, len(labels))
		for i, label := range labels {
			row[i] = Button{Text: label, Data: PressTarget{m.ID, index}.Data()}
			index++
		}
		rows = append(rows, row)
	}
	return rows
}
