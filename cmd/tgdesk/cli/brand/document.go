package brand

import (
	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
)

// document is a brand in --json. Fields may be added; none may be renamed,
// removed or change its meaning. A pointer is null where there is nothing.
type document struct {
	Name            string         `json:"name"`
	Enabled         bool           `json:"enabled"`
	Bot             botDocument    `json:"bot"`
	Token           core.Token     `json:"token"` // masked
	Health          healthDocument `json:"health"`
	AnswerLimit     int64          `json:"answer_limit_seconds"`
	CloseUnanswered int64          `json:"close_unanswered_seconds"`
	CloseIdle       int64          `json:"close_idle_seconds"`
	optionsDocument
}

type optionsDocument struct {
	FetchUpTo     int64          `json:"fetch_up_to_bytes"`
	KeepMedia     *int64         `json:"keep_media_seconds"` // null = for ever
	Typing        bool           `json:"typing"`
	Markup        bool           `json:"markup"`
	Signature     core.Signature `json:"signature"`
	Attachments   string         `json:"attachments"`    // table, any
	APIURL        *string        `json:"api_url"`        // null = the desk's
	FloodMessages *int           `json:"flood_messages"` // null = off, as the next
	FloodWithin   *int64         `json:"flood_seconds"`
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

func documentOf(b core.Brand, deskRuns bool) document {
	h := cli.HealthOf(b, deskRuns)
	return document{
		Name: b.Name, Enabled: b.Enabled, Token: b.Token,
		Bot:             botDocument{ID: b.Bot.ID, Username: b.Bot.Username, Name: b.Bot.Name},
		Health:          healthDocument{State: h.State, Detail: cli.ProblemText(h.Detail)},
		AnswerLimit:     output.Seconds(b.Limits.Answer),
		CloseUnanswered: output.Seconds(b.Limits.CloseUnanswered),
		CloseIdle:       output.Seconds(b.Limits.CloseIdle),
		optionsDocument: optionsDocument{
			FetchUpTo: b.Options.FetchUpTo, KeepMedia: output.OrNull(output.Seconds(b.Options.KeepMedia)), Typing: b.Options.Typing, Markup: b.Options.Markup,
			Signature: b.Options.Signature, Attachments: attachmentsWord(b.Options), APIURL: output.OrNull(b.Options.APIURL),
			FloodMessages: output.OrNull(b.Options.Flood.Messages), FloodWithin: output.OrNull(output.Seconds(b.Options.Flood.Within)),
		},
	}
}
