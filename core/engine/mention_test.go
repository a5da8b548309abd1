package engine

import (
	"slices"
	"testing"

	"tgdesk/core"
	"tgdesk/core/desk"
)

// TestNotesThatCall: a note calls those whom it names and who work for the brand, also in
// a completed chat; not its author, and nobody who may not see it.
func TestNotesThatCall(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, ann, bob, far := t.Context(), r.signIn("ann", core.RoleOperator), r.signIn("Bob Lee", core.RoleOperator), r.signIn("far", core.RoleOperator)
		var globex core.Brand
		must(t, r.store.Write(ctx, func(tx core.Tx) (err error) {
			globex, err = tx.InsertBrand(ctx, core.Brand{Name: "globex"})
			return err
		}))
		elsewhere := core.SetOf(globex.ID)
		_, err := r.desk.SetOperator(ctx, r.op, far, desk.OperatorChange{Brands: &elsewhere})
		must(t, err)
		c := r.hears(7, "hello")
		box := r.desk.Subscribe()
		called := func(chat core.ChatID, alert bool) (all []core.OperatorID) {
			t.Helper()
			events, _ := box.Take()
			for _, e := range events {
				if e.Kind == core.EventMention && e.Alert == alert && e.Chat == chat {
					all = append(all, e.To)
				}
			}
			slices.Sort(all)
			return all
		}
		note, err := r.desk.SendNote(ctx, r.op, c.ID, "@ann and @bob lee: is @far or @mika right?", nil)
		must(t, err)
		wantEqual(t, "called", called(c.ID, true), []core.OperatorID{ann, bob})
		_, err = r.desk.SendDraft(ctx, r.op, c.ID, core.Draft{Text: "@ann will answer"}, nil)
		must(t, err)
		wantEqual(t, "called by a reply", called(c.ID, true), nil)
		must(t, r.desk.Enter(ctx, ann, "ann"))
		_, err = r.desk.AskTransfer(ctx, r.op, c.ID, ann, "@bob lee knows them, @far does not")
		must(t, err)
		wantEqual(t, "called by a transfer", called(c.ID, true), []core.OperatorID{bob})
		mentions, err := r.store.memory.Mentions(ctx, ann, 9)
		if err != nil || len(mentions) != 1 || mentions[0].Note.ID != note.ID || !mentions[0].SeenAt.IsZero() {
			t.Errorf("mentions of ann: %+v, %v", mentions, err)
		}
		must(t, r.desk.SeeMentions(ctx, ann, c.ID))
		wantEqual(t, "told of it", called(c.ID, false), []core.OperatorID{ann})
		must(t, r.desk.SeeMentions(ctx, ann, c.ID))
		wantEqual(t, "told twice", called(c.ID, false), nil)
		_, err = r.desk.End(ctx, r.op, c.ID)
		must(t, err)
		_, err = r.desk.SendNote(ctx, ann, c.ID, "@mika it is done", nil)
		must(t, err)
		wantEqual(t, "called in a completed chat", called(c.ID, true), []core.OperatorID{r.op})
	})
}
