package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf16"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/markup"
	"tgdesk/tui/text"
)

// The shapes of --json. Names and meanings are part of the interface: they
// may gain fields, and must not lose or change any. A pointer is null where
// there is nothing. Texts are as they came from outside; see encode.

type chatDocument struct {
	ID            core.ChatID     `json:"id"`
	Brand         string          `json:"brand"`
	State         core.State      `json:"state"`
	Operator      *string         `json:"operator"`
	Source        *string         `json:"source"`
	Visitor       visitorDocument `json:"visitor"`
	Unread        int             `json:"unread"`
	Flooded       bool            `json:"flooded"` // the visitor writes more than the brand's flood limit
	CreatedAt     *string         `json:"created_at"`
	WaitingSince  *string         `json:"waiting_since"`
	LastMessageAt *string         `json:"last_message_at"`
	DeadlineAt    *string         `json:"deadline_at"`
	CompletedAt   *string         `json:"completed_at"`
	Reason        *string         `json:"reason"`
}

type visitorDocument struct {
	ID         core.VisitorID `json:"id"`
	TelegramID int64          `json:"telegram_id"`
	Name       string         `json:"name"`
	Username   *string        `json:"username"`
	Language   *string        `json:"language"`
	Blocked    bool           `json:"blocked"` // the visitor blocked the bot
}

type messageDocument struct {
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
	Attachment *attachmentDocument `json:"attachment"`
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
	State        string    `json:"state"` // of the file: absent, wanted, fetching, ready, failed, too_big, expired
	Path         *string   `json:"path"`  // where it lies on this machine
	Error        *string   `json:"error"` // why it could not be fetched
}

type brandDocument struct {
	Name            string         `json:"name"`
	Enabled         bool           `json:"enabled"`
	Bot             botDocument    `json:"bot"`
	Token           core.Token     `json:"token"` // masked
	Health          healthDocument `json:"health"`
	AnswerLimit     int64          `json:"answer_limit_seconds"`
	CloseUnanswered int64          `json:"close_unanswered_seconds"`
	CloseIdle       int64          `json:"close_idle_seconds"`
	mannerDocument
}

type mannerDocument struct {
	FetchUpTo   int64          `json:"fetch_up_to_bytes"`
	KeepMedia   *int64         `json:"keep_media_seconds"` // null = for ever
	Typing      bool           `json:"typing"`
	Markup      bool           `json:"markup"`
	Signature   core.Signature `json:"signature"`
	Attachments string         `json:"attachments"`    // table, any
	APIURL      *string        `json:"api_url"`        // null = the desk's
	FloodOf     *int           `json:"flood_messages"` // null = off, as the next
	FloodIn     *int64         `json:"flood_seconds"`
}

type botDocument struct {
	ID       int64  `json:"id"`
	Username string `json:"username"`
	Name     string `json:"name"`
}

type healthDocument struct {
	State  core.HealthState `json:"state"`
	Detail string           `json:"detail"`
}

func documentOfChat(r core.ChatRow, now time.Time) chatDocument {
	c, v := r.Chat, r.Visitor
	d := chatDocument{
		ID: c.ID, Brand: r.Brand, State: c.State, Operator: orNull(r.Owner), Source: orNull(c.Source),
		Visitor: visitorDocument{
			ID: v.ID, TelegramID: v.TelegramID, Name: v.Name(),
			Username: orNull(v.Username), Language: orNull(v.Language), Blocked: v.Blocked(),
		},
		Unread: c.Unread, Flooded: c.Flood.On(now), CreatedAt: stamp(c.CreatedAt), LastMessageAt: stamp(c.LastMessageAt),
		DeadlineAt: stamp(c.DeadlineAt), CompletedAt: stamp(c.CompletedAt), Reason: orNull(string(c.Reason)),
	}
	if c.State.Waiting() {
		d.WaitingSince = stamp(c.WaitingSince)
	}
	return d
}

func documentOfMessage(m core.Message, mediaDir string) messageDocument {
	return messageDocument{
		ID: m.ID, From: m.From, Author: orNull(m.Author), Kind: m.Kind, Text: textOf(m), Entities: append([]markup.Entity{}, m.Markup.Entities()...),
		TelegramID: orNull(m.TelegramID), ReplyTo: orNull(m.ReplyTo), Quote: orNull(m.Quote), Answered: documentOfAnswered(m.Answered), Forward: orNull(m.Forward),
		SentAt: stamp(m.SentAt), EditedAt: stamp(m.EditedAt), DeletedAt: stamp(m.DeletedAt),
		Delivery: orNull(string(m.Delivery)), Error: orNull(problemText(m.Problem)), Attachment: documentOfAttachment(m.Attachment, mediaDir),
	}
}

func documentOfAnswered(a core.Answered) *answeredDocument {
	if a == (core.Answered{}) {
		return nil
	}
	return &answeredDocument{Author: orNull(a.Author), Kind: a.Kind, Text: a.Text}
}

func documentOfAttachment(a *core.Attachment, mediaDir string) *attachmentDocument {
	if a == nil {
		return nil
	}
	state := string(a.File.State)
	if a.File.State == core.FileAbsent {
		state = "absent"
	}
	return &attachmentDocument{
		Kind: a.Kind, FileID: a.FileID, FileUniqueID: a.FileUniqueID,
		FileName: orNull(a.FileName), MIME: orNull(a.MIME), Size: a.Bytes(), Width: a.Width, Height: a.Height,
		Duration: a.Duration.Seconds(), Album: orNull(a.AlbumID),
		Emoji: orNull(a.Emoji), SetName: orNull(a.SetName), Title: orNull(a.Title), Spoiler: a.Spoiler,
		State: state, Path: orNull(pathOf(mediaDir, a.File)), Error: orNull(problemText(a.File.Problem)),
	}
}

func documentOfBrand(b core.Brand, deskRuns bool) brandDocument {
	h := healthOf(b, deskRuns)
	return brandDocument{
		Name: b.Name, Enabled: b.Enabled, Token: b.Token,
		Bot:         botDocument{ID: b.Bot.ID, Username: b.Bot.Username, Name: b.Bot.Name},
		Health:      healthDocument{State: h.State, Detail: problemText(h.Detail)},
		AnswerLimit: seconds(b.Limits.Answer), CloseUnanswered: seconds(b.Limits.CloseUnanswered), CloseIdle: seconds(b.Limits.CloseIdle),
		mannerDocument: mannerDocument{
			FetchUpTo: b.Options.FetchUpTo, KeepMedia: orNull(seconds(b.Options.KeepMedia)), Typing: b.Options.Typing, Markup: b.Options.Markup,
			Signature: b.Options.Signature, Attachments: attachmentsWord(b.Options), APIURL: orNull(b.Options.APIURL),
			FloodOf: orNull(b.Options.Flood.Messages), FloodIn: orNull(seconds(b.Options.Flood.Within)),
		},
	}
}

// healthOf is a channel's health as another process sees it: the stored one
// holds only while a desk runs.
func healthOf(b core.Brand, deskRuns bool) core.Health {
	switch {
	case !b.Enabled:
		return core.Health{State: core.HealthDisabled}
	case !deskRuns:
		return core.Health{State: core.HealthStopped}
	}
	return b.Health
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }

// stamp is a time of --json: RFC 3339 in UTC with whole seconds, which is
// what common readers of JSON understand; null for no time.
func stamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format(time.RFC3339)
	return &s
}

// orNull makes null of a zero value.
func orNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// tellJSON prints a document.
func (c *cli) tellJSON(v any) error {
	text, err := encode(v)
	if err != nil {
		return err
	}
	return c.out.printf("%s\n", text)
}

// encode writes v as JSON in one line. Characters that a terminal may obey, that
// turn the direction of text, are hidden in it or heaped up are written as \u
// escapes: the document says exactly what came from outside and is still safe to
// look at.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("writing JSON: %w", err)
	}
	return []byte(escapeUnsafe(strings.TrimSuffix(b.String(), "\n"))), nil
}

func escapeUnsafe(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r >= 0x7f && !text.StableWidth(r) }) < 0 {
		return s
	}
	var b strings.Builder
	var heap clean.Heap
	for _, r := range s {
		switch {
		case !unsafe(r) && !heap.Over(r):
			b.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

func unsafe(r rune) bool {
	return r >= 0x7f && (r <= 0x9f || r >= 0x2066 && r <= 0x2069 || clean.Unseen(r))
}

// array streams a JSON document {…"name":[…]} element by element, so that its
// length costs no memory.
type array struct {
	w     io.Writer
	count int
}

// beginArray writes head, which ends where the elements begin: `{"chats":[`.
func beginArray(w io.Writer, head string) (*array, error) {
	_, err := io.WriteString(w, head)
	return &array{w: w}, err
}

func (a *array) add(v any) error {
	text, err := encode(v)
	if err != nil {
		return err
	}
	sep := "\n"
	if a.count > 0 {
		sep = ",\n"
	}
	a.count++
	_, err = fmt.Fprintf(a.w, "%s%s", sep, text)
	return err
}

func (a *array) end() error {
	tail := "]}\n"
	if a.count > 0 {
		tail = "\n]}\n"
	}
	_, err := io.WriteString(a.w, tail)
	return err
}
