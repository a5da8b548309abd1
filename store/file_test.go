package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tgdesk/core"
)

// withFile inserts a visitor's message with a file of the given unique id.
func (d *desk) withFile(c core.Chat, unique string, at time.Time) core.Message {
	d.t.Helper()
	return d.say(c, core.Message{From: core.FromVisitor, Kind: core.KindDocument, SentAt: at,
		Attachment: &core.Attachment{Kind: core.KindDocument, FileID: "id of " + unique, FileUniqueID: unique}})
}

func (d *desk) saveFile(f core.File) core.File {
	d.t.Helper()
	d.write(func(tx core.Tx) error { return tx.SaveFile(d.t.Context(), f) })
	return f
}

// withThumbnail inserts a message whose file has a thumbnail of that unique id.
func (d *desk) withThumbnail(c core.Chat, unique string, at time.Time) core.Message {
	d.t.Helper()
	return d.say(c, core.Message{From: core.FromVisitor, Kind: core.KindVideo, SentAt: at,
		Attachment: &core.Attachment{Kind: core.KindVideo, FileID: "V", FileUniqueID: "of " + unique, ThumbID: "T", ThumbUniqueID: unique}})
}

func readyFile(unique string, at time.Time) core.File {
	return core.File{UniqueID: unique, State: core.FileReady, Path: "in/" + unique, Size: 1, ChangedAt: at}
}

func TestMessagesShowTheirFile(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.chat(d.visitor(d.brand.ID, 1), core.Active, noon())
	first, again := d.withFile(c, "U", noon()), d.withFile(c, "U", noon())
	text := d.say(c, core.Message{From: core.FromVisitor, Text: "a text"})
	for _, f := range []core.File{
		{UniqueID: "U", State: core.FileWanted, Size: 5, ChangedAt: noon()},
		{UniqueID: "U", State: core.FileFailed, Problem: core.NewProblem("change_refused", "Telegram has forgotten it."), ChangedAt: noon().Add(time.Second)},
		readyFile("U", noon().Add(time.Minute)),
	} {
		d.saveFile(f)
		if got := must[core.File](t)(d.File(t.Context(), "U")); got != f {
			t.Errorf("read %+v, want %+v", got, f)
		}
		for _, m := range []core.Message{first, again} {
			if got := must[core.Message](t)(d.Message(t.Context(), m.ID)); got.Attachment.File != f {
				t.Errorf("message %d has %+v, want %+v", m.ID, got.Attachment.File, f)
			}
		}
	}
	list := must[[]core.Message](t)(d.Messages(t.Context(), core.MessageQuery{Chat: c.ID, Limit: 9}))
	if len(list) != 3 || !list[0].Attachment.File.Ready() || list[2].ID != text.ID || list[2].Attachment != nil {
		t.Errorf("transcript %+v", list)
	}
	d.write(func(tx core.Tx) error { return tx.SaveMessage(t.Context(), list[0]) })
	if got := must[core.ChatRow](t)(d.Row(t.Context(), c.ID)); got.Last.Attachment != nil {
		t.Errorf("last %+v", got.Last)
	}
	d.withFile(c, "U", noon())
	if got := must[core.ChatRow](t)(d.Row(t.Context(), c.ID)); !got.Last.Attachment.File.Ready() {
		t.Errorf("last %+v", got.Last.Attachment)
	}
}

func TestMessagesShowTheirThumb(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	m := d.withThumbnail(d.chat(d.visitor(d.brand.ID, 1), core.Active, noon()), "small", noon())
	f := d.saveFile(readyFile("small", noon()))
	got := must[core.Message](t)(d.Message(t.Context(), m.ID)).Attachment
	if got.ThumbUniqueID != "small" || got.Thumb != f || got.File != (core.File{}) {
		t.Errorf("got %+v", got)
	}
}

func TestWanted(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var globex core.Brand
	d.write(func(tx core.Tx) (err error) {
		globex, err = tx.InsertBrand(t.Context(), testBrand("globex"))
		return err
	})
	c := d.chat(d.visitor(d.brand.ID, 1), core.Active, noon())
	elsewhere := d.chat(d.visitor(globex.ID, 2), core.Active, noon())
	a, b := d.withFile(c, "a", noon()), d.withFile(c, "b", noon())
	later := d.withFile(c, "later", noon())
	d.withFile(c, "nobody asked", noon())
	d.withFile(c, "being fetched", noon())
	foreign := d.withFile(elsewhere, "foreign", noon())
	d.withFile(elsewhere, "a", noon())
	again := d.withFile(c, "b", noon()) // the newest id of a file is taken
	want := func(unique string, s core.FileState, at time.Time, brand core.BrandID, v core.VisitorID, requested bool) {
		d.saveFile(core.File{UniqueID: unique, State: s, ChangedAt: at, Brand: brand, Visitor: v, Requested: requested})
	}
	acme, other := d.brand.ID, d.visitor(d.brand.ID, 3)
	chatOfOther := d.chat(other, core.Active, noon())
	theirs, first := d.withFile(chatOfOther, "theirs", noon()), d.withFile(chatOfOther, "asked for", noon())
	held, newest := d.withFile(chatOfOther, "held", noon()), d.withFile(chatOfOther, "held later", noon())
	video := d.withThumbnail(c, "thumb", noon())
	want("thumb", core.FileWanted, noon().Add(time.Minute), acme, c.VisitorID, false)
	want("later", core.FileWanted, noon().Add(time.Second), acme, c.VisitorID, false)
	want("b", core.FileWanted, noon(), acme, c.VisitorID, false)
	want("a", core.FileWanted, noon(), acme, c.VisitorID, false)
	want("of no message", core.FileWanted, noon(), acme, c.VisitorID, false)
	want("theirs", core.FileWanted, noon(), acme, other.ID, false)
	want("asked for", core.FileWanted, noon().Add(time.Hour), acme, other.ID, true)
	want("held", core.FileHeld, noon(), acme, other.ID, false)
	want("held later", core.FileHeld, noon().Add(time.Hour), acme, other.ID, false)
	want("foreign", core.FileWanted, noon(), globex.ID, elsewhere.VisitorID, false)
	want("being fetched", core.FileFetching, noon().Add(-time.Second), acme, c.VisitorID, false)

	queue := func(brand core.BrandID, s core.FileState, v core.VisitorID, limit int, want ...core.MessageID) {
		t.Helper()
		got := messageIDs(must[[]core.Message](t)(d.QueuedFiles(t.Context(), core.FileQuery{Brand: brand, State: s, Visitor: v, Limit: limit})))
		if !slices.Equal(got, want) {
			t.Errorf("%s of visitor %d: %v, want %v", s, v, got, want)
		}
	}
	queue(acme, core.FileWanted, c.VisitorID, 10, a.ID, again.ID, later.ID, video.ID)
	queue(acme, core.FileWanted, c.VisitorID, 2, a.ID, again.ID)
	queue(acme, core.FileWanted, c.VisitorID, 0)
	queue(acme, core.FileWanted, other.ID, 10, theirs.ID)
	queue(acme, core.FileWanted, 0, 10, first.ID)
	queue(acme, core.FileHeld, other.ID, 10, newest.ID, held.ID)
	queue(globex.ID, core.FileWanted, elsewhere.VisitorID, 10, foreign.ID)
	_ = b
	var turns []core.VisitorID
	for v, s := core.VisitorID(0), core.FileWanted; ; {
		v = must[core.VisitorID](t)(d.NextInQueue(t.Context(), acme, s, v))
		if turns = append(turns, v); v != 0 {
			continue
		}
		if s == core.FileHeld {
			break
		}
		s = core.FileHeld
	}
	if want := []core.VisitorID{c.VisitorID, other.ID, 0, other.ID, 0}; !slices.Equal(turns, want) {
		t.Errorf("turns %v, want %v", turns, want)
	}

	var requeued int
	d.write(func(tx core.Tx) (err error) {
		requeued, err = tx.RequeueFetching(t.Context())
		return err
	})
	if requeued != 1 {
		t.Errorf("%d requeued, want 1", requeued)
	}
	queue(acme, core.FileWanted, c.VisitorID, 1, a.ID+4) // it keeps its turn
}

// A file is stale if none of its messages is younger than the brand's retention,
// unsent or in an open chat, unless it was fetched again since or a brand with a
// longer retention has it. One without messages belongs to the brand with the
// longest retention.
func TestStale(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		d := newDesk(t)
		defer func() { _ = d.Close() }()
		keeps := []time.Duration{0, core.Day, core.Week, core.Month}
		type held struct {
			brand        core.Brand
			past, latest core.Chat
		}
		var desks []held
		if rapid.IntRange(0, 3).Draw(rt, "the first brand stays") > 0 {
			d.brand.RemovedAt = noon()
			d.write(func(tx core.Tx) error { return tx.SaveBrand(t.Context(), d.brand) })
		}
		brands := []core.Brand{d.brand}
		for i := range 3 {
			b := testBrand(fmt.Sprint("brand", i))
			b.Options.KeepMedia = rapid.SampledFrom(keeps).Draw(rt, "keep")
			if rapid.IntRange(0, 4).Draw(rt, "removed") == 0 {
				b.RemovedAt = noon()
			}
			d.write(func(tx core.Tx) (err error) {
				b, err = tx.InsertBrand(t.Context(), b)
				return err
			})
			states := core.States()
			latest := rapid.SampledFrom(states[:]).Draw(rt, "state")
			v := d.visitor(b.ID, i)
			brands = append(brands, b)
			desks = append(desks, held{b, d.chat(v, core.Completed, noon()), d.chat(v, latest, noon())})
		}
		type sent struct {
			by   held
			file string
			at   time.Time
			held bool // by an open or shown chat, or because it is still to be sent
		}
		shown := []core.ChatID{rapid.SampledFrom(desks).Draw(rt, "shown").past.ID, 4711}
		days := func(what string) time.Time {
			return noon().Add(-core.Day * time.Duration(rapid.IntRange(0, 40).Draw(rt, what)))
		}
		var all []sent
		for range rapid.IntRange(0, 10).Draw(rt, "messages") {
			s := sent{by: rapid.SampledFrom(desks).Draw(rt, "by"), file: rapid.SampledFrom([]string{"x", "y", "z"}).Draw(rt, "file"), at: days("sent")}
			c := s.by.past
			if rapid.IntRange(0, 3).Draw(rt, "in the latest chat") == 0 {
				c = s.by.latest
			}
			as := d.withFile
			if rapid.IntRange(0, 3).Draw(rt, "as thumb") == 0 {
				as = d.withThumbnail
			}
			m := as(c, s.file, s.at)
			if rapid.Bool().Draw(rt, "ours") {
				m = d.say(c, core.Message{From: core.FromOperator, Kind: core.KindDocument, SentAt: s.at, Attachment: m.Attachment,
					Delivery: rapid.SampledFrom(deliveries()).Draw(rt, "delivery")})
			}
			s.held = c.Open() || slices.Contains(shown, c.ID) || m.Delivery == core.DeliveryQueued || m.Delivery == core.DeliverySending
			all = append(all, s)
		}
		files := map[string]core.File{}
		for _, name := range []string{"x", "y", "z"} {
			f := readyFile(name, noon().Add(-core.Day*rapid.SampledFrom([]time.Duration{0, 30, 40}).Draw(rt, "fetched")))
			if rapid.IntRange(0, 3).Draw(rt, "failed") == 0 {
				f.State, f.Path = core.FileFailed, ""
			}
			files[name] = d.saveFile(f)
		}
		for _, h := range desks {
			keep := h.brand.Options.KeepMedia
			if keep == 0 {
				continue // the engine does not ask
			}
			before := noon().Add(-keep)
			var want []string
			for name, f := range files {
				ours, stays := false, !f.Ready() || !f.ChangedAt.Before(before)
				if !slices.ContainsFunc(all, func(s sent) bool { return s.file == name }) { // an edit took it away
					ours = !slices.ContainsFunc(brands, func(o core.Brand) bool {
						other := o.Options.KeepMedia
						return o.ID != h.brand.ID && o.RemovedAt.IsZero() && (other == 0 || other > keep)
					})
				}
				for _, s := range all {
					if s.file != name {
						continue
					}
					other := s.by.brand.Options.KeepMedia
					ours = ours || s.by.brand.ID == h.brand.ID
					stays = stays || s.held || !s.at.Before(before) ||
						(s.by.brand.ID != h.brand.ID && s.by.brand.RemovedAt.IsZero() && (other == 0 || other > keep))
				}
				if ours && !stays {
					want = append(want, name)
				}
			}
			slices.Sort(want)
			var got []string
			q := core.StaleQuery{Brand: h.brand.ID, Before: before, Shown: shown, Limit: rapid.IntRange(1, 4).Draw(rt, "page")}
			for page := q.Limit; page == q.Limit; {
				stale, err := d.StaleFiles(t.Context(), q)
				if err != nil {
					rt.Fatal(err)
				}
				for _, f := range stale {
					if f != files[f.UniqueID] {
						rt.Errorf("read %+v, want %+v", f, files[f.UniqueID])
					}
					got = append(got, f.UniqueID)
					q.After = f
				}
				page = len(stale)
			}
			slices.Sort(got)
			if !slices.Equal(got, want) {
				rt.Errorf("%s (keeps %v): stale %v, want %v", h.brand.Name, keep, got, want)
			}
		}
	})
}

func deliveries() []core.Delivery {
	return []core.Delivery{core.DeliveryQueued, core.DeliverySending, core.DeliverySent, core.DeliveryFailed, core.DeliveryUnknown}
}

// A flood makes the queue of files long, and it is read often.
func TestQueuesReadNoMoreThanTheyGive(t *testing.T) {
	t.Parallel()
	for query, index := range map[string]string{
		wantedFilesSQL:    "COVERING INDEX files_queued (brand_id=? AND state=? AND visitor_id=?)",
		heldFilesSQL:      "COVERING INDEX files_queued (brand_id=? AND state=? AND visitor_id=?)",
		requestedFilesSQL: "COVERING INDEX files_requested (brand_id=? AND state=?)",
	} {
		p := plan(t, newDesk(t), query)
		for _, want := range []string{
			"SEARCH q USING " + index, "SEARCH w USING COVERING INDEX attachments_file (file_unique_id=?)",
			"SEARCH w USING COVERING INDEX attachments_thumb (thumb_unique_id=?)",
			"USE TEMP B-TREE FOR LAST TERM OF ORDER BY",
		} {
			if !strings.Contains(p, want) {
				t.Errorf("plan:\n%s\nwant %q", p, want)
			}
		}
	}
}

func TestReadyFiles(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, f := range []core.File{readyFile("c", noon()), {UniqueID: "b", State: core.FileFailed}, readyFile("a", noon()), readyFile("d", noon())} {
		d.saveFile(f)
	}
	var got []string
	for after := ""; ; after = got[len(got)-1] {
		page := must[[]core.File](t)(d.ReadyFiles(t.Context(), after, 2))
		for _, f := range page {
			got = append(got, f.UniqueID)
		}
		if len(page) < 2 {
			break
		}
	}
	if want := []string{"a", "c", "d"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestMissingFiles(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, f := range []core.File{
		{UniqueID: "d", State: core.FileFailed, Path: "ab/d"}, {UniqueID: "a", State: core.FileWanted, Path: "ab/a"}, readyFile("b", noon()),
		{UniqueID: "c", State: core.FileWanted}, {UniqueID: "e", State: core.FileHeld, Path: "ab/e"},
	} {
		d.saveFile(f)
	}
	var got []string
	for _, f := range append(must[[]core.File](t)(d.MissingFiles(t.Context(), "", 2)), must[[]core.File](t)(d.MissingFiles(t.Context(), "d", 2))...) {
		got = append(got, f.UniqueID)
	}
	if want := []string{"a", "d", "e"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestFilesAreDroppedByNobody(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.chat(d.visitor(d.brand.ID, 1), core.Active, noon())
	m := d.withFile(c, "U", noon())
	f := d.saveFile(readyFile("U", noon()))
	m.Attachment = nil
	d.write(func(tx core.Tx) error { return tx.SaveMessage(t.Context(), m) })
	if diff := gocmp.Diff(f, must[core.File](t)(d.File(t.Context(), "U"))); diff != "" {
		t.Error(diff)
	}
}
