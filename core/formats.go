package core

import (
	"fmt"
	"strings"
)

// mega is what Telegram counts in when it says MB: its servers hold file sizes
// against 20 << 20 and the like (tdlib/telegram-bot-api, Client.h).
const mega = 1 << 20

// What Telegram itself takes (core.telegram.org/bots/api#sending-files).
const (
	cloudDownload  = 20 * mega
	photoUpload    = 10 * mega
	cloudUpload    = 50 * mega
	ownServer      = 2000 * mega // a self-hosted Bot API server, either way
	photoPixels    = 10_000      // width and height together
	photoRatio     = 20          // of the longer side to the shorter
	maxAlbum       = 10
	maxAttachments = 50 // at once; more are a slip
)

// format is one row of what operators may attach.
type format struct {
	name  string // with its article, for the refusal
	kind  Kind
	limit int64 // bytes
	mimes []string
}

// formats are the attachments that a brand takes unless an admin widened it.
func formats() []format {
	return []format{
		{"an image", KindPhoto, 10 * mega, []string{"image/jpeg", "image/png", "image/vnd.mozilla.apng"}},
		{"a document", KindDocument, 20 * mega, []string{"application/pdf"}},
		{"a video", KindVideo, 20 * mega, []string{"video/mp4", "video/3gpp", "video/3gpp2"}},
		{"an audio file", KindAudio, 20 * mega, []string{"audio/ogg", "application/ogg"}},
	}
}

// widened are the formats that Telegram knows as more than a document.
func widened(limit int64) []format {
	return []format{
		{"an image", KindPhoto, photoUpload, []string{"image/jpeg", "image/png", "image/vnd.mozilla.apng"}},
		{"a video", KindVideo, limit, []string{"video/mp4", "video/3gpp", "video/3gpp2"}},
		{"an audio file", KindAudio, limit, []string{"audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/ogg", "application/ogg"}},
	}
}

// formatOf returns what a brand does with files of a type. own is whether the
// desk has a Bot API server of its own for brands that name none.
func formatOf(m Manner, own bool, mime string) (format, bool) {
	rows := formats()
	limit := int64(cloudUpload)
	if own || m.APIURL != "" {
		limit = ownServer
	}
	if m.AnyFile {
		rows = widened(limit)
	}
	for _, f := range rows {
		for _, known := range f.mimes {
			if mime == known {
				return f, true
			}
		}
	}
	return format{"a document", KindDocument, limit, nil}, m.AnyFile
}

// asDocument returns f for a file that goes out as it is.
func (f format) asDocument(m Manner, own bool) format {
	if f.kind == KindPhoto && m.AnyFile {
		f, _ = formatOf(m, own, "")
	}
	f.kind = KindDocument
	return f
}

// extension is the ending of a file's name on disk, by its content or else by
// what Telegram called it. It never comes from the sender: what opens by its
// ending must be what it says.
func extension(mime string, kind Kind) string {
	mime, _, _ = strings.Cut(mime, ";")
	known := map[string]string{
		"image/jpeg": ".jpg", "image/png": ".png", "image/vnd.mozilla.apng": ".png", "image/gif": ".gif", "image/webp": ".webp",
		"image/heic": ".heic", "image/bmp": ".bmp", "image/tiff": ".tiff", "application/pdf": ".pdf",
		"video/mp4": ".mp4", "video/webm": ".webm", "video/quicktime": ".mov", "video/3gpp": ".3gp", "video/x-matroska": ".mkv",
		"audio/ogg": ".ogg", "application/ogg": ".ogg", "audio/mpeg": ".mp3", "audio/mp4": ".m4a", "audio/x-m4a": ".m4a",
		"audio/wav": ".wav", "audio/flac": ".flac", "audio/aac": ".aac",
		"application/zip": ".zip", "application/gzip": ".gz", "application/x-7z-compressed": ".7z", "text/plain": ".txt", "text/csv": ".csv",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   ".docx",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         ".xlsx",
		"application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
		"application/msword": ".doc", "application/vnd.ms-excel": ".xls", "application/vnd.ms-powerpoint": ".ppt",
		"application/vnd.oasis.opendocument.text": ".odt", "application/vnd.oasis.opendocument.spreadsheet": ".ods",
	}
	if ext := known[mime]; ext != "" {
		return ext
	}
	if mime != "" && mime != "application/octet-stream" {
		return ".bin"
	}
	switch kind {
	case KindPhoto, KindLivePhoto:
		return ".jpg"
	case KindVideo, KindVideoNote, KindAnimation:
		return ".mp4"
	case KindVoice:
		return ".ogg"
	case KindAudio:
		return ".mp3"
	case KindSticker:
		return ".webp"
	}
	return ".bin"
}

// formatBytes writes a size so that nobody must guess what a MB is.
func formatBytes(n int64) string {
	exact := groups(n) + " bytes"
	if n < mega {
		return exact
	}
	return fmt.Sprintf("%s MB (%s)", strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/mega), ".0"), exact)
}

// groups writes n with a comma at every third digit.
func groups(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
