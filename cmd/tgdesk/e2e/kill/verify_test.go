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

// spotCheck verifies the desk between a kill and the next start, now and then:
// reading rebuilds the index of the write-ahead log, which the start shall
// mostly have to do itself.
func (k *killTest) spotCheck() {
	if _, held, err := folder.HolderOf(k.home.DeskDir()); err != nil || held {
		k.t.Errorf("a killed program still holds the desk (%v)", err)
	}
	if k.rng.IntN(max(3, *killCount/15)) != 0 {
		return
	}
	k.spotChecks++
	a, err := readActual(k.home.DeskDir(), k.visitors.all)
	k.must(err)
	k.verifyConfirmed(a)
	if k.t.Failed() {
		k.t.Fatalf("after %d kills, -seed %d", k.kills, k.seed)
	}
}

// underWaySQL counts the replies and the files that are not done with. Files of visitors
// who block the bot are held back for as long as they do.
const underWaySQL = `SELECT (SELECT count(*) FROM messages WHERE delivery IN ('queued', 'sending')) +
	(SELECT count(*) FROM attachments a LEFT JOIN files f ON f.unique_id = a.file_unique_id
		WHERE a.file_unique_id <> '' AND coalesce(f.state, '') NOT IN ('ready', 'failed') AND
			NOT (coalesce(f.error, '') LIKE '%' || '` + core.HeldBotBlocked + `' || '%' AND
				EXISTS (SELECT 1 FROM visitors v WHERE v.id = f.visitor_id AND v.blocked_at IS NOT NULL)))`

// atRest reports whether nothing is under way any more. It is asked again and
// again, so it reads no more than it needs.
func (k *killTest) atRest() bool {
	for _, bot := range k.bots {
		if bot.Pending() > 0 {
			return false
		}
	}
	n, err := askSQLite(k.home.DeskDir(), underWaySQL)
	return err == nil && n == "0"
}

// verify holds the desk, at rest and closed, against everything that was done.
func (k *killTest) verify() {
	dir := k.home.DeskDir()
	a, err := readActual(dir, k.visitors.all)
	k.must(err)
	if said, err := integrityCheck(dir); said != "ok" || err != nil {
		k.t.Errorf("integrity_check: %s (%v)", said, err)
	}
	if status, printed, err := k.home.Run("doctor"); status != 0 || err != nil {
		k.t.Errorf("doctor: status %d (%v)\n%s", status, err, printed)
	}
	k.verifyConfirmed(a)
	heard := 0
	for _, v := range k.visitors.all {
		heard += k.verifyReceived(v, a.data[v])
		k.verifyChats(v, a.data[v], a.brands[v.brand])
	}
	if total := a.visitorChats(); a.chats != total || a.quarantined > 0 || a.overview.Unsent > 0 {
		k.t.Errorf("%d chats, %d of them of nobody; %d updates found no place; %d replies not sent", a.chats, a.chats-total, a.quarantined, a.overview.Unsent)
	}
	k.verifyMedia(a)
	k.verifyReports()
	sent, rated, told := k.verifyReplies(a), k.verifyRatings(a), k.verifyTexts(a)
	k.logFigures(
		fmt.Sprintf("%d messages of visitors (%d edits, %d told twice): %d in the transcripts, once and in order", k.visitors.messages, k.visitors.edits, k.visitors.duplicates, heard),
		sent, rated, told, k.expected.summary(), k.starts.summary(), fmt.Sprintf("%d requests met a fault or were held back", k.faultHits),
		fmt.Sprintf("%d chats; %d looks at the desk between two lives; integrity_check ok, doctor content: %v", a.chats, k.spotChecks, !k.t.Failed()),
	)
	if k.t.Failed() {
		k.t.Logf("-seed %d", k.seed)
	}
}

// The brands and quarters of an hour of which reports count other messages than there are,
// and the chats that they do not know as they are.
const (
	miscountedSQL = `SELECT count(*) FROM (
		SELECT brand_id, quarter FROM (
			SELECT brand_id, quarter, messages_in, messages_out FROM message_counts
			UNION ALL SELECT c.brand_id, m.sent_at / 900000, -(m.sender = 'visitor'), -(m.sender = 'operator') FROM messages m JOIN chats c ON c.id = m.chat_id
				WHERE m.sender IN ('visitor', 'operator') AND m.sent_at >= 0 AND c.reason NOT IN ('blocked', 'start')
		) GROUP BY brand_id, quarter HAVING sum(messages_in) <> 0 OR sum(messages_out) <> 0)`
	misreportedSQL = `SELECT count(*) FROM chats c LEFT JOIN milestones ms ON ms.created_at = c.created_at AND ms.chat_id = c.id
		WHERE c.reason NOT IN ('blocked', 'start') AND (ms.chat_id IS NULL OR ms.completed_at IS NOT c.completed_at OR ms.reason <> c.reason)`
)

// verifyReports counts again what reports are made of.
func (k *killTest) verifyReports() {
	for _, query := range []string{miscountedSQL, misreportedSQL} {
		if n, err := askSQLite(k.home.DeskDir(), query); n != "0" || err != nil {
			k.t.Errorf("reports: %s (%v)\n%s", n, err, query)
		}
	}
}

func (a *actual) visitorChats() (n int) {
	for _, r := range a.data {
		n += len(r.chats)
	}
	return n
}

// verifyReceived wants everything a visitor wrote in the transcript, once, in order,
// with its last text and all earlier ones.
func (k *killTest) verifyReceived(v *visitor, r *visitorData) (right int) {
	got := r.from(core.FromVisitor)
	byID := map[int64]int{}
	for _, m := range got {
		byID[m.TelegramID]++
	}
	sent := k.withoutStarts(v, r, byID)
	for i, s := range sent {
		switch {
		case byID[s.id] != 1:
			k.t.Errorf("%s: message %d (%q) is there %d times", v.tag, s.id, s.text(), byID[s.id])
		case i >= len(got) || got[i].TelegramID != s.id:
			k.t.Errorf("%s: message %d (%q) is out of order", v.tag, s.id, s.text())
			return right
		default:
			right++
			k.verifyText(v, s, got[i], r.history[got[i].ID])
		}
	}
	if len(got) != len(sent) {
		k.t.Errorf("%s: %d messages, said %d", v.tag, len(got), len(sent))
	}
	if !slices.IsSortedFunc(got, func(a, b core.Message) int { return int(a.ChatID - b.ChatID) }) {
		k.t.Errorf("%s: messages went back to an earlier chat", v.tag)
	}
	if len(v.sent) > 0 && r.visitor.HasBlockedBot() != v.blocked {
		k.t.Errorf("%s: blocked is %v, want %v", v.tag, r.visitor.HasBlockedBot(), v.blocked)
	}
	return right
}

// withoutStarts is what v sent without each "/start" that no chat has. Such a one
// came while no chat was open, and no words followed it: another "/start" did,
// which begins the next chat or waits itself, or nothing.
func (k *killTest) withoutStarts(v *visitor, r *visitorData, byID map[int64]int) []*sentMessage {
	var list []*sentMessage
	waits := true // what comes after it is a "/start" that waits for words, or begins a chat
	for i, s := range slices.Backward(v.sent) {
		start := strings.HasPrefix(s.text(), "/start")
		if start && byID[s.id] == 0 && waits {
			if last := i == len(v.sent)-1; last && (r.visitor.Start.TelegramID != s.id || r.visitor.Start.Text != s.text()) {
				k.t.Errorf("%s: %q is forgotten: %+v", v.tag, s.text(), r.visitor.Start)
			}
			continue
		}
		waits = start && r.beginsChat(s.id)
		list = append(list, s)
	}
	slices.Reverse(list)
	return list
}

// beginsChat reports whether a message is the first of its chat.
func (r *visitorData) beginsChat(telegramID int64) bool {
	chats := map[core.ChatID]bool{}
	for _, m := range r.messages {
		if m.TelegramID == telegramID && m.From == core.FromVisitor {
			return !chats[m.ChatID]
		}
		chats[m.ChatID] = true
	}
	return false
}

func (k *killTest) verifyText(v *visitor, s *sentMessage, m core.Message, history []core.Edit) {
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
		k.t.Errorf("%s: message %d is %s %q (versions %q), want %s %q", v.tag, s.id, m.Kind, m.Text, versions, s.kind, s.texts)
	}
}

// verifyChats compares a visitor's chats with the rules of their life cycle.
func (k *killTest) verifyChats(v *visitor, r *visitorData, b core.BrandView) {
	open := 0
	for _, c := range r.chats {
		if c.Open() {
			open++
		}
		if why := k.brokenRule(c, b.Limits, r); why != "" {
			k.t.Errorf("%s: chat %d is %s (%s), %s: %+v", v.tag, c.ID, c.State, c.Reason, why, c)
		}
	}
	if open > 1 {
		k.t.Errorf("%s: %d open chats", v.tag, open)
	}
}

// brokenRule says which rule a chat breaks, "" if none.
func (k *killTest) brokenRule(c core.Chat, l core.Limits, r *visitorData) string {
	if !c.Open() {
		return wrongCompletion(c, r)
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
	case c.DeadlineAt.Before(k.lastStart):
		return "its deadline passed before the last start"
	}
	return ""
}

// wrongCompletion says how a completed chat differs from what its reason asks for.
func wrongCompletion(c core.Chat, r *visitorData) string {
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

// verifyMedia wants each file of the desk on the disk, and no other.
func (k *killTest) verifyMedia(b *actual) {
	there, err := mediaFiles(k.home.DeskDir())
	k.must(err)
	known := map[string]bool{}
	for _, r := range b.data {
		for _, m := range r.messages {
			a := m.Attachment
			if a == nil {
				continue
			}
			for _, f := range []core.File{a.File, a.Thumb} {
				if !f.Ready() {
					continue
				}
				if known[f.Path] = true; !slices.Contains(there, f.Path) {
					k.t.Errorf("the file %s is gone", f.Path)
				}
			}
			heldBack := a.File.State == core.FileHeld && a.File.Problem.Is(core.HeldBotBlocked) && r.visitor.HasBlockedBot()
			if a.File.State != core.FileReady && !heldBack {
				k.t.Errorf("a file is %s: %s", a.File.State, a.File.Problem)
			}
		}
	}
	for _, path := range there {
		if !known[path] {
			k.t.Errorf("the file %s is nobody's", path)
		}
	}
	left, _ := filepath.Glob(filepath.Join(k.home.DeskDir(), ".*")) // the pattern is right
	if len(left) > 0 {
		k.t.Errorf("half files are left: %v", left)
	}
}

// summary of the starts, from the exec to the first frame.
func (s startTimes) summary() string {
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
