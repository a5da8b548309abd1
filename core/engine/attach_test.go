package engine

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/core/markup"
	"tgdesk/core/media"
)

// sniffTest knows files by a first line that names their type.
func sniffTest(head []byte) string {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	if bytes.HasPrefix(head, []byte("\x89PNG")) {
		return "image/png"
	}
	return string(bytes.TrimRight(line, "\x00"))
}

// written makes a file of a type and size; the size is sparse.
func written(t *testing.T, name, mime string, size int64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	must(t, os.WriteFile(path, []byte(mime+"\n"), 0o600))
	must(t, os.Truncate(path, size))
	return path
}

func picture(t *testing.T, width, height int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), fmt.Sprintf("%dx%d.png", width, height))
	f, err := os.Create(path)
	must(t, err)
	must(t, png.Encode(f, image.NewGray(image.Rect(0, 0, width, height))))
	must(t, f.Close())
	return path
}

// TestAttachmentTable: each row at its limit and one byte over, whatever the
// file is called.
func TestAttachmentTable(t *testing.T) {
	t.Parallel()
	m := media.New(t.TempDir(), sniffTest, false)
	for _, c := range []struct {
		mime  string
		kind  core.Kind
		limit int64
		any   int64 // with AttachAny; 0 = the same
	}{
		{"image/jpeg", core.KindPhoto, 10 << 20, 0},
		{"image/vnd.mozilla.apng", core.KindPhoto, 10 << 20, 0},
		{"application/pdf; v=1", core.KindDocument, 20 << 20, 50 << 20},
		{"video/mp4", core.KindVideo, 20 << 20, 50 << 20},
		{"video/3gpp", core.KindVideo, 20 << 20, 50 << 20},
		{"audio/ogg", core.KindAudio, 20 << 20, 50 << 20},
	} {
		for _, manner := range []core.BrandOptions{{}, {Attachments: core.AttachAny}} {
			limit := c.limit
			if manner.Attachments == core.AttachAny {
				limit = max(c.limit, c.any)
			}
			got, err := m.Check(manner, written(t, "holiday.exe", c.mime, limit), false)
			if err != nil || got.Kind != c.kind || got.Name != "holiday.exe" {
				t.Errorf("%s at its limit: %+v %v", c.mime, got, err)
			}
			_, err = m.Check(manner, written(t, "holiday.jpg", c.mime, limit+1), false)
			if core.CodeOf(err) != core.CodeInvalid || !strings.Contains(err.Error(), "holiday.jpg") || !strings.HasSuffix(err.Error(), fmt.Sprint(limit)) {
				t.Errorf("%s over its limit: %v", c.mime, err)
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	m := media.New(t.TempDir(), sniffTest, false)
	dir := t.TempDir()
	link := filepath.Join(dir, "link.pdf")
	must(t, os.Symlink(t.TempDir(), link))
	for what, path := range map[string]string{
		"directory": dir, "link to one": link, "device": os.DevNull, "nothing": filepath.Join(dir, "none"),
		"empty file": written(t, "empty.pdf", "", 0), "program": written(t, "photo.jpg", "application/x-executable", 100),
		"gif": written(t, "x.gif", "image/gif", 100), "unknown": written(t, "x", "", 100),
	} {
		if _, err := m.Check(core.BrandOptions{}, path, false); core.CodeOf(err) != core.CodeInvalid {
			t.Errorf("%s: %v", what, err)
		}
	}
	file := written(t, "x.pdf", "application/pdf", 100)
	must(t, os.Remove(link))
	must(t, os.Symlink(file, link))
	got, err := m.Check(core.BrandOptions{}, link, false)
	must(t, err)
	if got.Name != "link.pdf" {
		t.Errorf("a link to a file: %+v", got)
	}
	most := written(t, "big", "application/zip", 2000<<20)
	over := written(t, "bigger", "application/zip", 2000<<20+1)
	desks := media.New(t.TempDir(), sniffTest, true)
	for who, c := range map[string]struct {
		media *media.Dir
		by    core.BrandOptions
	}{
		"the brand's server": {m, core.BrandOptions{Attachments: core.AttachAny, APIURL: "http://localhost:8081"}}, "the desk's server": {desks, core.BrandOptions{Attachments: core.AttachAny}},
	} {
		got, err = c.media.Check(c.by, most, false)
		must(t, err)
		if got.Kind != core.KindDocument {
			t.Errorf("any file, %s: %+v", who, got)
		}
		if _, err = c.media.Check(c.by, over, false); core.CodeOf(err) != core.CodeInvalid {
			t.Errorf("one byte over, %s: %v", who, err)
		}
	}
	if _, err = desks.Check(core.BrandOptions{}, most, false); core.CodeOf(err) != core.CodeInvalid {
		t.Errorf("the table counts at the desk's server too: %v", err)
	}
}

func TestPictureRules(t *testing.T) {
	t.Parallel()
	m := media.New(t.TempDir(), sniffTest, false)
	for _, c := range []struct {
		width, height int
		offer         bool
	}{{9500, 500, false}, {9501, 500, true}, {2000, 100, false}, {2001, 100, true}, {1, 21, true}} {
		path := picture(t, c.width, c.height)
		got, err := m.Check(core.BrandOptions{}, path, false)
		must(t, err)
		if got.OfferDocument != c.offer || got.Width != c.width || got.Height != c.height {
			t.Errorf("%+v: %+v", c, got)
		}
		got, err = m.Check(core.BrandOptions{}, path, true)
		must(t, err)
		if got.OfferDocument || got.Kind != core.KindDocument {
			t.Errorf("%+v as a document: %+v", c, got)
		}
	}
}

// attaches sends files of these paths with a caption.
func (r *rig) attaches(c core.Chat, caption string, paths ...string) []core.Message {
	r.t.Helper()
	var files []media.Checked
	for _, p := range paths {
		f, err := r.desk.CheckFile(r.t.Context(), r.op, c.ID, p, false)
		must(r.t, err)
		files = append(files, f)
	}
	sent, err := r.desk.Attach(r.t.Context(), r.op, c.ID, files, caption, 0)
	must(r.t, err)
	synctest.Wait()
	return sent
}

// TestAttachKeepsTheDraft: a caption is written beside what was begun as a
// reply, and does not take its place.
func TestAttachKeepsTheDraft(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		must(r.t, second(r.desk.ReplaceDraft(r.t.Context(), r.op, c.ID, core.DraftReply, core.Draft{}, core.Draft{Text: "half a thought"})))
		r.attaches(c, "look", picture(r.t, 40, 30))
		if got := r.store.drafts[draftKey{r.op, c.ID, core.DraftReply}]; got.Text != "half a thought" {
			r.t.Errorf("the draft is %+v", got)
		}
	})
}

// left lists the files below the media directory.
func (r *rig) left() (all []string) {
	must(r.t, filepath.WalkDir(r.media, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			all = append(all, path)
			if info, err := e.Info(); err == nil && info.Mode().Perm() != 0o600 {
				r.t.Errorf("%s has mode %s", path, info.Mode())
			}
		}
		return err
	}))
	return all
}

func TestAlbumGoesAsOne(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		pic := picture(t, 40, 30)
		m := r.attaches(c, "look", pic, written(t, "v", "video/mp4", 100), written(t, "d", "application/pdf", 100))
		r.after(time.Minute)
		if len(r.bot.uploads) != 2 || len(r.bot.uploads[0]) != 2 || r.bot.outs[0].Text != "look" || r.bot.outs[1].Text != "" {
			t.Fatalf("uploads %v of %v", r.bot.uploads, r.bot.outs)
		}
		for i, id := range []int64{700_100, 700_101, 700_200} {
			if now := r.wantDelivery(m[i], core.DeliverySent); now.TelegramID != id {
				t.Errorf("part %d has id %d", i, now.TelegramID)
			}
		}
		body, err := os.ReadFile(pic)
		must(t, err)
		if !bytes.Equal(body, r.bot.bodies[0]) || len(r.left()) != 3 {
			t.Errorf("%d files are kept: %v", len(r.left()), r.left())
		}
		if m[0].Attachment.AlbumID == "" || m[0].Attachment.AlbumID != m[1].Attachment.AlbumID || m[2].Attachment.AlbumID != "" {
			t.Error("albums are wrong")
		}
	})
}

// TestAlbumsFates: an album's parts share their fate and are sent again together.
func TestAlbumsFates(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		var fate atomic.Value
		fate.Store(core.OutcomeNotSent)
		r.bot.sendFiles = func(context.Context, func(core.Progress)) error {
			if o := fate.Load().(core.Outcome); o != "" {
				return &core.SendError{Outcome: o, Detail: core.NewProblem("change_refused", "Trouble.")}
			}
			return nil
		}
		m := r.attaches(c, "", picture(t, 4, 3), picture(t, 3, 4))
		r.wantDelivery(m[1], core.DeliveryQueued)
		fate.Store(core.OutcomeUnknown)
		r.after(time.Minute)
		r.wantDelivery(m[0], core.DeliveryUnknown)
		r.wantDelivery(m[1], core.DeliveryUnknown)
		tried := len(r.bot.uploads)
		r.after(time.Hour)
		fate.Store(core.Outcome(""))
		_, err := r.desk.Resend(r.t.Context(), r.op, m[1].ID)
		must(t, err)
		r.after(time.Minute)
		r.wantDelivery(m[0], core.DeliverySent)
		r.wantDelivery(m[1], core.DeliverySent)
		if n := len(r.bot.uploads); n != tried+1 || len(r.bot.uploads[n-1]) != 2 {
			t.Errorf("%d uploads after %d", n, tried)
		}
	})
}

func TestUploadProgressAndCancel(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		var fate atomic.Value
		fate.Store(core.OutcomeUnknown)
		r.bot.sendFiles = func(ctx context.Context, progress func(core.Progress)) error {
			progress(core.Progress{Done: 5, Total: 10})
			<-ctx.Done()
			return &core.SendError{Outcome: fate.Load().(core.Outcome), Detail: core.NewProblem("change_refused", "Cut.")}
		}
		box := r.desk.Subscribe()
		m := r.attaches(c, "", picture(t, 4, 3))
		r.after(9 * time.Second)
		if p, ok := r.desk.Progress(m[0].ID); !ok || p != (core.Progress{Done: 5, Total: 10}) {
			t.Errorf("progress %v %v", p, ok)
		}
		if events, _ := box.Take(); !slicesHas(events, core.Event{Kind: core.EventFile, Brand: r.brand, Chat: c.ID}) {
			t.Errorf("events %v", events)
		}
		if len(r.bot.actions) != 3 || r.bot.actions[0].action != core.ActionPhoto {
			t.Errorf("actions %v", r.bot.actions)
		}
		must(t, r.desk.CancelSend(r.t.Context(), r.op, m[0].ID))
		synctest.Wait()
		r.wantDelivery(m[0], core.DeliveryUnknown)
		fate.Store(core.OutcomeNotSent)
		m = r.attaches(c, "", picture(t, 4, 3))
		must(t, r.desk.CancelSend(r.t.Context(), r.op, m[0].ID))
		r.after(time.Hour)
		if now := r.wantDelivery(m[0], core.DeliveryFailed); now.Problem != core.NewProblem("send_cancelled") {
			t.Errorf("reason %q", now.Problem)
		}
		if _, ok := r.desk.Progress(m[0].ID); ok {
			t.Error("progress is left")
		}
	})
}

func slicesHas(events []core.Event, want core.Event) bool {
	for _, e := range events {
		if e == want {
			return true
		}
	}
	return false
}

func TestCaptionTooLong(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		m := r.attaches(c, strings.Repeat("word ", 400), picture(t, 4, 3))
		r.after(time.Minute)
		if len(m) != 2 || markup.Len(m[0].Text) > markup.MaxCaption || m[1].Kind != core.KindText {
			t.Errorf("%d messages, the first has %d", len(m), markup.Len(m[0].Text))
		}
		r.wantDelivery(m[1], core.DeliverySent)
	})
}

// TestInvisibleTexts: a caption may be empty but not invisible, an edit likewise, nor
// may formatting leave nothing that can be seen; what is invisible in a long text is
// not sent by itself.
func TestInvisibleTexts(t *testing.T) {
	inBubble(t, func(r *rig) {
		brand, err := r.store.Brand(t.Context(), r.brand)
		must(t, err)
		brand.Options.Markup, brand.Options.Signature = true, core.SignName
		_, err = r.desk.SetBrandOptions(t.Context(), r.op, r.brand, brand.Options)
		must(t, err)
		c := r.hears(7, "hello")
		file, err := r.desk.CheckFile(t.Context(), r.op, c.ID, picture(t, 4, 3), false)
		must(t, err)
		for _, text := range []string{"\u3164", "*\u200b*"} {
			_, err = r.desk.Attach(t.Context(), r.op, c.ID, []media.Checked{file}, text, 0)
			wantCode(t, "the caption "+text, err, core.CodeInvalid)
			_, err = r.desk.SendDraft(t.Context(), r.op, c.ID, core.Draft{Text: text}, nil)
			wantCode(t, "the reply "+text, err, core.CodeInvalid)
		}
		sent, err := r.desk.SendDraft(t.Context(), r.op, c.ID, core.Draft{Text: "hi " + strings.Repeat("\u3164", 2*markup.MaxText)}, nil)
		must(t, err)
		if len(sent) != 1 {
			t.Errorf("%d messages were sent", len(sent))
		}
		synctest.Wait()
		_, err = r.desk.EditReply(t.Context(), r.op, sent[0].ID, "_\u2060_")
		wantCode(t, "the edit", err, core.CodeInvalid)
	})
}

// TestAttachLeavesNothing: after a refusal, or after a kill before the commit,
// no copy is left.
func TestAttachLeavesNothing(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		f, err := r.desk.CheckFile(r.t.Context(), r.op, c.ID, picture(t, 4, 3), false)
		must(t, err)
		gone := f
		gone.Path += "x"
		for _, files := range [][]media.Checked{{f, gone}, {f, f}} {
			r.store.setFail(core.NewError(core.CodeUnavailable, "store_full"))
			if _, err := r.desk.Attach(r.t.Context(), r.op, c.ID, files, "", 0); err == nil {
				t.Error("attached")
			}
			r.store.setFail(nil)
			if left := r.left(); len(left) > 0 {
				t.Errorf("left: %v", left)
			}
		}
		kept, err := r.files.Import(core.BrandOptions{}, []media.Checked{f})
		must(t, err)
		if len(r.left()) != 2 || len(kept.Attachments) != 1 {
			t.Errorf("copy and note: %v", r.left())
		}
		r.stop()
		r.boot()
		if left := r.left(); len(left) > 0 {
			t.Errorf("left after a start: %v", left)
		}
	})
}
