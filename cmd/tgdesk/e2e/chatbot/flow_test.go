// Package chatbot has visitors talk with the chatbots of a desk that runs.
package chatbot

import (
	"context"
	"slices"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/chatbot/flow"
	"tgdesk/core/telegram/botsim"
)

// talk is a visitor who waits for what the bot says.
type talk struct {
	*rig.Sandbox
	*botsim.Visitor
	heard int
}

// expect waits for the bot's next messages and returns the last one.
func (v *talk) expect(texts ...string) botsim.Received {
	v.T.Helper()
	v.heard += len(texts)
	inbox, err := v.WaitInbox(v.T.Context(), v.heard)
	v.Must(err)
	for i, want := range texts {
		if got := inbox[v.heard-len(texts)+i].Text; got != want {
			v.T.Errorf("the bot says %q, not %q", got, want)
		}
	}
	return inbox[v.heard-1]
}

func (v *talk) press(m botsim.Received, label string) {
	v.T.Helper()
	_, err := v.Press(m.ID, label)
	v.Must(err)
}

// TestExampleFlow is the example of the program at work: a visitor follows its buttons,
// mistypes, and is handed over with what they have said.
func TestExampleFlow(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	file := s.WriteFile("welcome.toml", flow.Example().Text)
	s.Expect(s.Run("brand", "set", "acme", "--chatbot", "flow:"+file), 0, "", "")
	desk := s.StartDesk()

	ann := talk{Sandbox: s, Visitor: s.Bot.Visitor(botsim.User{ID: 77, FirstName: "Ann"})}
	ann.Start("")
	menu := ann.expect("Hello Ann, welcome to acme. What can we do for you?")
	if len(menu.Buttons) != 3 || menu.Buttons[2][0].Text != "Talk to somebody" {
		t.Errorf("the menu has the buttons %v", menu.Buttons)
	}
	ann.press(menu, "My order")
	ann.expect("What is your order number? It looks like AB-1234.")
	ann.Say("no idea")
	ann.expect("That is no order number. It looks like AB-1234.")
	ann.Say("it is AB-1234")
	ann.expect("Thank you. What is the matter with AB-1234?")
	ann.Say("It *rattles*")
	ann.expect("I am handing you over to our team for orders.")
	r := s.Run("chat", "show", "1", "--json")
	for _, want := range []string{`"state":"pending"`, `"tags":["orders"]`, `"held_by":null`} {
		if !strings.Contains(r.Out, want) {
			t.Errorf("the chat lacks %s: %s", want, r.Out)
		}
	}

	// The greeting comes once, in the visitor's language, and what opened the chat is
	// answered where it fits.
	ken := talk{Sandbox: s, Visitor: s.Bot.Visitor(botsim.User{ID: 78, FirstName: "健", Language: "ja"})}
	ken.Say("料金はいくらですか")
	prices := ken.expect("健様、acmeへようこそ。ご用件をお選びください。", "1デスク月額10ユーロです。ほかにご質問はありますか。")
	if r := s.Run("chat", "show", "2", "--json"); !strings.Contains(r.Out, `"held_by":"chatbot"`) {
		t.Errorf("the chatbot does not hold chat 2: %s", r.Out)
	}
	ken.press(prices, "いいえ")
	ken.expect("ありがとうございました。またいつでもご連絡ください。")
	desk.End()
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		fields, err := tx.VisitorFields(ctx, 1)
		if want := []core.VisitorField{{Name: "order", Value: "AB-1234"}, {Name: "problem", Value: "It *rattles*"}}; !slices.Equal(fields, want) {
			t.Errorf("what is known of the visitor: %v", fields)
		}
		return err
	})
}
