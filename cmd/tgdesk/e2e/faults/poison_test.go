package faults

import (
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

// TestPoisonStopsNothing: what no client knows yet is in the transcript all the
// same, answered by a text, a file and an album whose echo holds it again, and
// edited and deleted thereafter.
func TestPoisonStopsNothing(t *testing.T) {
	t.Parallel()
	unknown := map[string]any{"type": "hologram", "date": 1}
	for name, c := range map[string]botsim.Content{
		"MessageOrigin":  botsim.UnknownOrigin("the words"),
		"external reply": botsim.Text("the words").With("external_reply", map[string]any{"origin": unknown}),
		"PaidMedia":      botsim.Text("the words").With("paid_media", map[string]any{"star_count": 1, "paid_media": []any{unknown}}),
		"RichBlock":      botsim.Text("the words").With("rich_message", map[string]any{"blocks": []any{unknown}}),
		"RichText":       botsim.Text("the words").With("rich_message", map[string]any{"blocks": []any{map[string]any{"type": "paragraph", "text": unknown}}}),
		"BackgroundType": botsim.Text("the words").With("chat_background_set", map[string]any{"type": unknown}),
		"BackgroundFill": botsim.Text("the words").With("chat_background_set", map[string]any{"type": map[string]any{"type": "fill", "fill": unknown}}),
		"photo":          botsim.Photo().With("forward_origin", unknown),
		"voice":          botsim.Voice(3).With("forward_origin", unknown),
		"location":       botsim.Location(1, 2).With("forward_origin", unknown),
		"sticker":        botsim.Sticker("👍").With("forward_origin", unknown),
		"unheard of":     {"hologram": unknown},
	} {
		t.Run(name, func(t *testing.T) {
			inPlant(t, func(p *plant) {
				g := p.guest()
				g.first = g.Send(c)
				p.after(time.Second)
				for _, d := range deeds() {
					sent := p.do(g, d)
					p.after(20 * time.Second)
					for _, m := range sent {
						p.wantDelivery(d, m, core.DeliverySent)
					}
					_, err := p.desk.EditReply(p.t.Context(), p.op, sent[0].ID, "changed")
					p.must(err)
					p.must(p.desk.DeleteReply(p.t.Context(), p.op, sent[0].ID))
				}
				g.Say("after it")
				p.after(time.Second)
				said := p.texts(g.Visitor)
				if said[0] != "hello" || said[len(said)-1] != "after it" {
					t.Errorf("transcript %q", said)
				}
				if n := p.sim.Count("sendMessage"); n != 1 {
					t.Errorf("the text was sent %d times", n)
				}
			})
		})
	}
}
