package botsim

import (
	"context"
	"encoding/json"
	"fmt"
	"mime"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// sendFile returns the handler that sends one file of a kind.
func (s *Sim) sendFile(kind string) handler {
	return func(_ context.Context, b *Bot, f form) answer {
		s.mu.Lock()
		defer s.mu.Unlock()
		v, bad := b.chat(f.params)
		if bad != nil {
			return *bad
		}
		c, err := b.fileContent(kind, f.params[kind], f.params, f)
		if err != nil {
			return *err
		}
		sent, bad := v.deliver(f.params, c)
		if bad != nil {
			return *bad
		}
		return result(v.encode(sent[0]))
	}
}

// draft is a content, and its file if it was uploaded with the request.
type draft struct {
	content  Content
	uploaded *UploadedFile
}

// fileContent returns the content with the file that named refers to: a part
// (attach://…), the part with the name of the kind, a file_id, or, at a local
// server, a file:// URL. p are its other parameters. The caller holds sim.mu.
func (b *Bot) fileContent(kind, named string, p params, f form) (draft, *answer) {
	caption, bad := readText(p, "caption")
	if bad != nil {
		return draft{}, bad
	}
	kept, arrived, bad := b.requestFile(kind, named, p, f)
	if bad != nil {
		return draft{}, bad
	}
	c := kept.message()
	if p.boolean("has_spoiler") && (kept.kind == "photo" || kept.kind == "video" || kept.kind == "animation") {
		c["has_media_spoiler"] = true
	}
	caption.put(c, "caption")
	return draft{c, arrived}, nil
}

// message is a content of the file alone.
func (f *storedFile) message() Content {
	c := Content{f.kind: f.object()}
	switch f.kind {
	case "photo":
		c["photo"] = []any{f.object()}
	case "animation":
		c["document"] = f.object()
	}
	return c
}

// requestFile finds or stores the file that a request refers to.
func (b *Bot) requestFile(kind, named string, p params, f form) (*storedFile, *UploadedFile, *answer) {
	part, attached := strings.CutPrefix(named, "attach://")
	u := f.files[part]
	if !attached {
		u = f.files[kind]
	}
	local, isLocal := strings.CutPrefix(named, "file://")
	switch {
	case u != nil:
	case named == "":
		return nil, nil, refusal(badRequest("there is no " + kind + " in the request"))
	case attached:
		return nil, nil, refusal(badRequest("can't parse InputMedia: media not found"))
	case isLocal && b.sim.localDir != "":
		var err error
		if u, err = readLocalFile(local); err != nil {
			return nil, nil, refusal(badRequest("wrong file identifier/HTTP URL specified"))
		}
	case strings.HasPrefix(named, "http://"), strings.HasPrefix(named, "https://"):
		return nil, nil, refusal(badRequest("failed to get HTTP URL content"))
	default:
		kept, bad := b.reuse(kind, named)
		return kept, nil, bad
	}
	if bad := u.check(kind, b.sim.localDir != ""); bad != nil {
		return nil, nil, bad
	}
	return b.storeUpload(u, kind, p)
}

// reuse finds a file by its file_id.
func (b *Bot) reuse(kind, id string) (*storedFile, *answer) {
	f := b.files[id]
	switch {
	case f == nil:
		return nil, refusal(badRequest("wrong file identifier/HTTP URL specified"))
	case f.kind != kind:
		return nil, refusal(badRequest("type of file mismatch"))
	}
	return f, nil
}

// storeUpload stores an upload, as a document if it cannot be of its kind.
func (b *Bot) storeUpload(u *upload, kind string, p params) (*storedFile, *UploadedFile, *answer) {
	if !u.canBe(kind) {
		kind = "document"
	}
	b.lastFile++
	f := b.store(kind, File{u.source(b.ID<<20 + b.lastFile), u.fields(kind, p)})
	arrived := u.UploadedFile // a copy: a part may be sent twice, and its bytes must not stay
	arrived.FileID, arrived.FileUniqueID = f.id, f.unique
	return f, &arrived, nil
}

// fields are the fields of the protocol's object beside ids and size.
func (u *upload) fields(kind string, p params) map[string]any {
	about := map[string]any{}
	switch kind {
	case "photo":
		return map[string]any{"width": u.Width, "height": u.Height}
	case "video", "animation":
		about["width"], about["height"] = p.integer("width", 320), p.integer("height", 320)
	case "audio":
		for _, field := range []string{"performer", "title"} {
			if p[field] != "" {
				about[field] = p[field]
			}
		}
	}
	if kind != "document" {
		about["duration"] = p.integer("duration", 0)
	}
	if kind != "voice" {
		about["file_name"] = filepath.Base(u.Name)
	}
	about["mime_type"] = u.mimeType(kind)
	return about
}

// mimeType depends on the name: Telegram ignores the part's header.
func (u *upload) mimeType(kind string) string {
	byName, _, _ := strings.Cut(mime.TypeByExtension(filepath.Ext(u.Name)), ";")
	switch {
	case kind == "voice":
		return "audio/ogg"
	case byName != "":
		return byName
	}
	return "application/octet-stream"
}

func readLocalFile(path string) (*upload, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open a local upload: %w", err)
	}
	defer func() { _ = file.Close() }()
	return readUpload(filepath.Base(path), "", file)
}

// sendMediaGroup sends an album.
func (s *Sim) sendMediaGroup(_ context.Context, b *Bot, f form) answer {
	var media []json.RawMessage
	if list, given := f.params["media"]; !given || json.Unmarshal([]byte(list), &media) != nil {
		return badRequest("can't parse media JSON object")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	v, bad := b.chat(f.params)
	if bad != nil {
		return *bad
	}
	drafts, bad := b.readAlbum(media, f)
	if bad != nil {
		return *bad
	}
	sent, bad := v.deliver(f.params, drafts...)
	if bad != nil {
		return *bad
	}
	list := make([]any, len(sent))
	for i, m := range sent {
		list[i] = v.encode(m)
	}
	return result(list)
}

// readAlbum parses the parts of an album. Their number is limited as documented;
// the real server accepts an album of one. The caller holds sim.mu.
func (b *Bot) readAlbum(media []json.RawMessage, f form) ([]draft, *answer) {
	switch {
	case len(media) < 2:
		return nil, refusal(badRequest("there are no messages to send"))
	case len(media) > 10:
		return nil, refusal(badRequest("too many messages to send as an album"))
	}
	items := make([]params, len(media))
	kinds := map[string]bool{}
	for i, raw := range media {
		items[i] = params{}
		if items[i].readJSON(strings.NewReader(string(raw))) != nil {
			return nil, refusal(badRequest("can't parse InputMedia: expected an Object"))
		}
		kinds[items[i]["type"]] = true
	}
	if bad := checkAlbumKinds(kinds); bad != "" {
		return nil, refusal(badRequest(bad))
	}
	group := newAlbumID()
	drafts := make([]draft, len(items))
	for i, item := range items {
		d, bad := b.fileContent(item["type"], item["media"], item, form{item, f.files})
		if bad != nil {
			return nil, albumError(i, bad)
		}
		d.content["media_group_id"] = group
		drafts[i] = d
	}
	return drafts, nil
}

// checkAlbumKinds returns why kinds cannot be in one album, "" if they can.
func checkAlbumKinds(kinds map[string]bool) string {
	for kind := range kinds {
		switch {
		case kind == "animation":
			return `can't parse InputMedia: type "animation" can't be used in sendMediaGroup`
		case kind != "photo" && kind != "video" && kind != "document" && kind != "audio":
			return fmt.Sprintf("can't parse InputMedia: type %q is unsupported", kind)
		}
	}
	for _, kind := range []string{"document", "audio"} {
		if kinds[kind] && len(kinds) > 1 {
			return kind + " can't be mixed with other media types"
		}
	}
	return ""
}

// albumError adds to an error which part of an album is refused. Errors of the
// whole request stay unchanged.
func albumError(i int, bad *answer) *answer {
	var parsed struct{ Description string }
	why := ""
	if json.Unmarshal(bad.body, &parsed) == nil {
		why, _ = strings.CutPrefix(parsed.Description, "Bad Request: ")
	}
	if bad.status != 400 || strings.HasPrefix(why, "can't parse") || strings.HasPrefix(why, "message caption") {
		return bad
	}
	return refusal(badRequest(fmt.Sprintf("failed to send message #%d with the error message \"%s\"", i+1, why)))
}

func newAlbumID() string { return fmt.Sprintf("137%017d", time.Now().UnixNano()%1e17) }
