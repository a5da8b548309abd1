package chatbot

import (
	"context"
	"slices"
	"strings"

	"tgdesk/core"
)

// verify checks what the desk has, and what visitors got, against what they did.
func (l *life) verify() {
	counts := map[string]int{}
	l.WriteStore(func(ctx context.Context, db core.Tx) error {
		for _, v := range l.visitors {
			row, err := db.VisitorByTelegram(ctx, 1, v.User.ID)
			l.Must(err)
			chats, err := db.ChatsOf(ctx, row.ID, 1000)
			l.Must(err)
			var all []core.Message
			for _, row := range chats {
				c, err := db.Chat(ctx, row.Chat.ID)
				l.Must(err)
				messages, err := db.Messages(ctx, core.MessageQuery{Chat: c.ID, After: -1, Limit: 10_000})
				l.Must(err)
				all = append(all, messages...)
				l.verifyTexts(c, messages)
				l.verifyRating(ctx, db, v, c, messages)
				counts["chats "+string(c.Reason)]++
			}
			l.verifySaid(v, all)
			l.verifyInbox(v, all)
			for _, m := range all {
				switch {
				case m.Automatic != "":
					counts["text "+string(m.Automatic)]++
				case m.From == core.FromDesk || m.Kind == core.KindButton:
					counts["line "+string(m.Kind)]++
				}
				if m.Delivery == core.DeliveryUnknown {
					counts["unknown"]++
				}
			}
		}
		return nil
	})
	l.T.Logf("%d kills, %d chats aged, %v", *lifeKills-l.left, l.aged, counts)
}

// verifyTexts checks that a chat has each automatic text once for each event that it tells.
func (l *life) verifyTexts(c core.Chat, messages []core.Message) {
	lines, texts := map[core.Kind]int{}, map[core.TextKind]int{}
	for _, m := range messages {
		if m.From == core.FromDesk {
			lines[m.Kind]++
		}
		switch m.Automatic {
		case "":
		case core.TextNobody:
			texts[core.TextReceived]++
		default:
			texts[m.Automatic]++
		}
	}
	want := map[core.TextKind]int{
		core.TextReceived: lines[core.KindForwarded] + lines[core.KindChatbotFailed], core.TextPickedUp: lines[core.KindPickedUp],
		core.TextIdleWarning: l.warned[c.ID],
	}
	if !c.Open() {
		want[core.ClosedText(c.Reason)] = 1
		if core.RatingStars.Asks(core.Chat{State: core.Active}, c) {
			want[core.TextRating] = 1
		}
	}
	for _, kind := range core.TextKinds() {
		switch got := texts[kind]; {
		case kind == core.TextRatingComment || kind == core.TextRatingThanks: // see verifyRating
		case kind == core.TextReceived && got == want[kind]+lines[core.KindLeftForLater]: // nobody was available
		case got != want[kind]:
			l.T.Errorf("#%d, %s %s, lines %v, has %d texts of the kind %s, want %d", c.ID, c.State, c.Reason, lines, got, kind, want[kind])
		}
	}
}

// verifyRating checks that a chat has the score that its visitor gave last, in one line, and
// one comment at most, thanked for once.
func (l *life) verifyRating(ctx context.Context, db core.Tx, v *wanderer, c core.Chat, messages []core.Message) {
	r, err := db.Rating(ctx, c.ID)
	l.Must(err)
	rated, thanked, asked, comments := 0, 0, 0, 0
	completed := false
	for _, m := range messages {
		switch {
		case m.Kind == core.KindRated:
			rated++
		case m.Automatic == core.TextRatingThanks:
			thanked++
		case m.Automatic == core.TextRatingComment && m.Delivery == core.DeliverySent:
			asked++
		case m.Automatic == core.TextRating:
			completed = true
		case m.From == core.FromVisitor && completed:
			comments++
			if m.ID != r.CommentID {
				l.T.Errorf("#%d has %q after its end, which is not its comment", c.ID, m.Text)
			}
		}
	}
	score, pressed := v.scores[c.ID]
	want := 0
	if pressed {
		want = 1
	}
	if r.Given() != pressed || pressed && r.Score != score || rated != want {
		l.T.Errorf("#%d is rated %+v in %d lines, the last press was %d, %v", c.ID, r, rated, score, pressed)
	}
	answered := 0 // questions of which it is known by that that they arrived
	for _, about := range v.about {
		if about == c.ID {
			answered++
		}
	}
	if thanked != comments || asked > 1+answered || comments > 1 || (r.CommentID != 0) != (comments == 1) {
		l.T.Errorf("#%d: asked for a comment %d times, has %d, thanked %d times; %+v", c.ID, asked, comments, thanked, r)
	}
}

// verifySaid checks that all that a visitor wrote is there once and in order, and that no
// button was taken twice. A comment opens no chat, but for a second one.
func (l *life) verifySaid(v *wanderer, all []core.Message) {
	slices.SortFunc(all, func(a, b core.Message) int { return int(a.ID - b.ID) })
	var said []string
	taken, labels := map[int64]int{}, map[string]bool{}
	first, commented := map[core.ChatID]bool{}, map[core.ChatID]bool{}
	for _, m := range all {
		if m.From == core.FromBot {
			for _, row := range m.Buttons.Rows() {
				for _, label := range row {
					labels[label] = true
				}
			}
		}
		if m.From != core.FromVisitor {
			continue
		}
		if m.Kind == core.KindButton {
			if taken[m.ReplyTo]++; taken[m.ReplyTo] > 1 || !labels[m.Text] {
				l.T.Errorf("visitor %d: %q was pressed %d times", v.number, m.Text, taken[m.ReplyTo])
			}
			continue
		}
		if about := v.about[m.Text]; about != 0 {
			if !first[m.ChatID] && !commented[about] {
				l.T.Errorf("visitor %d: %q opened a chat", v.number, m.Text)
			}
			commented[about] = commented[about] || m.ChatID == about
		}
		first[m.ChatID] = true
		said = append(said, m.Text)
	}
	if !slices.Equal(said, v.said) {
		l.T.Errorf("visitor %d: stored %q, wrote %q", v.number, said, v.said)
	}
}

// verifyInbox checks that what the desk sent arrived once, what may have arrived at most
// once, and nothing else.
func (l *life) verifyInbox(v *wanderer, all []core.Message) {
	sent, unknown, got := map[string]int{}, map[string]int{}, map[string]int{}
	for _, m := range all {
		if m.From != core.FromBot && m.From != core.FromOperator {
			continue
		}
		switch m.Delivery {
		case core.DeliverySent:
			sent[m.Text]++
		case core.DeliveryUnknown:
			unknown[m.Text]++
		default:
			l.T.Errorf("visitor %d: %q is %s: %s", v.number, m.Text, m.Delivery, m.Problem)
		}
	}
	for _, m := range v.Inbox() {
		got[m.Text]++
	}
	for text := range got {
		if got[text] > sent[text]+unknown[text] {
			l.T.Errorf("visitor %d got %q %d times, sent %d times, perhaps %d times", v.number, text, got[text], sent[text], unknown[text])
		}
	}
	for text, n := range sent {
		if got[text] < n {
			l.T.Errorf("visitor %d got %q %d times, sent %d times", v.number, text, got[text], n)
		}
		if unique := strings.HasPrefix(text, "echo") || strings.HasPrefix(text, "reply") || strings.HasPrefix(text, "closed") || strings.HasPrefix(text, "rating of"); unique && n+unknown[text] > 1 {
			l.T.Errorf("visitor %d: %q was sent %d times", v.number, text, n+unknown[text])
		}
	}
}
