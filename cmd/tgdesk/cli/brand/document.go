package brand

import (
	"encoding/json"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
)

// document is a brand in --json. Fields may be added; none may be renamed,
// removed or change its meaning. A pointer is null where there is nothing.
type document struct {
	Name            string            `json:"name"`
	Enabled         bool              `json:"enabled"`
	Bot             botDocument       `json:"bot"`
	Token           string            `json:"token"` // masked
	Health          healthDocument    `json:"health"`
	AnswerLimit     int64             `json:"answer_limit_seconds"`
	CloseUnanswered int64             `json:"close_unanswered_seconds"`
	CloseIdle       int64             `json:"close_idle_seconds"`
	Options         core.BrandOptions `json:"-"` // its fields stand beside the others
}

// MarshalJSON adds the fields of the options to those of the document.
func (d document) MarshalJSON() ([]byte, error) {
	type plain document
	text, err := json.Marshal(plain(d))
	if err != nil {
		return nil, err
	}
	text = text[:len(text)-1]
	for _, o := range core.Options() {
		for _, f := range o.Fields(d.Options) {
			field, err := json.Marshal(map[string]any{f.Name: f.Value})
			if err != nil {
				return nil, err
			}
			text = append(append(text, ','), field[1:len(field)-1]...)
		}
	}
	return append(text, '}'), nil
}

type botDocument struct {
	ID       int64  `json:"id"`
	Username string `json:"username"`
	Name     string `json:"name"`
}

type healthDocument struct {
	State  core.HealthState `json:"state"`
	Detail string           `json:"detail"`
}

func documentOf(b core.BrandView, deskRuns bool) document {
	h := cli.HealthOf(b, deskRuns)
	return document{
		Name: b.Name, Enabled: b.Enabled, Token: b.MaskedToken(),
		Bot:             botDocument{ID: b.Bot.ID, Username: b.Bot.Username, Name: b.Bot.Name},
		Health:          healthDocument{State: h.State, Detail: cli.ProblemText(h.Detail)},
		AnswerLimit:     output.Seconds(b.Limits.Answer),
		CloseUnanswered: output.Seconds(b.Limits.CloseUnanswered),
		CloseIdle:       output.Seconds(b.Limits.CloseIdle),
		Options:         b.Options,
	}
}
