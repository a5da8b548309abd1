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

// File is a file in a [Content] before it is sent: its bytes, and other fields of
// the protocol's object, such as file_name. Sending it adds file_id,
// file_unique_id and file_size. The same bytes have the same file_unique_id at
// every bot, and a different file_id at each bot.
type File struct {
	source *source
	fields map[string]any
}

// FileOf is a file of these bytes. Nothing is checked: bytes, names and types may
// contradict each other.
func FileOf(data []byte, about map[string]any) File {
	sum := sha256.Sum256(data)
	return File{&source{
		unique: uniqueID(string(sum[:])), size: int64(len(data)),
		open: func() io.Reader { return bytes.NewReader(data) },
	}, about}
}

// FillerFile is a file of size bytes of [Filler], which needs no memory.
func FillerFile(size int64, about map[string]any) File {
	name := fmt.Sprintf("filler %d %v %v", size, about["file_name"], about["mime_type"])
	return File{&source{unique: uniqueID(name), size: size, open: func() io.Reader { return Filler(size) }}, about}
}

// Filler returns a reader of size bytes that repeat every 251 bytes.
func Filler(size int64) io.Reader { return io.LimitReader(&filler{}, size) }

type filler struct{ at int }

func (f *filler) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(f.at)
		f.at = (f.at + 1) % 251
	}
	return len(p), nil
}

// source is the bytes of a file.
type source struct {
	unique string
	size   int64            // in bytes
	open   func() io.Reader // nil: not stored here
}

func uniqueID(of string) string {
	sum := sha256.Sum256([]byte(of))
	return "AgAD" + base64.RawURLEncoding.EncodeToString(sum[:8])
}

// storedFile is a file of one bot. A file_id cannot be used as another type.
type storedFile struct {
	*source
	id     string
	kind   string         // the field of the message: "photo", "document", …
	fields map[string]any // other fields of the protocol's object
	path   string         // for downloads; "" until getFile
}

// store stores a file and gives it a file_id. The caller holds sim.mu.
func (b *Bot) store(kind string, f File) *storedFile {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s %s", b.ID, kind, f.source.unique))
	id := "BQAC" + base64.RawURLEncoding.EncodeToString(sum[:24])
	if b.files[id] == nil {
		b.files[id] = &storedFile{source: f.source, id: id, kind: kind}
	}
	b.files[id].fields = f.fields // the same bytes may have another name
	return b.files[id]
}

// object is the file as an object of the protocol.
func (f *storedFile) object() map[string]any {
	out := map[string]any{}
	maps.Copy(out, f.fields)
	out["file_id"], out["file_unique_id"], out["file_size"] = f.id, f.unique, f.size
	return out
}

// resolve returns a deep copy of c with its files stored and replaced by objects
// of the protocol. The caller holds sim.mu.
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
		f := File{v.source, b.resolve(v.fields)}
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

// linkTo returns the path for downloads of a file. Only the extension comes from
// the sender's name. The caller holds sim.mu.
func (b *Bot) linkTo(f *storedFile) string {
	if f.path == "" {
		b.lastFile++
		f.path = fmt.Sprintf("%ss/file_%d%s", f.kind, b.lastFile, extension(f))
		b.links[f.path] = link{file: f}
	}
	return f.path
}

// extension is short and alphanumeric, or "".
func extension(f *storedFile) string {
	name, _ := f.fields["file_name"].(string)
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
