package botsim

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"maps"
	"sync"
)

// WithBytes returns the content with a file of these bytes. A photo gets one size
// only, with the dimensions of the picture if it can be decoded.
func (c Content) WithBytes(data []byte) Content {
	out := maps.Clone(c)
	if _, is := out["photo"]; is && out["live_photo"] == nil {
		about := map[string]any{"width": 1280, "height": 960}
		if size, err := imageConfig(data); err == nil {
			about["width"], about["height"] = size.Width, size.Height
		}
		out["photo"] = []any{FileOf(data, about)}
		return out
	}
	for field, value := range out {
		if f, is := value.(File); is {
			out[field] = FileOf(data, f.fields)
		}
	}
	return out
}

// WithThumbnail returns the content with a thumbnail of its file.
func (c Content) WithThumbnail(data []byte) Content {
	size, _ := imageConfig(data) // 0×0 if it is no picture
	out := maps.Clone(c)
	for field, value := range out {
		if f, is := value.(File); is {
			about := maps.Clone(f.fields)
			about["thumbnail"] = FileOf(data, map[string]any{"width": size.Width, "height": size.Height})
			out[field] = File{f.source, about}
		}
	}
	return out
}

// picture is a JPEG of a gradient, drawn when it is first read, and padded with
// zeros to size bytes.
func picture(width, height int, size int64) File {
	f := placeholder("picture", size, map[string]any{"width": width, "height": height})
	draw := sync.OnceValue(func() []byte { return gradient(width, height, size) })
	f.source.open = func() io.Reader { return bytes.NewReader(draw()) }
	return f
}

// gradient is a JPEG of the best quality that fits, padded to size bytes.
func gradient(width, height int, size int64) []byte {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			m.SetRGBA(x, y, color.RGBA{uint8(x * 255 / width), uint8(y * 255 / height), 160, 255})
		}
	}
	out := make([]byte, size)
	for quality := 80; quality > 0; quality -= 25 {
		var b bytes.Buffer
		if jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}) == nil && int64(b.Len()) <= size {
			copy(out, b.Bytes())
			break
		}
	}
	return out
}
