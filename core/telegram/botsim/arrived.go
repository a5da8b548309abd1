package botsim

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
)

// What is kept of an upload: files up to maxKept bytes whole, so that they can
// be fetched again, larger ones by their size, sum and head.
const (
	maxKept  = 1 << 20
	headSize = 512
)

// Arrived is a file that a bot sent, as it reached the visitor.
type Arrived struct {
	FileID       string
	FileUniqueID string
	Name         string // as the bot called it
	MIME         string // as the bot called it
	Size         int64  // in bytes
	Head         []byte // the first 512 bytes
	SHA256       [sha256.Size]byte
	Width        int // of a photo, as decoded
	Height       int
}

// upload is a file part of a request.
type upload struct {
	Arrived
	kept []byte // the first maxKept bytes
}

// receive reads an upload to its end.
func receive(name, mimeType string, r io.Reader) (*upload, error) {
	u := &upload{Arrived: Arrived{Name: name, MIME: mimeType}}
	sum := sha256.New()
	r = io.TeeReader(r, sum)
	kept, err := io.ReadAll(io.LimitReader(r, maxKept))
	if err != nil {
		return nil, err
	}
	rest, err := io.Copy(io.Discard, r)
	if err != nil {
		return nil, err
	}
	u.kept, u.Size = kept, int64(len(kept))+rest
	u.Head = bytes.Clone(kept[:min(len(kept), headSize)])
	sum.Sum(u.SHA256[:0])
	return u, nil
}

// source is what the server holds of the upload from now on. Each upload is a
// new file, also where the bytes are known.
func (u *upload) source(number int64) *source {
	s := &source{unique: uniqueID(fmt.Sprintf("upload %d %x", number, u.SHA256)), size: u.Size}
	if data := u.kept; u.Size == int64(len(data)) {
		s.open = func() io.Reader { return bytes.NewReader(data) }
	}
	return s
}

// sniffsAs says whether an upload can be the kind it was sent as; Telegram
// makes documents of the others.
func (u *upload) sniffsAs(kind string) bool {
	if kind != "voice" {
		return true
	}
	h := string(u.Head)
	return strings.HasPrefix(h, "OggS") || strings.HasPrefix(h, "ID3") || strings.HasPrefix(h, "\xff\xfb") ||
		len(h) > 8 && h[4:8] == "ftyp"
}

// measure reads the size in pixels of a picture from its head.
func measure(data []byte) (image.Config, error) {
	for _, decode := range []func(io.Reader) (image.Config, error){jpeg.DecodeConfig, png.DecodeConfig, gif.DecodeConfig} {
		if c, err := decode(bytes.NewReader(data)); err == nil {
			return c, nil
		}
	}
	return image.Config{}, errors.New("read the size of a picture: not a JPEG, PNG or GIF")
}

// The rules of pictures (source: core.telegram.org/bots/api#sendphoto).
const (
	maxPhoto  = 10 << 20
	maxSides  = 10_000 // width and height together
	maxRatio  = 20
	maxCloud  = 50 << 20
	maxLocal  = 2000 << 20
	tooLarge  = "Request Entity Too Large"
	badPixels = "PHOTO_INVALID_DIMENSIONS"
)

// check holds an upload against the limits of its kind.
func (u *upload) check(kind string, local bool) *answer {
	limit := int64(maxCloud)
	if local {
		limit = maxLocal
	}
	switch {
	case u.Size > limit:
		return refuse(failure(413, tooLarge))
	case u.Size == 0:
		return refuse(badRequest("file must be non-empty"))
	case kind != "photo":
		return nil
	case u.Size > maxPhoto:
		return refuse(badRequest(fmt.Sprintf("file of size %d bytes is too big for a photo; the maximum size is %d bytes", u.Size, maxPhoto)))
	}
	c, err := measure(u.kept)
	if err != nil {
		return refuse(badRequest("IMAGE_PROCESS_FAILED"))
	}
	u.Width, u.Height = c.Width, c.Height
	if w, h := c.Width, c.Height; w < 1 || h < 1 || w+h > maxSides || w > h*maxRatio || h > w*maxRatio {
		return refuse(badRequest(badPixels))
	}
	return nil
}
