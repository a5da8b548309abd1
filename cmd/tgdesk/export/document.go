package export

import (
	"cmp"
	"context"
	"path/filepath"
	"strings"
	"time"

	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/markup"
)

// Documents of --json. Fields may be added; none may be renamed, removed or
// change its meaning. A pointer is null where there is nothing. Texts are exactly
// as they came from outside.

// ChatDocument is a chat in --json.
type ChatDocument struct {
	ID            core.ChatID       `json:"id"`
	Brand         string            `json:"brand"`
	State         core.State        `json:"state"`
	Operator      *string           `json:"operator"`
	HeldBy        *string           `json:"held_by"`      // operator or chatbot, also of a completed chat
	Transfer      *transferDocument `json:"transfer"`     // the open one
	OfferedTo     *string           `json:"offered_to"`   // by routing
	Participants  []string          `json:"participants"` // operators besides the owner who may write
	Source        *string           `json:"source"`
	Visitor       visitorDocument   `json:"visitor"`
	Unread        int               `json:"unread"`  // by the operator who asks
	Flooded       bool              `json:"flooded"` // the visitor writes more than the brand's flood limit
	Tags          []string          `json:"tags"`
	CreatedAt     *string           `json:"created_at"`
	WaitingSince  *string           `json:"waiting_since"`
	LastMessageAt *string           `json:"last_message_at"`
	DeadlineAt    *string           `json:"deadline_at"`
	SnoozedUntil  *string           `json:"snoozed_until"`
	CompletedAt   *string           `json:"completed_at"`
	Reason        *string           `json:"reason"`
	Rating        *ratingDocument   `json:"rating"`

	// What reports count; durations only of the time in which the brand was open.
	QueuedAt             *string `json:"queued_at"`
	FirstPickedUpAt      *string `json:"first_picked_up_at"`
	FirstPickedUpBy      *string `json:"first_picked_up_by"`
	FirstAnsweredAt      *string `json:"first_answered_at"`
	FirstAnsweredBy      *string `json:"first_answered_by"`
	UnansweredAt         *string `json:"unanswered_at"`
	WaitSeconds          *int64  `json:"wait_seconds"`
	FirstResponseSeconds *int64  `json:"first_response_seconds"`
	HandlingSeconds      *int64  `json:"handling_seconds"`
}

type ratingDocument struct {
	Scale     core.RatingScale `json:"scale"`
	Score     int              `json:"score"`
	Comment   *string          `json:"comment"`
	RatedAt   *string          `json:"rated_at"`
	ChangedAt *string          `json:"changed_at"`
}

type transferDocument struct {
	From      string  `json:"from"`
	To        *string `json:"to"` // null for anybody of the brand
	Note      *string `json:"note"`
	AskedAt   *string `json:"asked_at"`
	ExpiresAt *string `json:"expires_at"`
}

type visitorDocument struct {
	ID         core.VisitorID `json:"id"`
	TelegramID *int64         `json:"telegram_id"` // null once they were erased
	Name       string         `json:"name"`
	Username   *string        `json:"username"`
	Language   *string        `json:"language"`
	Blocked    bool           `json:"blocked"` // the visitor blocked the bot
}

// MessageDocument is a message in --json.
type MessageDocument struct {
	ID         core.MessageID      `json:"id"`
	From       core.From           `json:"from"`
	Author     *string             `json:"author"`
	Kind       core.Kind           `json:"kind"`
	Text       string              `json:"text"`
	Entities   []markup.Entity     `json:"entities"` // offset and length in UTF-16 units of text
	TelegramID *int64              `json:"telegram_message_id"`
	ReplyTo    *int64              `json:"reply_to"` // a telegram_message_id
	Quote      *string             `json:"quote"`    // the part of it that is answered
	Answered   *answeredDocument   `json:"answered"` // what it answers, where the desk does not have that
	Forward    *string             `json:"forward"`  // whom it is forwarded from
	SentAt     *string             `json:"sent_at"`
	EditedAt   *string             `json:"edited_at"`
	DeletedAt  *string             `json:"deleted_at"`
	Delivery   *string             `json:"delivery"`
	Error      *string             `json:"error"`
	Buttons    [][]string          `json:"buttons"`   // rows of labels, null without any
	Keyboard   bool                `json:"keyboard"`  // the buttons take the place of the visitor's keyboard
	Pressed    *string             `json:"pressed"`   // the one that the visitor pressed
	Automatic  *string             `json:"automatic"` // the kind of automatic text
	Attachment *attachmentDocument `json:"attachment"`
	Versions   *[]versionDocument  `json:"versions,omitempty"` // only in an export with --versions: earlier ones, oldest first
}

type versionDocument struct {
	Kind       core.Kind       `json:"kind"`
	Text       string          `json:"text"`
	Entities   []markup.Entity `json:"entities"`
	FileName   *string         `json:"file_name"` // the attachment that was replaced, null if it stayed
	ReplacedAt *string         `json:"replaced_at"`
}

type answeredDocument struct {
	Author *string   `json:"author"`
	Kind   core.Kind `json:"kind"`
	Text   string    `json:"text"` // the beginning of it
}

type attachmentDocument struct {
	Kind         core.Kind `json:"kind"`
	FileID       string    `json:"file_id"`
	FileUniqueID string    `json:"file_unique_id"`
	FileName     *string   `json:"file_name"`
	MIME         *string   `json:"mime"`
	Size         int64     `json:"size"` // bytes
	Width        int       `json:"width"`
	Height       int       `json:"height"`
	Duration     float64   `json:"duration"` // seconds
	Album        *string   `json:"album"`
	Emoji        *string   `json:"emoji"`
	SetName      *string   `json:"set_name"`
	Title        *string   `json:"title"`
	Spoiler      bool      `json:"spoiler"`
	State        string    `json:"state"`          // of the file: absent, wanted, fetching, ready, failed, too_big, expired
	Path         *string   `json:"path"`           // where it lies on this machine
	Error        *string   `json:"error"`          // why it could not be fetched
	File         *string   `json:"file,omitempty"` // only in an export with --files: where it lies in that
}

// ChatDocument describes a chat at the time of x.
func (x Exporter) ChatDocument(r core.ChatRow) ChatDocument {
	c, v := r.Chat, r.Visitor
	d := ChatDocument{
		ID: c.ID, Brand: r.Brand, State: c.State, Operator: output.OrNull(r.Owner), HeldBy: output.OrNull(string(c.Owner.Kind)), OfferedTo: output.OrNull(r.OfferedTo),
		Participants: append([]string{}, strings.FieldsFunc(r.ParticipantNames, func(c rune) bool { return c == '\n' })...), Source: output.OrNull(c.Source),
		Visitor: visitorDocument{
			ID: v.ID, TelegramID: output.OrNull(max(v.TelegramID, 0)), Name: v.Name(),
			Username: output.OrNull(v.Username), Language: output.OrNull(v.Language), Blocked: v.HasBlockedBot(),
		},
		Unread: x.Unread(c), Flooded: c.Flood.ActiveAt(x.Now), Tags: append([]string{}, r.Tags.List()...), CreatedAt: output.Time(c.CreatedAt), LastMessageAt: output.Time(c.LastMessageAt),
		DeadlineAt: output.Time(c.DeadlineAt), SnoozedUntil: output.Time(c.SnoozedUntil), CompletedAt: output.Time(c.CompletedAt), Reason: output.OrNull(string(c.Reason)),
	}
	if t := r.Transfer; t.ID != 0 {
		d.Transfer = &transferDocument{
			From: t.FromName, To: output.OrNull(t.ToName), Note: output.OrNull(t.Note), AskedAt: output.Time(t.AskedAt), ExpiresAt: output.Time(t.ExpiresAt),
		}
	}
	if rt := r.Rating; rt.Given() {
		d.Rating = &ratingDocument{
			Scale: rt.Scale, Score: rt.Score, Comment: output.OrNull(rt.Comment), RatedAt: output.Time(rt.RatedAt), ChangedAt: output.Time(rt.ChangedAt),
		}
	}
	if c.State.Waiting() {
		d.WaitingSince = output.Time(c.WaitingSince)
	}
	d.addMilestones(r)
	return d
}

func (d *ChatDocument) addMilestones(r core.ChatRow) {
	m := r.Milestones
	d.QueuedAt, d.FirstPickedUpAt, d.FirstAnsweredAt, d.UnansweredAt = output.Time(m.QueuedAt), output.Time(m.PickedUpAt), output.Time(m.AnsweredAt), output.Time(m.UnansweredAt)
	d.FirstPickedUpBy, d.FirstAnsweredBy = output.OrNull(r.PickedUpBy), output.OrNull(r.AnsweredBy)
	seconds := func(known bool, t time.Duration) *int64 {
		if !known {
			return nil
		}
		return new(int64(t / time.Second))
	}
	d.WaitSeconds = seconds(m.PickedUpBy != 0, m.Wait)
	d.FirstResponseSeconds = seconds(m.AnsweredBy != 0, m.FirstResponse)
	d.HandlingSeconds = seconds(m.Owner != 0, m.Handling)
}

func (x Exporter) documentOfMessage(m core.Message) MessageDocument {
	pressed, _ := m.Buttons.Label(m.Pressed - 1)
	return MessageDocument{
		ID: m.ID, From: m.From, Author: output.OrNull(m.Author), Kind: m.Kind, Text: x.exactText(m), Entities: append([]markup.Entity{}, m.Markup.Entities()...),
		TelegramID: output.OrNull(m.TelegramID), ReplyTo: output.OrNull(m.ReplyTo), Quote: output.OrNull(m.Quote), Answered: documentOfAnswered(m.ExternalReply), Forward: output.OrNull(m.Forward),
		SentAt: output.Time(m.SentAt), EditedAt: output.Time(m.EditedAt), DeletedAt: output.Time(m.DeletedAt),
		Delivery: output.OrNull(string(m.Delivery)), Error: output.OrNull(x.Words.Problem(m.Problem)),
		Buttons: m.Buttons.Rows(), Keyboard: m.Keyboard, Pressed: output.OrNull(pressed), Automatic: output.OrNull(string(m.Automatic)), Attachment: x.documentOfAttachment(m),
	}
}

// fullDocument is documentOfMessage with its earlier versions, if they are to be written.
func (x Exporter) fullDocument(ctx context.Context, r core.Reader, m core.Message) (MessageDocument, error) {
	d := x.documentOfMessage(m)
	if !x.Versions {
		return d, nil
	}
	edits, err := x.versions(ctx, r, m)
	list := []versionDocument{}
	for _, e := range edits {
		list = append(list, versionDocument{
			Kind: e.Kind, Text: e.Text, Entities: append([]markup.Entity{}, e.Markup.Entities()...), FileName: output.OrNull(e.FileName), ReplacedAt: output.Time(e.Replaced),
		})
	}
	d.Versions = &list
	return d, err
}

func documentOfAnswered(a core.ExternalReply) *answeredDocument {
	if a == (core.ExternalReply{}) {
		return nil
	}
	return &answeredDocument{Author: output.OrNull(a.Author), Kind: a.Kind, Text: a.Text}
}

func (x Exporter) documentOfAttachment(m core.Message) *attachmentDocument {
	a := m.Attachment
	if a == nil {
		return nil
	}
	var path *string
	if a.File.Ready() {
		path = new(filepath.Join(x.MediaDir, filepath.FromSlash(a.File.Path)))
	}
	return &attachmentDocument{
		Kind: a.Kind, FileID: a.FileID, FileUniqueID: a.FileUniqueID,
		FileName: output.OrNull(a.FileName), MIME: output.OrNull(a.MIME), Size: a.Bytes(), Width: a.Width, Height: a.Height,
		Duration: a.Duration.Seconds(), Album: output.OrNull(a.AlbumID),
		Emoji: output.OrNull(a.Emoji), SetName: output.OrNull(a.SetName), Title: output.OrNull(a.Title), Spoiler: a.Spoiler,
		State: cmp.Or(string(a.File.State), "absent"), Path: path, Error: output.OrNull(x.Words.Problem(a.File.Problem)), File: output.OrNull(x.fileName(m)),
	}
}
