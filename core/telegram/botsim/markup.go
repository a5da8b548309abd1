package botsim

import (
	"encoding/json"
	"slices"
	"strings"
)

// The limits of inline keyboards: bytes of callback_data, and buttons of a message.
const (
	maxCallbackData = 64
	maxButtons      = 100
)

// Button is a button below a message.
type Button struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

// Keyboard takes the place of a visitor's keyboard.
type Keyboard struct {
	Rows    [][]string
	Resize  bool
	OneTime bool // hidden once a key was pressed
}

// replyMarkup is what a message has in the place for keyboards.
type replyMarkup struct {
	buttons    [][]Button
	keyboard   *Keyboard
	remove     bool // of the keyboard
	forceReply bool
}

// markup is the JSON of reply_markup. Which of its fields are there says its kind.
type markup struct {
	Inline   *[][]Button `json:"inline_keyboard"`
	Keyboard *[][]key    `json:"keyboard"`
	Resize   bool        `json:"resize_keyboard"`
	OneTime  bool        `json:"one_time_keyboard"`
	Remove   bool        `json:"remove_keyboard"`
	Force    bool        `json:"force_reply"`
}

// key is a button of a keyboard, or only its text.
type key struct {
	Text string `json:"text"`
}

func (k *key) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		return json.Unmarshal(raw, &k.Text)
	}
	type object key
	return json.Unmarshal(raw, (*object)(k))
}

// readMarkup reads reply_markup, which may be missing or {}.
func readMarkup(p params) (replyMarkup, *answer) {
	text := strings.TrimSpace(p["reply_markup"])
	if text == "" {
		return replyMarkup{}, nil
	}
	var m markup
	if json.Unmarshal([]byte(text), &m) != nil {
		return replyMarkup{}, refusal(badRequest("can't parse reply keyboard markup JSON object"))
	}
	switch {
	case m.Inline != nil:
		return replyMarkup{buttons: withoutEmptyRows(*m.Inline)}, checkButtons(*m.Inline)
	case m.Keyboard != nil:
		k := &Keyboard{Resize: m.Resize, OneTime: m.OneTime}
		for _, row := range *m.Keyboard {
			var labels []string
			for _, key := range row {
				if strings.TrimSpace(key.Text) == "" {
					return replyMarkup{}, refusal(badRequest("Keyboard button text must be non-empty"))
				}
				labels = append(labels, key.Text)
			}
			k.Rows = append(k.Rows, labels)
		}
		if k.Rows = withoutEmptyRows(k.Rows); len(k.Rows) == 0 {
			return replyMarkup{}, nil
		}
		return replyMarkup{keyboard: k}, nil
	}
	return replyMarkup{remove: m.Remove, forceReply: m.Force}, nil
}

func withoutEmptyRows[T any](rows [][]T) [][]T {
	return slices.DeleteFunc(slices.Clone(rows), func(row []T) bool { return len(row) == 0 })
}

// checkButtons returns why an inline keyboard is refused, nil if it is not.
func checkButtons(rows [][]Button) *answer {
	n := 0
	for _, row := range rows {
		for _, b := range row {
			n++
			switch {
			case strings.TrimSpace(b.Text) == "":
				return refusal(badRequest("Inline keyboard button text must be non-empty"))
			case b.Data == "" && b.URL == "":
				return refusal(badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"))
			case len(b.Data) > maxCallbackData:
				return refusal(badRequest("BUTTON_DATA_INVALID"))
			}
		}
	}
	if n > maxButtons {
		return refusal(badRequest("REPLY_MARKUP_TOO_LONG"))
	}
	return nil
}

// applyMarkup shows the visitor the keyboard that came with a message. The caller holds
// sim.mu.
func (v *Visitor) applyMarkup(m *message, r replyMarkup) {
	m.buttons, m.forceReply = r.buttons, r.forceReply
	switch {
	case r.keyboard != nil:
		v.keyboard, v.hidden = r.keyboard, false
	case r.remove:
		v.keyboard = nil
	}
}

// Keyboard returns what stands in the place of the visitor's keyboard, nil for their own.
func (v *Visitor) Keyboard() *Keyboard {
	v.bot.sim.mu.Lock()
	defer v.bot.sim.mu.Unlock()
	if v.hidden {
		return nil
	}
	return v.keyboard
}

// HasKeyboard reports whether the visitor could show a keyboard of the bot, even if it is
// hidden now.
func (v *Visitor) HasKeyboard() bool {
	v.bot.sim.mu.Lock()
	defer v.bot.sim.mu.Unlock()
	return v.keyboard != nil
}
