package brand

import (
	"cmp"
	"context"
	"encoding/json"
	"strconv"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/clean"
)

func newShow(env *cli.Env) *cobra.Command {
	return env.WithJSON(env.Reads(&cobra.Command{
		Use:               "show NAME",
		Short:             "Show one brand",
		Example:           "  tgdesk brand show acme\n  tgdesk brand show acme --json",
		Args:              oneBrand,
		ValidArgsFunction: env.CompleteBrands,
	}, func(ctx context.Context, r core.Reader, args []string) error {
		running, err := env.DeskRuns()
		if err != nil {
			return err
		}
		b, err := r.BrandByName(ctx, args[0])
		if err != nil {
			return err
		}
		if env.AsJSON {
			d, err := documentOf(ctx, env, r, b, running)
			if err != nil {
				return err
			}
			return env.Output().PrintJSON(map[string]any{"brand": d})
		}
		open, err := r.OpenChats(ctx, b.ID)
		if err != nil {
			return err
		}
		waiting, err := r.BotEventsWaiting(ctx, b.ID)
		if err != nil {
			return err
		}
		printBrand(env, b, running, open, waiting)
		return nil
	}))
}

func printBrand(env *cli.Env, b core.BrandView, deskRuns bool, open, waiting int) {
	lines := append([][2]string{
		{"Bot", cli.BotText(b.Bot)}, {"Link", cmp.Or(b.Bot.Link(), "-")}, {"Token", b.MaskedToken()}, {"Health", env.HealthText(cli.HealthOf(b, deskRuns))},
		{"Colour", string(clean.Line(b.Accent))}, {"Answer limit", core.FormatLimit(b.Limits.Answer)},
		{"Close unanswered", core.FormatLimit(b.Limits.CloseUnanswered)}, {"Close idle", core.FormatLimit(b.Limits.CloseIdle)}, {"Chatbot idle", core.FormatLimit(b.Limits.ChatbotIdle)},
		{"Open chats", strconv.Itoa(open)},
	}, optionLines(env.Words(), b.Options)...)
	if state := env.ChatbotText(b, deskRuns, waiting); state != string(cli.ChatbotOff) {
		lines = append(lines, [2]string{"Chatbot's state", state})
	}
	width := 0
	for _, l := range lines {
		width = max(width, len(l[0]))
	}
	env.Say("%s\n", clean.Line(b.Name))
	for _, l := range lines {
		env.Say("%-*s  %s\n", width, l[0], l[1])
	}
}

func newList(env *cli.Env) *cobra.Command {
	return env.WithJSON(env.Reads(&cobra.Command{
		Use:   "list",
		Short: "List the brands with their bots and health",
		Long: `List the brands. The health of a channel is what the running desk last saw;
while no desk runs, every enabled channel is stopped. brand show says why one fails.`,
		Example: "  tgdesk brand list\n  tgdesk brand list --json",
	}, func(ctx context.Context, r core.Reader, _ []string) error {
		running, err := env.DeskRuns()
		if err != nil {
			return err
		}
		brands, err := r.Brands(ctx)
		if err != nil {
			return err
		}
		return listed(ctx, env, r, running).Print(env.Output(), env.AsJSON, brands)
	}))
}

func listed(ctx context.Context, env *cli.Env, r core.Reader, running bool) output.List[core.BrandView] {
	return output.List[core.BrandView]{
		Name: "brands", Document: func(b core.BrandView) (any, error) { return documentOf(ctx, env, r, b, running) },
		Empty: "No brands yet. Connect a bot: tgdesk brand add NAME --token-file FILE",
		Columns: []output.Column{
			{Title: "NAME", Max: 40}, {Title: "BOT", Max: 34}, {Title: "TOKEN"},
			{Title: "ANSWER"}, {Title: "CLOSE UNANSWERED"}, {Title: "CLOSE IDLE"}, {Title: "HEALTH"},
		},
		Cells: func(b core.BrandView) []string {
			return []string{
				b.Name, output.Handle(b.Bot.Username), b.MaskedToken(), core.FormatLimit(b.Limits.Answer), core.FormatLimit(b.Limits.CloseUnanswered),
				core.FormatLimit(b.Limits.CloseIdle), env.Words().Health(cli.HealthOf(b, running).State),
			}
		},
	}
}

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
	ChatbotIdle     int64             `json:"chatbot_idle_seconds"`
	ChatbotHealth   chatbotDocument   `json:"chatbot_health"`
	Texts           []textDocument    `json:"texts"`
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
	Link     string `json:"link"` // where visitors begin to write to it
}

type healthDocument struct {
	State  core.HealthState `json:"state"`
	Detail string           `json:"detail"`
}

type chatbotDocument struct {
	State   cli.ChatbotState `json:"state"`
	Since   *string          `json:"since"`    // when it began to answer, or to fail
	AskedAt *string          `json:"asked_at"` // last
	Detail  string           `json:"detail"`   // why it fails
	Waiting int              `json:"events_waiting"`
}

func documentOf(ctx context.Context, env *cli.Env, r core.Reader, b core.BrandView, deskRuns bool) (document, error) {
	texts, err := r.BrandTexts(ctx, b.ID)
	if err != nil {
		return document{}, err
	}
	waiting, err := r.BotEventsWaiting(ctx, b.ID)
	if err != nil {
		return document{}, err
	}
	h := cli.HealthOf(b, deskRuns)
	return document{
		Name: b.Name, Enabled: b.Enabled, Token: b.MaskedToken(),
		Bot:             botDocument{ID: b.Bot.ID, Username: b.Bot.Username, Name: b.Bot.Name, Link: b.Bot.Link()},
		Health:          healthDocument{State: h.State, Detail: env.Words().Problem(h.Detail)},
		AnswerLimit:     output.Seconds(b.Limits.Answer),
		CloseUnanswered: output.Seconds(b.Limits.CloseUnanswered),
		CloseIdle:       output.Seconds(b.Limits.CloseIdle),
		ChatbotIdle:     output.Seconds(b.Limits.ChatbotIdle),
		ChatbotHealth: chatbotDocument{
			State: cli.ChatbotStateOf(b, deskRuns), Since: output.Time(b.Chatbot.Since), AskedAt: output.Time(b.Chatbot.At),
			Detail: env.Words().Problem(b.Chatbot.Failure), Waiting: waiting,
		},
		Texts:   documentsOfTexts(texts, core.TextKinds()),
		Options: b.Options,
	}, nil
}
