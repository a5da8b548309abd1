package core

import "time"

// FileState says where a message's file is.
type FileState string

// The states of a file. FileAbsent is one that was not asked for yet.
const (
	FileAbsent   FileState = ""
	FileWanted   FileState = "wanted"   // its download is queued
	FileFetching FileState = "fetching" // it is being downloaded; progress is in memory
	FileReady    FileState = "ready"    // at Path
	FileHeld     FileState = "held"     // wanted, but not downloaded by itself for now: Problem says why
	FileFailed   FileState = "failed"   // Problem says why; it can be retried
	FileTooBig   FileState = "too_big"  // over what Telegram lets bots download
	FileExpired  FileState = "expired"  // removed after the brand's retention time
)

// File is one file as the desk holds it. Files are known by Telegram's
// file_unique_id: the same picture sent twice is one file.
type File struct {
	UniqueID  string
	State     FileState
	Path      string // below the media directory; the desk made the name. Of a file that is not ready: where it lay
	Size      int64  // in bytes; until it is ready, what Telegram said
	Problem   Problem
	ChangedAt time.Time
	// Brand and Visitor are whose message the file was wanted for last, zero for a
	// file that an operator attached. Requested is that a person asked for it.
	Brand     BrandID
	Visitor   VisitorID
	Requested bool
}

// Ready reports whether the file can be opened.
func (f File) Ready() bool { return f.State == FileReady }

// Queued reports whether the file comes by itself as soon as it can: also one that was
// requested and for which there is no room yet.
func (f File) Queued() bool {
	return f.State == FileWanted || f.State == FileHeld && f.Requested
}

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

// StoredFile is a file that an operator gave the desk: its copy is on the desk's
// disk, and messages are sent with it as it is.
type StoredFile struct {
	UniqueID string `json:"id"` // of its [File]
	Kind     Kind   `json:"kind"`
	Name     string `json:"name"` // as the visitor will see it
	MIME     string `json:"mime"`
	Size     int64  `json:"size"` // in bytes
	Width    int    `json:"width,omitempty"`
	Height   int    `json:"height,omitempty"`
}

// Attachment is the file as part of a message.
func (f StoredFile) Attachment() Attachment {
	return Attachment{Kind: f.Kind, FileUniqueID: f.UniqueID, FileName: f.Name, MIME: f.MIME, Size: f.Size, Width: f.Width, Height: f.Height}
}

// StoredFileOf is the file of an attachment that was copied into the desk.
func StoredFileOf(a Attachment) StoredFile {
	return StoredFile{UniqueID: a.FileUniqueID, Kind: a.Kind, Name: a.FileName, MIME: a.MIME, Size: a.Size, Width: a.Width, Height: a.Height}
}

// StoredFiles is a list of files as JSON, so that drafts stay comparable; "" for
// none.
type StoredFiles string

// EncodeFiles encodes files.
func EncodeFiles(files []StoredFile) StoredFiles { return StoredFiles(encodeList(files)) }

// Files decodes f. What cannot be decoded counts as none.
func (f StoredFiles) Files() []StoredFile { return decodeList[StoredFile](string(f)) }

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
