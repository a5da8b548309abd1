package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tgdesk/core"
)

func (d *desk) saveCanned(c core.CannedReply) core.CannedReply {
	d.t.Helper()
	d.write(func(tx core.Tx) (err error) {
		c, err = tx.SaveCanned(d.t.Context(), c)
		return err
	})
	return c
}

func storedFile(unique string) core.StoredFile {
	return core.StoredFile{UniqueID: unique, Kind: core.KindPhoto, Name: "a.png", MIME: "image/png", Size: 7, Width: 4, Height: 3}
}

func TestCannedReplies(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	for _, id := range []string{"out:1", "out:2"} {
		d.saveFile(readyFile(id, noon()))
	}
	bye := d.saveCanned(core.CannedReply{Shortcut: "bye", Text: "Bye", Files: []core.StoredFile{storedFile("out:2"), storedFile("out:1")}})
	own := d.saveCanned(core.CannedReply{Brand: d.brand.ID, Shortcut: "Hi", Text: "Hello from {brand}"})
	hi := d.saveCanned(core.CannedReply{Shortcut: "hi", Text: "Hello"})
	ja := d.saveCanned(core.CannedReply{Shortcut: "HI", Language: "ja", Text: "こんにちは"})
	list := func() []core.CannedReply { return must[[]core.CannedReply](t)(d.CannedReplies(ctx)) }
	if diff := cmp.Diff([]core.CannedReply{bye, hi, ja, own}, list()); diff != "" {
		t.Error(diff)
	}
	for _, c := range []core.CannedReply{bye, own} {
		if diff := cmp.Diff(c, must[core.CannedReply](t)(d.CannedReply(ctx, c.ID))); diff != "" {
			t.Error(diff)
		}
	}
	hi.Text, hi.Brand, hi.Language = "Hello there", d.brand.ID, "en"
	bye.Files = bye.Files[1:]
	d.saveCanned(hi)
	d.saveCanned(bye)
	if diff := cmp.Diff([]core.CannedReply{bye, ja, own, hi}, list()); diff != "" {
		t.Error(diff)
	}
	hi.Language = ""
	wantCode(t, d.Write(ctx, func(tx core.Tx) error { _, err := tx.SaveCanned(ctx, hi); return err }), core.CodeConflict)
	d.brand.RemovedAt = noon()
	d.write(func(tx core.Tx) error {
		if err := tx.DeleteCanned(ctx, bye.ID); err != nil {
			return err
		}
		return tx.SaveBrand(ctx, d.brand)
	})
	if diff := cmp.Diff([]core.CannedReply{ja}, list()); diff != "" {
		t.Error(diff)
	}
	_, err := d.CannedReply(ctx, bye.ID)
	wantCode(t, err, core.CodeNotFound)
	d.write(func(tx core.Tx) error {
		wantCode(t, tx.DeleteCanned(ctx, bye.ID), core.CodeNotFound)
		_, err := tx.SaveCanned(ctx, bye)
		wantCode(t, err, core.CodeNotFound)
		return nil
	})
}

// Retention spares the files of canned replies and of drafts, and knows what else has
// a file.
func TestFilesInUse(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	d.brand.Options.KeepMedia = core.Day
	d.write(func(tx core.Tx) error { return tx.SaveBrand(ctx, d.brand) })
	old := noon().Add(-core.Week)
	c := d.chat(d.visitor(d.brand.ID, 1), core.Completed, old)
	for _, id := range []string{"out:canned", "out:drafted", "out:sent", "out:free"} {
		d.saveFile(readyFile(id, old))
	}
	canned := d.saveCanned(core.CannedReply{Shortcut: "price", Files: []core.StoredFile{storedFile("out:canned")}})
	d.withFile(c, "out:sent", old)
	draft := core.Draft{Files: core.EncodeFiles([]core.StoredFile{storedFile("out:drafted")}), ReplyTo: 0}
	save := func(draft core.Draft) {
		d.write(func(tx core.Tx) error { return tx.SaveDraft(ctx, d.mika.ID, c.ID, core.DraftReply, draft) })
	}
	save(draft)
	if got := must[core.Drafts](t)(d.Drafts(ctx, d.mika.ID, c.ID)); got.Reply != draft {
		t.Errorf("the draft is %+v, want %+v", got.Reply, draft)
	}
	check := func(stale, free []string) {
		t.Helper()
		var got []string
		for _, f := range must[[]core.File](t)(d.StaleFiles(ctx, core.StaleQuery{Brand: d.brand.ID, Before: noon().Add(-time.Hour), Limit: 10})) {
			got = append(got, f.UniqueID)
		}
		var unused []string
		for _, id := range []string{"out:canned", "out:drafted", "out:free", "out:sent"} {
			if !must[bool](t)(d.FileInUse(ctx, id)) {
				unused = append(unused, id)
			}
		}
		if diff := cmp.Diff([][]string{stale, free}, [][]string{got, unused}); diff != "" {
			t.Error(diff)
		}
	}
	check([]string{"out:free", "out:sent"}, []string{"out:free"})
	save(core.Draft{})
	d.write(func(tx core.Tx) error { return tx.DeleteCanned(ctx, canned.ID) })
	check([]string{"out:canned", "out:drafted", "out:free", "out:sent"}, []string{"out:canned", "out:drafted", "out:free"})
}
