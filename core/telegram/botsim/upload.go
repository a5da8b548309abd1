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

// Uploads up to maxStored bytes are stored completely and can be downloaded. Of
// larger ones, size, hash and head are stored.
const (
	maxStored = 1 << 20
	headSize  = 512
)

// UploadedFile is a file that a bot sent, as the visitor received it.
type UploadedFile struct {
	FileID       string
	FileUniqueID string
	Name         string // as sent
	MIME         string // as sent
	Size         int64  // in bytes
	Head         []byte // the first 512 bytes
	SHA256       [sha256.Size]byte
	Width        int // of a photo, as decoded
	Height       int
}

// upload is a file part of a request.
type upload struct {
	UploadedFile
	data []byte // the first maxStored bytes
}

// readUpload reads an upload to its end.
func readUpload(name, mimeType string, r io.Reader) (*upload, error) {
	u := &upload{UploadedFile: UploadedFile{Name: name, MIME: mimeType}}
	sum := sha256.New()
	r = io.TeeReader(r, sum)
	kept, err := io.ReadAll(io.LimitReader(r, maxStored))
	if err != nil {
		return nil, err
	}
	rest, err := io.Copy(io.Discard, r)
	if err != nil {
		return nil, err
	}
	u.data, u.Size = kept, int64(len(kept))+rest
	u.Head = bytes.Clone(kept[:min(len(kept), headSize)])
	sum.Sum(u.SHA256[:0])
	return u, nil
}

// source is the upload as a stored file. Every upload is a new file, even with
// known bytes.
func (u *upload) source(number int64) *source {
	s := &source{unique: uniqueID(fmt.Sprintf("upload %d %x", number, u.SHA256)), size: u.Size}
	if data := u.data; u.Size == int64(len(data)) {
		s.open = func() io.Reader { return bytes.NewReader(data) }
	}
	return s
}

// canBe reports whether an upload can be the kind as which it was sent. Telegram
// sends others as documents.
func (u *upload) canBe(kind string) bool {
	if kind != "voice" {
		return true
	}
	h := string(u.Head)
	return strings.HasPrefix(h, "OggS") || strings.HasPrefix(h, "ID3") || strings.HasPrefix(h, "\xff\xfb") ||
		len(h) > 8 && h[4:8] == "ftyp"
}

// imageConfig decodes the size of a picture.
func imageConfig(data []byte) (image.Config, error) {
	for _, decode := range []func(io.Reader) (image.Config, error){jpeg.DecodeConfig, png.DecodeConfig, gif.DecodeConfig} {
		if c, err := decode(bytes.NewReader(data)); err == nil {
			return c, nil
		}
	}
	return image.Config{}, errors.New("read the size of a picture: not a JPEG, PNG or GIF")
}

// The limits of uploads (source: core.telegram.org/bots/api#sendphoto).
const (
	maxPhoto  = 10 << 20
	maxSides  = 10_000 // width and height together
	maxRatio  = 20
	maxCloud  = 50 << 20
	maxLocal  = 2000 << 20
	tooLarge  = "Request Entity Too Large"
	badPixels = "PHOTO_INVALID_DIMENSIONS"
)

// check checks an upload against the limits of its kind.
func (u *upload) check(kind string, local bool) *answer {
	limit := int64(maxCloud)
	if local {
		limit = maxLocal
	}
	switch {
	case u.Size > limit:
		return refusal(failure(413, tooLarge))
	case u.Size == 0:
		return refusal(badRequest("file must be non-empty"))
	case kind != "photo":
		return nil
	case u.Size > maxPhoto:
		return refusal(badRequest(fmt.Sprintf("file of size %d bytes is too big for a photo; the maximum size is %d bytes", u.Size, maxPhoto)))
	}
	c, err := imageConfig(u.data)
	if err != nil {
		return refusal(badRequest("IMAGE_PROCESS_FAILED"))
	}
	u.Width, u.Height = c.Width, c.Height
	if w, h := c.Width, c.Height; w < 1 || h < 1 || w+h > maxSides || w > h*maxRatio || h > w*maxRatio {
		return refusal(badRequest(badPixels))
	}
	return nil
}
