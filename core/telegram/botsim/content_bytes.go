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

// WithBytes returns the content with these bytes in its file. A photo gets their
// size in pixels, where they can be read, and one size only.
func (c Content) WithBytes(data []byte) Content {
	out := maps.Clone(c)
	if _, is := out["photo"]; is && out["live_photo"] == nil {
		about := map[string]any{"width": 1280, "height": 960}
		if size, err := measure(data); err == nil {
			about["width"], about["height"] = size.Width, size.Height
		}
		out["photo"] = []any{FileOf(data, about)}
		return out
	}
	for field, value := range out {
		if f, is := value.(File); is {
			out[field] = FileOf(data, f.about)
		}
	}
	return out
}

// WithThumbnail returns the content with a small picture of its file.
func (c Content) WithThumbnail(data []byte) Content {
	size, _ := measure(data) // 0×0 where it is no picture
	out := maps.Clone(c)
	for field, value := range out {
		if f, is := value.(File); is {
			about := maps.Clone(f.about)
			about["thumbnail"] = FileOf(data, map[string]any{"width": size.Width, "height": size.Height})
			out[field] = File{f.source, about}
		}
	}
	return out
}

// drawn is a picture of size bytes: a JPEG of a gradient, drawn when it is first
// read, and zeros after its end.
func drawn(width, height int, size int64) File {
	f := made("picture", size, map[string]any{"width": width, "height": height})
	draw := sync.OnceValue(func() []byte { return gradient(width, height, size) })
	f.source.open = func() io.Reader { return bytes.NewReader(draw()) }
	return f
}

// gradient is a JPEG filled up to size bytes, as coarse as it takes to fit.
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
