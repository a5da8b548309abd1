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
			withEngine(t, func(r *engineRig) {
				v := r.newVisitor()
				v.first = v.Send(c)
				r.advance(time.Second)
				for _, a := range sendActions() {
					sent := r.perform(v, a)
					r.advance(20 * time.Second)
					for _, m := range sent {
						r.expectDelivery(a, m, core.DeliverySent)
					}
					_, err := r.desk.EditReply(r.t.Context(), r.op, sent[0].ID, "changed")
					r.must(err)
					r.must(r.desk.DeleteReply(r.t.Context(), r.op, sent[0].ID))
				}
				v.Say("after it")
				r.advance(time.Second)
				said := r.texts(v.Visitor)
				if said[0] != "hello" || said[len(said)-1] != "after it" {
					t.Errorf("transcript %q", said)
				}
				if n := r.sim.Count("sendMessage"); n != 1 {
					t.Errorf("the text was sent %d times", n)
				}
			})
		})
	}
}
