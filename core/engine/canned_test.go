package engine

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/media"
)

// canned adds a canned reply that is for a brand, or all, with files of these paths.
func (r *rig) canned(brand core.BrandID, shortcut, text string, paths ...string) core.CannedReply {
	r.t.Helper()
	var files []media.Checked
	for _, p := range paths {
		f, err := r.desk.CheckCannedFile(r.t.Context(), r.op, brand, p, false)
		must(r.t, err)
		files = append(files, f)
	}
	c, err := r.desk.SaveCanned(r.t.Context(), r.op, core.CannedReply{Brand: brand, Shortcut: shortcut, Text: text}, files)
	must(r.t, err)
	return c
}

// A canned reply's file is sent with any number of replies, and outlives the canned
// reply while a message or a draft has it.
func TestCannedFiles(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, box := r.t.Context(), r.desk.Subscribe()
		defer box.Close()
		price := r.canned(0, "price", "Our prices", written(t, "price.pdf", "application/pdf", 100), picture(t, 4, 3))
		if events, _ := box.Take(); !slicesHas(events, core.Event{Kind: core.EventCanned, Operator: r.op}) {
			t.Errorf("announced %v", events)
		}
		if n := len(r.left()); n != 2 || len(price.Files) != 2 {
			t.Fatalf("%d files are stored of %v", n, price.Files)
		}
		c := r.hears(7, "hello")
		draft := core.Draft{Text: "Here you are", Files: core.EncodeFiles(price.Files)}
		for range 2 {
			_, err := r.desk.SendDraft(ctx, r.op, c.ID, draft, &core.Draft{})
			must(t, err)
			synctest.Wait()
		}
		if len(r.bot.uploads) != 4 || r.bot.outs[0].Text != "Here you are" || len(r.left()) != 2 {
			t.Errorf("sent %v of %v; stored %v", r.bot.uploads, r.bot.outs, r.left())
		}
		other := r.canned(r.brand, "logo", "", picture(t, 5, 5))
		must(t, second(r.desk.ReplaceDraft(ctx, r.op, c.ID, core.DraftReply, core.Draft{}, core.Draft{Files: core.EncodeFiles(other.Files)})))
		unused := r.canned(r.brand, "unused", "", picture(t, 6, 6))
		for _, c := range []core.CannedReply{price, other, unused} {
			must(t, r.desk.RemoveCanned(ctx, r.op, c.ID))
		}
		if n := len(r.left()); n != 3 {
			t.Errorf("%d files are left: %v", n, r.left())
		}
		kept := core.Draft{Files: core.EncodeFiles(other.Files)}
		_, err := r.desk.SendDraft(ctx, r.op, c.ID, kept, &kept)
		must(t, err)
		_, err = r.desk.SendDraft(ctx, r.op, c.ID, core.Draft{Files: core.EncodeFiles(unused.Files)}, &core.Draft{})
		if core.CodeOf(err) != core.CodeNotFound {
			t.Errorf("a file that is gone was sent: %v", err)
		}
	})
}

// Files are checked by what the brand accepts: when they are stored and when they are
// sent; those for all brands by what every brand accepts.
func TestCannedFilesKeepToTheRules(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx := r.t.Context()
		zip := written(t, "a.zip", "application/zip", 100)
		options := core.DefaultBrandOptions()
		options.Attachments = core.AttachAny
		_, err := r.desk.SetBrandOptions(ctx, r.op, r.brand, options)
		must(t, err)
		if _, err := r.desk.CheckCannedFile(ctx, r.op, 0, zip, false); core.CodeOf(err) != core.CodeInvalid {
			t.Errorf("for all brands: %v", err)
		}
		c := r.canned(r.brand, "zip", "", zip)
		c.Brand = 0
		if _, err := r.desk.SaveCanned(ctx, r.op, c, nil); core.CodeOf(err) != core.CodeInvalid {
			t.Errorf("moved to all brands: %v", err)
		}
		chat := r.hears(7, "hello")
		draft := core.Draft{Files: core.EncodeFiles(c.Files)}
		_, err = r.desk.SendDraft(ctx, r.op, chat.ID, draft, &core.Draft{})
		must(t, err)
		options.Attachments = core.AttachStandard
		_, err = r.desk.SetBrandOptions(ctx, r.op, r.brand, options)
		must(t, err)
		if _, err := r.desk.SendDraft(ctx, r.op, chat.ID, draft, &core.Draft{}); !core.ProblemOf(err).Is("attachment_by_option") {
			t.Errorf("sent against the rules: %v", err)
		}
		// What a visitor sent is no file of an operator's, whatever a draft says.
		foreign := core.Draft{Files: core.EncodeFiles([]core.StoredFile{{UniqueID: "U1", Name: "x.pdf"}})}
		must(t, r.store.Write(ctx, func(tx core.Tx) error {
			return tx.SaveFile(ctx, core.File{UniqueID: "U1", State: core.FileReady, Path: "ab/cd.pdf", Size: 1})
		}))
		if _, err := r.desk.SendDraft(ctx, r.op, chat.ID, foreign, &core.Draft{}); core.CodeOf(err) != core.CodeNotFound {
			t.Errorf("sent a file of somebody else: %v", err)
		}
		if _, err := r.desk.SaveCanned(ctx, r.op, core.CannedReply{Shortcut: "x", Files: foreign.Files.Files()}, nil); err == nil {
			t.Error("slipped a file in")
		}
	})
}

// A canned reply that cannot be stored leaves no copy of its files.
func TestCannedFilesLeaveNothing(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx := r.t.Context()
		f, err := r.desk.CheckCannedFile(ctx, r.op, 0, picture(t, 4, 3), false)
		must(t, err)
		for _, c := range []core.CannedReply{{Shortcut: "a b"}, {Shortcut: "ok", Text: "{nobody}"}, {ID: 9, Shortcut: "ok"}} {
			if _, err := r.desk.SaveCanned(ctx, r.op, c, []media.Checked{f}); err == nil {
				t.Errorf("%v was stored", c)
			}
		}
		r.store.setFail(core.NewError(core.CodeUnavailable, "store_full"))
		if _, err := r.desk.SaveCanned(ctx, r.op, core.CannedReply{Shortcut: "ok"}, []media.Checked{f}); err == nil {
			t.Error("stored on a full disk")
		}
		r.store.setFail(nil)
		if left := r.left(); len(left) > 0 {
			t.Errorf("left: %v", left)
		}
		kept := r.canned(0, "ok", "text", picture(t, 4, 3))
		kept.Files = nil
		if _, err := r.desk.SaveCanned(ctx, r.op, kept, nil); err != nil || len(r.left()) > 0 {
			t.Errorf("a file that was taken off is left: %v, %v", r.left(), err)
		}
	})
}

// An import stores all or nothing, and changes what is there by shortcut, brand and
// language.
func TestImportCanned(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx := r.t.Context()
		logo := r.canned(r.brand, "logo", "", picture(t, 4, 3))
		hi := r.canned(0, "hi", "Hello")
		given := []core.CannedReply{
			{Shortcut: "HI", Text: "Hello there"}, {Shortcut: "hi", Language: "ja", Text: "こんにちは"}, {Brand: r.brand, Shortcut: "logo"},
		}
		for _, bad := range []core.CannedReply{{Shortcut: "hi", Text: "again"}, {Shortcut: "bad", Text: "{nobody}"}, {Shortcut: "none"}, {Brand: 99, Shortcut: "x", Text: "y"}} {
			_, err := r.desk.ImportCanned(ctx, r.op, append(slices.Clone(given), bad), false)
			if e, ok := errors.AsType[*desk.ImportError](err); !ok || e.Index != 3 {
				t.Errorf("%v: %v", bad, err)
			}
		}
		for _, dryRun := range []bool{true, false} {
			done, err := r.desk.ImportCanned(ctx, r.op, given, dryRun)
			if err != nil || len(done.Added) != 1 || len(done.Updated) != 1 || done.Same != 1 || done.Updated[0].ID != hi.ID {
				t.Errorf("dry run %v: %+v, %v", dryRun, done, err)
			}
			all, err := r.desk.CannedReplies(ctx)
			if must(t, err); (len(all) == 2) != dryRun {
				t.Errorf("dry run %v: %v", dryRun, all)
			}
		}
		again, err := r.desk.ImportCanned(ctx, r.op, given, false)
		if now, _ := r.desk.CannedReply(ctx, logo.ID); err != nil || again.Same != 3 || len(now.Files) != 1 {
			t.Errorf("again: %+v, %v; %v", again, err, now)
		}
	})
}

// The canned replies of a brand go with it.
func TestRemovedBrandsHaveNoCannedReplies(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.canned(r.brand, "logo", "", picture(t, 4, 3))
		r.canned(0, "hi", "Hello")
		must(t, r.desk.RemoveBrand(r.t.Context(), r.op, r.brand))
		if len(r.store.canned) != 1 || len(r.left()) != 0 {
			t.Errorf("left: %v, %v", r.store.canned, r.left())
		}
	})
}

// Who may not use the desk reads no canned reply, not even one for all brands.
func TestDisabledOperatorsReadNoCannedReplies(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, ann, disabled := r.t.Context(), r.signIn("ann", core.RoleOperator), true
		hi := r.canned(0, "hi", "Hello")
		if got, err := r.desk.As(ann).CannedReply(ctx, hi.ID); err != nil || got.Text != "Hello" {
			t.Errorf("ann reads %+v, %v", got, err)
		}
		_, err := r.desk.SetOperator(ctx, r.op, ann, desk.OperatorChange{Disabled: &disabled})
		must(t, err)
		got, err := r.desk.As(ann).CannedReply(ctx, hi.ID)
		if wantRefusal(t, "ann reads", err, "operator_disabled"); got.Text != "" {
			t.Errorf("ann reads %+v", got)
		}
	})
}

// Every change of a canned reply is in the audit, with what it was.
func TestCannedAudit(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx := r.t.Context()
		hi := r.canned(0, "hi", "Hello")
		hi.Text = "Hello\nthere"
		_, err := r.desk.SaveCanned(ctx, r.op, hi, nil)
		must(t, err)
		_, err = r.desk.ImportCanned(ctx, r.op, []core.CannedReply{{Shortcut: "hi", Text: "Hello"}, {Shortcut: "bye", Text: "Bye"}}, false)
		must(t, err)
		must(t, r.desk.RemoveCanned(ctx, r.op, hi.ID))
		all, err := r.desk.AuditLog(ctx, r.op, core.AuditQuery{Limit: 100})
		must(t, err)
		var got []string
		for _, e := range all {
			if strings.HasPrefix(string(e.Act), "canned_") {
				got = append(got, string(e.Act)+" "+e.Subject+" "+e.Before+" > "+e.After)
			}
		}
		slices.Sort(got)
		wantEqual(t, "audit", got, []string{
			"canned_added ;bye  > ;bye: Bye", "canned_added ;hi  > ;hi: Hello", "canned_changed ;hi ;hi: Hello > ;hi: Hello there",
			"canned_changed ;hi ;hi: Hello there > ;hi: Hello", "canned_removed ;hi ;hi: Hello > ",
		})
	})
}
