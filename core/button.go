package core

import "encoding/json"

// Button is a button below a message.
type Button struct {
	Text string
	Data string // comes back when it is pressed: 1 to MaxBotCallbackData bytes
}

// ButtonPress is that a visitor pressed a button below a message. All of it is from
// outside: Data may be anything.
type ButtonPress struct {
	ID                string // to answer it; unique for ever
	Data              string
	MessageTelegramID int64
}

// MaxPressAnswer is how long the answer to a press may be, in characters
// (core.telegram.org/bots/api#answercallbackquery).
const MaxPressAnswer = 200

// ButtonLabels are rows of labels as JSON, so that messages stay comparable; "" for no
// buttons.
type ButtonLabels string

// EncodeLabels encodes rows of labels.
func EncodeLabels(rows [][]string) ButtonLabels { return ButtonLabels(encodeList(rows)) }

// encodeList writes a list as JSON, so that what has it stays comparable; "" for none.
func encodeList[T any](list []T) string {
	if len(list) == 0 {
		return ""
	}
	text, err := json.Marshal(list)
	if err != nil { // cannot happen: strings and numbers
		return ""
	}
	return string(text)
}

// decodeList reads what encodeList wrote. What cannot be decoded counts as none.
func decodeList[T any](text string) []T {
	var list []T
	if text == "" || json.Unmarshal([]byte(text), &list) != nil {
		return nil
	}
	return list
}

// Rows decodes l. What cannot be decoded counts as none.
func (l ButtonLabels) Rows() [][]string { return decodeList[[]string](string(l)) }

// Label is the label of the button with a number, counted from 0 through all rows.
func (l ButtonLabels) Label(index int) (label string, ok bool) {
	for _, row := range l.Rows() {
		if index >= 0 && index < len(row) {
			return row[index], true
		}
		index -= len(row)
	}
	return "", false
}
