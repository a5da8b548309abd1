package media

import (
	"cmp"
	"slices"
	"strings"

	"tgdesk/core"
)

// format is one row of what operators may attach.
type format struct {
	noun  core.Problem // with its article, for the refusal
	kind  core.Kind
	limit int64 // bytes
	mimes []string
}

// defaultLimit is the size in bytes of what brands accept by default.
const defaultLimit = 20 << 20

// formatOf returns the format of a MIME type at a brand; ok is false if the brand
// does not accept it. own is whether brands without a Bot API server of their own
// use a self-hosted one. What is not in the table is sent as a document by brands
// that accept any file.
func formatOf(o core.BrandOptions, own bool, mime string) (f format, ok bool) {
	limit, audio := int64(defaultLimit), []string{"audio/ogg", "application/ogg"}
	acceptsAny := o.Attachments == core.AttachAny
	switch {
	case acceptsAny && (own || o.APIURL != ""):
		limit = core.OwnServer
	case acceptsAny:
		limit = core.CloudUpload
	}
	if acceptsAny {
		audio = append(audio, "audio/mpeg", "audio/mp4", "audio/x-m4a")
	}
	for _, f := range []format{
		{core.NewProblem("an_image"), core.KindPhoto, core.PhotoUpload, []string{"image/jpeg", "image/png", "image/vnd.mozilla.apng"}},
		{core.NewProblem("a_video"), core.KindVideo, limit, []string{"video/mp4", "video/3gpp", "video/3gpp2"}},
		{core.NewProblem("an_audio_file"), core.KindAudio, limit, audio},
	} {
		if slices.Contains(f.mimes, mime) {
			return f, true
		}
	}
	return format{core.NewProblem("a_document"), core.KindDocument, limit, nil}, acceptsAny || mime == "application/pdf"
}

// asDocument returns f for a file that is sent unchanged, as a document.
func (f format) asDocument(o core.BrandOptions, own bool) format {
	if f.kind == core.KindPhoto && o.Attachments == core.AttachAny {
		f, _ = formatOf(o, own, "")
	}
	f.kind = core.KindDocument
	return f
}

// extension is the extension of a file's name on disk, by its content or else by
// its kind. It never comes from the sender: programs are chosen by it.
func extension(mime string, kind core.Kind) string {
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
	return cmp.Or(map[core.Kind]string{
		core.KindPhoto: ".jpg", core.KindLivePhoto: ".jpg", core.KindVideo: ".mp4", core.KindVideoNote: ".mp4", core.KindAnimation: ".mp4",
		core.KindVoice: ".ogg", core.KindAudio: ".mp3", core.KindSticker: ".webp",
	}[kind], ".bin")
}
