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

// sendFile is the handler that sends one file of a kind.
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
		return result(v.wire(sent[0]))
	}
}

// draft is a content and, where it came with the request, the file in it.
type draft struct {
	content Content
	arrived *Arrived
}

// fileContent makes a message of a file that named says: the name of a part
// (attach://…), a part called like the kind, a file_id, or, at a local server, a
// file:// URL. p has what goes with it. The caller holds sim.mu.
func (b *Bot) fileContent(kind, named string, p params, f form) (draft, *answer) {
	caption, bad := readWords(p, "caption")
	if bad != nil {
		return draft{}, bad
	}
	kept, arrived, bad := b.incoming(kind, named, p, f)
	if bad != nil {
		return draft{}, bad
	}
	c := kept.message()
	if p.truth("has_spoiler") && (kept.kind == "photo" || kept.kind == "video" || kept.kind == "animation") {
		c["has_media_spoiler"] = true
	}
	caption.put(c, "caption")
	return draft{c, arrived}, nil
}

// message is a message that holds the file and nothing else.
func (f *stored) message() Content {
	c := Content{f.kind: f.object()}
	switch f.kind {
	case "photo":
		c["photo"] = []any{f.object()}
	case "animation":
		c["document"] = f.object()
	}
	return c
}

// incoming finds or takes in the file that a request speaks of.
func (b *Bot) incoming(kind, named string, p params, f form) (*stored, *Arrived, *answer) {
	part, attached := strings.CutPrefix(named, "attach://")
	u := f.files[part]
	if !attached {
		u = f.files[kind]
	}
	local, isLocal := strings.CutPrefix(named, "file://")
	switch {
	case u != nil:
	case named == "":
		return nil, nil, refuse(badRequest("there is no " + kind + " in the request"))
	case attached:
		return nil, nil, refuse(badRequest("can't parse InputMedia: media not found"))
	case isLocal && b.sim.localDir != "":
		var err error
		if u, err = receiveFile(local); err != nil {
			return nil, nil, refuse(badRequest("wrong file identifier/HTTP URL specified"))
		}
	case strings.HasPrefix(named, "http://"), strings.HasPrefix(named, "https://"):
		return nil, nil, refuse(badRequest("failed to get HTTP URL content"))
	default:
		kept, bad := b.again(kind, named)
		return kept, nil, bad
	}
	if bad := u.check(kind, b.sim.localDir != ""); bad != nil {
		return nil, nil, bad
	}
	return b.takeIn(u, kind, p)
}

// again finds a file that the bot has seen.
func (b *Bot) again(kind, id string) (*stored, *answer) {
	f := b.files[id]
	switch {
	case f == nil:
		return nil, refuse(badRequest("wrong file identifier/HTTP URL specified"))
	case f.kind != kind:
		return nil, refuse(badRequest("type of file mismatch"))
	}
	return f, nil
}

// takeIn keeps an upload, as a document where it cannot be what it was sent as.
func (b *Bot) takeIn(u *upload, kind string, p params) (*stored, *Arrived, *answer) {
	if !u.sniffsAs(kind) {
		kind = "document"
	}
	b.lastFile++
	f := b.store(kind, File{u.source(b.ID<<20 + b.lastFile), u.about(kind, p)})
	arrived := u.Arrived // of its own: a part may be sent twice, and its bytes are not to stay
	arrived.FileID, arrived.FileUniqueID = f.id, f.unique
	return f, &arrived, nil
}

// about is what the protocol says of an upload beside its ids and size.
func (u *upload) about(kind string, p params) map[string]any {
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

// mimeType goes by the name: Telegram does not believe the part's header.
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

func receiveFile(path string) (*upload, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open a local upload: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	return receive(filepath.Base(path), "", file)
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
	drafts, bad := b.album(media, f)
	if bad != nil {
		return *bad
	}
	sent, bad := v.deliver(f.params, drafts...)
	if bad != nil {
		return *bad
	}
	list := make([]any, len(sent))
	for i, m := range sent {
		list[i] = v.wire(m)
	}
	return result(list)
}

// album reads the parts of an album. The number of parts is the documented one;
// the real server lets an album of one pass. The caller holds sim.mu.
func (b *Bot) album(media []json.RawMessage, f form) ([]draft, *answer) {
	switch {
	case len(media) < 2:
		return nil, refuse(badRequest("there are no messages to send"))
	case len(media) > 10:
		return nil, refuse(badRequest("too many messages to send as an album"))
	}
	items := make([]params, len(media))
	kinds := map[string]bool{}
	for i, raw := range media {
		items[i] = params{}
		if items[i].readJSON(strings.NewReader(string(raw))) != nil {
			return nil, refuse(badRequest("can't parse InputMedia: expected an Object"))
		}
		kinds[items[i]["type"]] = true
	}
	if bad := mixed(kinds); bad != "" {
		return nil, refuse(badRequest(bad))
	}
	group := newGroup()
	drafts := make([]draft, len(items))
	for i, item := range items {
		d, bad := b.fileContent(item["type"], item["media"], item, form{item, f.files})
		if bad != nil {
			return nil, albumPart(i, bad)
		}
		d.content["media_group_id"] = group
		drafts[i] = d
	}
	return drafts, nil
}

// mixed says why kinds cannot be in one album, "" if they can.
func mixed(kinds map[string]bool) string {
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

// albumPart tells which part of an album is refused. What is wrong with the
// request as a whole is told as it is.
func albumPart(i int, bad *answer) *answer {
	var told struct{ Description string }
	why := ""
	if json.Unmarshal(bad.body, &told) == nil {
		why, _ = strings.CutPrefix(told.Description, "Bad Request: ")
	}
	if bad.status != 400 || strings.HasPrefix(why, "can't parse") || strings.HasPrefix(why, "message caption") {
		return bad
	}
	return refuse(badRequest(fmt.Sprintf("failed to send message #%d with the error message \"%s\"", i+1, why)))
}

func newGroup() string { return fmt.Sprintf("137%017d", time.Now().UnixNano()%1e17) }
