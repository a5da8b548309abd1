package desk

import (
	"context"

	"tgdesk/core"
)

// setChatbot stores the flow of a brand, and what another chatbot than b has changes for
// its open chats: one that comes to them later knows nothing of them, and without any they
// wait for people.
func (t *tx) setChatbot(ctx context.Context, b core.Brand, chatbot string, flow *core.Flow) error {
	spec, err := core.ParseChatbot(chatbot)
	if err != nil {
		return err
	}
	changed := spec != b.Options.ChatbotSpec()
	if spec.Kind == core.ChatbotFlow && flow != nil {
		if err := t.SaveFlow(ctx, b.ID, *flow); err != nil {
			return err
		}
	} else if spec.Kind == core.ChatbotFlow && changed {
		return core.NewError(core.CodeInvalid, "chatbot_flow_file", spec.Target)
	}
	if !changed {
		return nil
	}
	if door, _ := core.DoorOf(ctx); spec.Kind == core.ChatbotCommand && door == core.DoorSSH {
		return core.NewError(core.CodeForbidden, "chatbot_command_remote")
	}
	if err := t.ForgetBotMemories(ctx, b.ID); err != nil || spec.Kind != core.ChatbotOff {
		return err
	}
	chats, err := t.ListOpenChats(ctx, b.ID)
	if err != nil {
		return err
	}
	for _, c := range chats {
		if !c.HeldByChatbot() {
			continue
		}
		c, rules, err := t.ApplyExpired(ctx, c)
		if err != nil {
			return err
		}
		if !c.HeldByChatbot() {
			continue
		}
		if _, err := t.LeaveChatbot(ctx, c, c.Forwarded(t.Now(), rules), core.KindChatbotOff, ""); err != nil {
			return err
		}
	}
	return nil
}
