package engine

import (
	"slices"
	"testing"
	"testing/synctest"

	"tgdesk/core"
)

// TestWebhookIsOpened with the brand's secret and leave, also when they change. Without a
// secret that can be read, chats go to people.
func TestWebhookIsOpened(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.setChatbot("webhook:https://bot.example/")
		first := r.store.secrets[r.brand]
		r.options(func(o *core.BrandOptions) { o.ChatbotPrivate = true })
		second, err := r.desk.RenewChatbotSecret(r.t.Context(), r.op, r.brand)
		must(r.t, err)
		synctest.Wait()
		opened := r.chatbot.opened
		if len(opened) < 3 {
			t.Fatalf("it was opened %d times", len(opened))
		}
		for i, want := range []core.ChatbotSetup{{Secret: first}, {Secret: first, AllowPrivate: true}, {Secret: second, AllowPrivate: true}} {
			if got := opened[len(opened)-3+i]; len(got.Secret) != 32 || !slices.Equal(got.Secret, want.Secret) || got.AllowPrivate != want.AllowPrivate || got.Spec.Kind != core.ChatbotWebhook {
				t.Errorf("opened %d: private %t, want %t; or with another secret", i, got.AllowPrivate, want.AllowPrivate)
			}
		}
		must(r.t, r.store.Write(r.t.Context(), func(tx core.Tx) error { return tx.DeleteChatbotSecret(r.t.Context(), r.brand) }))
		r.engine.ReloadChatbot(r.brand)
		synctest.Wait()
		c := r.writes(7, "hello")
		r.wantOwner(c.ID, core.Pending, 0)
		wantEqual(t, "transcript", r.texts(c), []string{"hello", "[chatbot_failed]"})
	})
}
