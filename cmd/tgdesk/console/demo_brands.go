package console

import (
	"context"
	"time"

	"tgdesk/core"
	"tgdesk/core/chatbot/flow"
	"tgdesk/core/desk"
	"tgdesk/core/telegram/botsim"
	"tgdesk/core/telegram/botsim/personas"
)

// addDemoBrands adds the brands of the demo: acme, whose automatic texts are in three
// languages, globex, which has business hours, and initech, whose chatbot runs the flow
// that comes with the program.
func addDemoBrands(ctx context.Context, d *desk.Desk, op core.Operator, acme, globex, initech *botsim.Bot) error {
	example := flow.Example()
	for _, b := range []struct {
		name, accent string
		bot          *botsim.Bot
		set          func(*core.BrandOptions)
		flow         *core.Flow
	}{
		{"acme", "#5fafff", acme, func(*core.BrandOptions) {}, nil},
		{"globex", "#87d787", globex, func(o *core.BrandOptions) {
			o.Hours, o.HoursZone, o.Rating = "mon-fri 09:00-18:00", "Europe/Berlin", core.RatingThumbs
		}, nil},
		{"initech", "#d7af5f", initech, func(o *core.BrandOptions) {
			o.Chatbot = core.ChatbotSpec{Kind: core.ChatbotFlow, Target: "example.toml"}.String()
		}, &example},
	} {
		// The simulated Telegram is not asked whose the token is: the first frame shall not wait.
		v, err := d.AddBrand(ctx, op.ID, desk.NewBrand{
			Name: b.name, Accent: b.accent,
			Bot:    core.Bot{ID: b.bot.ID, Username: b.bot.Username, Name: b.bot.Name},
			Limits: core.DefaultLimits().With(core.LimitAnswer, 90*time.Second),
		}, b.bot.Token)
		if err != nil {
			return err
		}
		v.Options.Rating = core.RatingStars
		b.set(&v.Options)
		if _, err := d.SetBrand(ctx, op.ID, v.ID, desk.BrandChange{Options: &v.Options, Flow: b.flow}); err != nil {
			return err
		}
		for _, t := range demoTexts()[b.name] {
			on, text := true, personas.Automatic+t.Text
			if _, err := d.SetBrandText(ctx, op.ID, v.ID, desk.TextChange{Kind: t.Kind, Language: t.Language, Text: &text, On: &on}); err != nil {
				return err
			}
		}
		about := "Write to us here. We mostly answer within minutes."
		menu := []core.BotCommand{{Name: "start", Description: "Begin"}, {Name: "end", Description: "End this chat"}}
		if _, err := d.SetFace(ctx, op.ID, v.ID, "", core.FaceChange{About: &about, Commands: &menu}); err != nil {
			return err
		}
	}
	return nil
}

// demoTexts are the automatic texts of the brands, by their names.
func demoTexts() map[string][]core.BrandText {
	return map[string][]core.BrandText{
		"acme": {
			{Kind: core.TextReceived, Text: "Thank you, we have your message. You are number {position} in line."},
			{Kind: core.TextReceived, Language: "ja", Text: "お問い合わせありがとうございます。{position}番目にご案内いたします。"},
			{Kind: core.TextReceived, Language: "es", Text: "Gracias, tenemos tu mensaje. Eres el número {position} en la cola."},
			{Kind: core.TextPickedUp, Text: "{operator} is with you now."},
			{Kind: core.TextPickedUp, Language: "ja", Text: "担当の{operator}が承ります。"},
			{Kind: core.TextClosedUnanswered, Text: core.TextClosedUnanswered.BuiltIn()},
		},
		"globex": {
			{Kind: core.TextReceived, Text: "We have your message and answer within {wait}."},
			{Kind: core.TextClosedHours, Text: core.TextClosedHours.BuiltIn()},
			{Kind: core.TextClosedOperator, Text: core.TextClosedOperator.BuiltIn()},
		},
		"initech": {
			{Kind: core.TextClosedBot, Text: core.TextClosedBot.BuiltIn()},
		},
	}
}

// demoCanned are canned replies to try: ";" in the composer finds them.
func demoCanned() []core.CannedReply {
	return []core.CannedReply{
		{Shortcut: "hi", Text: "Hello {visitor.first_name}, this is {operator} from {brand}. How can I help?"},
		{Shortcut: "hi", Language: "ja", Text: "{visitor.name}様、お問い合わせありがとうございます。{brand}の{operator}です。"},
		{Shortcut: "hi", Language: "es", Text: "Hola {visitor.first_name}, soy {operator} de {brand}. ¿En qué puedo ayudar?"},
		{Shortcut: "order", Text: "Could you tell me your order number? It begins with A and stands at the top of the invoice."},
		{Shortcut: "refund", Text: "I have asked for your refund today, {date}.\nThe money is back on your account within five working days."},
		{Shortcut: "username", Text: "We will write to {visitor.username} as soon as there is news. Your number here is {chat.id}."},
		{Shortcut: "wait", Text: "One moment please, I am looking into it."},
		{Shortcut: "bye", Text: "Thank you for writing to {brand}. Have a nice day!"},
	}
}
