package kill

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tgdesk/core"
	"tgdesk/store/folder"
)

// glance looks at the desk between a kill and the next start, now and then:
// looking rebuilds the index of the write-ahead log, which the start shall
// mostly have to do itself.
func (o *ordeal) glance() {
	if _, held, err := folder.HolderOf(o.home.DeskDir()); err != nil || held {
		o.t.Errorf("a killed program still holds the desk (%v)", err)
	}
	if o.rng.IntN(max(3, *killCount/15)) != 0 {
		return
	}
	o.looks++
	b, err := readBooks(o.home.DeskDir(), o.crowd.people)
	o.must(err)
	o.judgeConfirmed(b)
	if o.t.Failed() {
		o.t.Fatalf("after %d kills, -seed %d", o.kills, o.seed)
	}
}

// underWaySQL counts the replies and the files that are not done with.
const underWaySQL = `SELECT (SELECT count(*) FROM messages WHERE delivery IN ('queued', 'sending')) +
	(SELECT count(*) FROM attachments a LEFT JOIN files f ON f.unique_id = a.file_unique_id
		WHERE a.file_unique_id <> '' AND coalesce(f.state, '') NOT IN ('ready', 'failed'))`

// atRest reports whether nothing is under way any more. It is asked again and
// again, so it reads no more than it needs.
func (o *ordeal) atRest() bool {
	for _, bot := range o.bots {
		if bot.Pending() > 0 {
			return false
		}
	}
	n, err := askSQLite(o.home.DeskDir(), underWaySQL)
	return err == nil && n == "0"
}

// attachments are all of the crowd's files.
func (b *books) attachments() (list []*core.Attachment) {
	for _, r := range b.of {
		for _, m := range r.messages {
			if m.Attachment != nil {
				list = append(list, m.Attachment)
			}
		}
	}
	return list
}

// judge holds the desk, at rest and closed, against everything that was done.
func (o *ordeal) judge() {
	dir := o.home.DeskDir()
	b, err := readBooks(dir, o.crowd.people)
	o.must(err)
	if said, err := integrity(dir); said != "ok" || err != nil {
		o.t.Errorf("integrity_check: %s (%v)", said, err)
	}
	if status, printed, err := o.home.Run("doctor"); status != 0 || err != nil {
		o.t.Errorf("doctor: status %d (%v)\n%s", status, err, printed)
	}
	o.judgeConfirmed(b)
	heard := 0
	for _, p := range o.crowd.people {
		heard += o.judgeHeard(p, b.of[p])
		o.judgeChats(p, b.of[p], b.brands[p.brand])
	}
	if total := b.chatsOfCrowd(); b.chats != total || b.kept > 0 || b.unsent > 0 {
		o.t.Errorf("%d chats, %d of them of nobody; %d updates found no place; %d replies not sent", b.chats, b.chats-total, b.kept, b.unsent)
	}
	o.judgeMedia(b)
	sent := o.judgeReplies(b)
	o.figures(
		fmt.Sprintf("%d messages of visitors (%d edits, %d told twice): %d in the transcripts, once and in order", o.crowd.told, o.crowd.edits, o.crowd.twice, heard),
		sent, o.ledger.figures(), o.starts.figures(), fmt.Sprintf("%d requests met a fault or were held back", o.struck),
		fmt.Sprintf("%d chats; %d looks at the desk between two lives; integrity_check ok, doctor content: %v", b.chats, o.looks, !o.t.Failed()),
	)
	if o.t.Failed() {
		o.t.Logf("-seed %d", o.seed)
	}
}

func (b *books) chatsOfCrowd() (n int) {
	for _, r := range b.of {
		n += len(r.chats)
	}
	return n
}

// judgeHeard wants everything a caller said in the transcript, once, in order,
// with its last text and all earlier ones.
func (o *ordeal) judgeHeard(p *caller, r *record) (right int) {
	got := r.from(core.FromVisitor)
	byID := map[int64]int{}
	for _, m := range got {
		byID[m.TelegramID]++
	}
	for i, s := range p.said {
		switch {
		case byID[s.id] != 1:
			o.t.Errorf("%s: message %d (%q) is there %d times", p.tag, s.id, s.text(), byID[s.id])
		case i >= len(got) || got[i].TelegramID != s.id:
			o.t.Errorf("%s: message %d (%q) is out of order", p.tag, s.id, s.text())
			return right
		default:
			right++
			o.judgeText(p, s, got[i], r.history[got[i].ID])
		}
	}
	if len(got) != len(p.said) {
		o.t.Errorf("%s: %d messages, said %d", p.tag, len(got), len(p.said))
	}
	if !slices.IsSortedFunc(got, func(a, b core.Message) int { return int(a.ChatID - b.ChatID) }) {
		o.t.Errorf("%s: messages went back to an earlier chat", p.tag)
	}
	if len(p.said) > 0 && r.visitor.Blocked() != p.blocked {
		o.t.Errorf("%s: blocked is %v, want %v", p.tag, r.visitor.Blocked(), p.blocked)
	}
	return right
}

func (o *ordeal) judgeText(p *caller, s *said, m core.Message, history []core.Edit) {
	var versions []string
	for _, e := range history {
		versions = append(versions, e.Text)
	}
	versions = append(versions, m.Text)
	text := m.Text
	if s.kind == core.KindSticker {
		text = ""
		versions = []string{""}
	}
	if m.Kind != s.kind || text != s.text() || !slices.Equal(versions, s.texts) {
		o.t.Errorf("%s: message %d is %s %q (versions %q), want %s %q", p.tag, s.id, m.Kind, m.Text, versions, s.kind, s.texts)
	}
}

// judgeChats holds a caller's chats against the rules of their life.
func (o *ordeal) judgeChats(p *caller, r *record, b core.Brand) {
	open := 0
	for _, c := range r.chats {
		if c.Open() {
			open++
		}
		if why := o.wrongWith(c, b.Limits, r); why != "" {
			o.t.Errorf("%s: chat %d is %s (%s), %s: %+v", p.tag, c.ID, c.State, c.Reason, why, c)
		}
	}
	if open > 1 {
		o.t.Errorf("%s: %d open chats", p.tag, open)
	}
}

// wrongWith says which rule a chat breaks, "" if none.
func (o *ordeal) wrongWith(c core.Chat, l core.Limits, r *record) string {
	if !c.Open() {
		return wrongEnd(c, r)
	}
	kind := map[core.State]core.LimitKind{
		core.Pending: core.LimitAnswer, core.Active: core.LimitCloseIdle, core.Unanswered: core.LimitCloseUnanswered,
	}[c.State]
	from := c.CountsFrom
	switch c.State {
	case core.Pending:
		from = c.WaitingSince
	case core.Active:
		if from = c.PickedUpAt; c.LastMessageAt.After(from) {
			from = c.LastMessageAt
		}
	case core.Unanswered:
		if c.CountsFrom.Sub(c.WaitingSince) < core.LimitAnswer.Rule().Min {
			return "it became unanswered too soon"
		}
	}
	switch {
	case !c.DeadlineAt.Equal(c.CountsFrom.Add(l.Of(kind))):
		return fmt.Sprintf("its deadline is not %s after %s", l.Of(kind), c.CountsFrom)
	case !c.CountsFrom.Equal(from):
		return fmt.Sprintf("its limit should count from %s", from)
	case c.DeadlineAt.Before(o.lastStart):
		return "its deadline passed before the last start"
	}
	return ""
}

// wrongEnd says how a completed chat differs from what its reason asks for.
func wrongEnd(c core.Chat, r *record) string {
	want := map[core.Reason]core.Kind{
		core.ReasonOperator: core.KindEnded, core.ReasonVisitor: core.KindVisitorEnded,
		core.ReasonIdle: core.KindClosedIdle, core.ReasonUnanswered: core.KindClosedUnanswered,
	}[c.Reason]
	n, last := 0, ""
	for _, m := range r.messages {
		if m.ChatID == c.ID && m.From == core.FromDesk && m.Kind == want {
			n++
		}
		if m.ChatID == c.ID && m.From == core.FromVisitor {
			last = m.Text
		}
	}
	switch {
	case want == "" || n != 1:
		return fmt.Sprintf("%d lines tell of its end", n)
	case c.Reason == core.ReasonVisitor && last != "/end":
		return fmt.Sprintf("its visitor said %q last", last)
	}
	return ""
}

// judgeMedia wants each file of the desk on the disk, and no other.
func (o *ordeal) judgeMedia(b *books) {
	there, err := mediaFiles(o.home.DeskDir())
	o.must(err)
	known := map[string]bool{}
	for _, a := range b.attachments() {
		for _, f := range []core.File{a.File, a.Thumb} {
			if !f.Ready() {
				continue
			}
			if known[f.Path] = true; !slices.Contains(there, f.Path) {
				o.t.Errorf("the file %s is gone", f.Path)
			}
		}
		if a.File.State != core.FileReady {
			o.t.Errorf("a file is %s: %s", a.File.State, a.File.Problem)
		}
	}
	for _, path := range there {
		if !known[path] {
			o.t.Errorf("the file %s is nobody's", path)
		}
	}
	left, _ := filepath.Glob(filepath.Join(o.home.DeskDir(), ".*")) // the pattern is right
	if len(left) > 0 {
		o.t.Errorf("half files are left: %v", left)
	}
}

// figures of the starts, from the exec to the first frame.
func (s startTimes) figures() string {
	if len(s) == 0 {
		return "no start was measured"
	}
	sorted := slices.Sorted(slices.Values(s))
	round := func(d time.Duration) time.Duration { return d.Round(time.Millisecond) }
	return fmt.Sprintf("%d starts reached a frame: %s at the median, %s at most", len(s), round(sorted[len(s)/2]), round(sorted[len(s)-1]))
}

// prefix is a text's first word.
func prefix(text string) string {
	word, _, _ := strings.Cut(text, " ")
	return word
}
