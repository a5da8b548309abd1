package botsim

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"path"
	"strings"
)

// File is a file in a [Content] before it is sent: its bytes, and the fields of
// the protocol's object that say more of it, such as file_name. Sending it adds
// file_id, file_unique_id and file_size. The same bytes have the same
// file_unique_id at every bot, and at each bot a file_id of its own.
type File struct {
	source *source
	about  map[string]any
}

// FileOf is a file of these bytes. It is taken as it is: bytes, names and types
// may contradict each other.
func FileOf(data []byte, about map[string]any) File {
	sum := sha256.Sum256(data)
	return File{&source{
		unique: uniqueID(string(sum[:])), size: int64(len(data)),
		open: func() io.Reader { return bytes.NewReader(data) },
	}, about}
}

// FillerFile is a file of size bytes that are made as they are read, see Filler.
// No memory is held for it, however large it is.
func FillerFile(size int64, about map[string]any) File {
	name := fmt.Sprintf("filler %d %v %v", size, about["file_name"], about["mime_type"])
	return File{&source{unique: uniqueID(name), size: size, open: func() io.Reader { return Filler(size) }}, about}
}

// Filler reads size bytes that repeat every 251 bytes.
func Filler(size int64) io.Reader { return io.LimitReader(&filler{}, size) }

type filler struct{ at int }

func (f *filler) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(f.at)
		f.at = (f.at + 1) % 251
	}
	return len(p), nil
}

// source is the bytes of a file, wherever they come from.
type source struct {
	unique string
	size   int64            // in bytes
	open   func() io.Reader // nil: Telegram has them, this server does not
}

func uniqueID(of string) string {
	sum := sha256.Sum256([]byte(of))
	return "AgAD" + base64.RawURLEncoding.EncodeToString(sum[:8])
}

// stored is a file as one bot knows it. The type of the object that holds it
// counts: a file_id cannot be used as another type.
type stored struct {
	*source
	id    string
	kind  string         // the field of the message: "photo", "document", …
	about map[string]any // fields that are sent again with the file_id
	path  string         // for downloads; "" until getFile
}

// store gives a file its file_id at the bot. The caller holds sim.mu.
func (b *Bot) store(kind string, f File) *stored {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s %s", b.ID, kind, f.source.unique))
	id := "BQAC" + base64.RawURLEncoding.EncodeToString(sum[:24])
	if b.files[id] == nil {
		b.files[id] = &stored{source: f.source, id: id, kind: kind}
	}
	b.files[id].about = f.about // the same bytes may come under another name
	return b.files[id]
}

// object is the file in the protocol's words.
func (f *stored) object() map[string]any {
	out := map[string]any{}
	maps.Copy(out, f.about)
	out["file_id"], out["file_unique_id"], out["file_size"] = f.id, f.unique, f.size
	return out
}

// resolve returns a content that shares nothing with c and in which the files
// are objects of the protocol. The caller holds sim.mu.
func (b *Bot) resolve(c Content) Content {
	out := Content{}
	for field, value := range c {
		out[field] = b.resolved(field, value)
	}
	return out
}

func (b *Bot) resolved(field string, value any) any {
	switch v := value.(type) {
	case File:
		f := File{v.source, b.resolve(v.about)}
		return b.store(field, f).object()
	case map[string]any:
		return map[string]any(b.resolve(v))
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = b.resolved(field, v[i])
		}
		return list
	}
	return value
}

// giveLink makes the path that the file can be fetched under. The name's ending
// is the sender's, the rest is the server's own. The caller holds sim.mu.
func (b *Bot) giveLink(f *stored) string {
	if f.path == "" {
		b.lastFile++
		f.path = fmt.Sprintf("%ss/file_%d%s", f.kind, b.lastFile, ending(f))
		b.links[f.path] = link{file: f}
	}
	return f.path
}

// ending is short and plain, or nothing.
func ending(f *stored) string {
	name, _ := f.about["file_name"].(string)
	ext := strings.ToLower(path.Ext(name))
	plain := len(ext) > 1 && len(ext) <= 6 && strings.Trim(ext[1:], "abcdefghijklmnopqrstuvwxyz0123456789") == ""
	switch {
	case plain:
		return ext
	case f.kind == "photo" || f.kind == "thumbnail":
		return ".jpg"
	case f.kind == "voice":
		return ".oga"
	}
	return ""
}
