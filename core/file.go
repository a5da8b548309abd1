package core

import (
	"context"
	"io"
	"time"

	"tgdesk/core/markup"
)

// FileState says where a message's file is.
type FileState string

// The states of a file. FileAbsent is one that was not asked for yet.
const (
	FileAbsent   FileState = ""
	FileWanted   FileState = "wanted"   // its download is queued
	FileFetching FileState = "fetching" // it is being downloaded; progress is in memory
	FileReady    FileState = "ready"    // at Path
	FileFailed   FileState = "failed"   // Problem says why; it can be retried
	FileTooBig   FileState = "too_big"  // over what Telegram lets bots download
	FileExpired  FileState = "expired"  // removed after the brand's retention time
)

// File is one file as the desk holds it. Files are known by Telegram's
// file_unique_id: the same picture sent twice is one file.
type File struct {
	UniqueID  string
	State     FileState
	Path      string // below the media directory; the desk made the name
	Size      int64  // in bytes; until it is ready, what Telegram said
	Problem   Problem
	ChangedAt time.Time
}

// Ready reports whether the file can be opened.
func (f File) Ready() bool { return f.State == FileReady }

// Progress is how far a transfer is, in bytes; Total is 0 if unknown.
type Progress struct{ Done, Total int64 }

// Upload is a file for a visitor. Open may be called more than once.
type Upload struct {
	Kind     Kind // KindPhoto, KindDocument, KindVideo, KindAudio or KindVoice
	FileName string
	MIME     string
	Size     int64
	Open     func() (io.ReadCloser, error)
}

// ChatAction is what the visitor sees the operator do.
type ChatAction string

// The actions that a desk shows (core.telegram.org/bots/api#sendchataction).
const (
	ActionTyping   ChatAction = "typing"
	ActionPhoto    ChatAction = "upload_photo"
	ActionVideo    ChatAction = "upload_video"
	ActionVoice    ChatAction = "upload_voice"
	ActionDocument ChatAction = "upload_document"
)

// FileLink is what a Link does with files and with messages already sent.
type FileLink interface {
	// Fetch copies a file to w, and reports its progress often. Errors are
	// *FetchError, or ctx's error.
	Fetch(ctx context.Context, fileID string, w io.Writer, progress func(Progress)) error
	// SendFiles sends one file, or an album of 2 to 10, with the caption out.Text at the
	// first. Receipts are in the order of the files. progress counts the bytes of the
	// whole request body. Errors are *SendError.
	SendFiles(ctx context.Context, out Outgoing, files []Upload, progress func(Progress)) ([]Receipt, error)
	// Edit replaces the text (or, of a file, the caption) of a sent message. It is no
	// error if the text is the same already. Errors are *SendError.
	Edit(ctx context.Context, e MessageEdit) error
	// Delete deletes a message in the visitor's chat. Errors are *SendError.
	Delete(ctx context.Context, visitorTelegramID, messageTelegramID int64) error
	// SendAction shows an action for about five seconds. Errors are *SendError.
	SendAction(ctx context.Context, visitorTelegramID int64, a ChatAction) error
}

// MessageEdit is the new content of a sent message.
type MessageEdit struct {
	VisitorTelegramID int64
	MessageTelegramID int64
	Text              string
	Markup            markup.Encoded
	Caption           bool // the message is a file: Text is its caption
}

// FetchErrorKind says why a file could not be fetched.
type FetchErrorKind string

// The kinds of fetch errors.
const (
	FetchTooBig       FetchErrorKind = "too_big"      // over 20 MB at the cloud server
	FetchGone         FetchErrorKind = "gone"         // the file id is not accepted
	FetchRateLimited  FetchErrorKind = "rate_limited" // retry after RetryAfter
	FetchUnavailable  FetchErrorKind = "unavailable"  // no usable answer; retry
	FetchUnauthorized FetchErrorKind = "unauthorized" // refused as if the token were wrong
)

// FetchError is a failed fetch. Detail is for people.
type FetchError struct {
	Kind       FetchErrorKind
	FileOnly   bool // of FetchUnavailable: the server answered, but not with this file
	RetryAfter time.Duration
	Detail     Problem
	Err        error
}

func (e *FetchError) Error() string { return e.Detail.String() }

// Unwrap returns the cause.
func (e *FetchError) Unwrap() error { return e.Err }

// FileUse is a message that shows a file.
type FileUse struct {
	Key     string // the file's unique id, or the upload's name
	Message MessageID
	Brand   BrandID
	Chat    ChatID
	Thumb   bool // the file is the thumbnail of the message's file
}

// Event announces that something about the file changed.
func (u FileUse) Event() Event { return Event{Kind: EventFile, Brand: u.Brand, Chat: u.Chat} }

// mega is a MB as Telegram counts: its servers compare file sizes with 20 << 20 and
// the like (tdlib/telegram-bot-api, Client.h).
const mega = 1 << 20

// What Telegram accepts (core.telegram.org/bots/api#sending-files). Sizes are in
// bytes.
const (
	CloudDownload  = 20 * mega
	PhotoUpload    = 10 * mega
	CloudUpload    = 50 * mega
	OwnServer      = 2000 * mega // a self-hosted Bot API server, in both directions
	PhotoPixels    = 10_000      // width and height of a picture together
	PhotoRatio     = 20          // of its longer side to the shorter one
	MaxAlbum       = 10          // files
	MaxAttachments = 50          // files at once; a limit of ours
)
