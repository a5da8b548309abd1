package picture

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"io"
	"runtime"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func mustDecode(t testing.TB, data []byte, w, h int) *Image {
	t.Helper()
	img, err := NewDecoder().Decode(t.Context(), bytes.NewReader(data), w, h)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// near compares colours as well as JPEG allows.
func near(a, b color.RGBA) bool {
	off := func(x, y uint8) bool { return int(x)-int(y) > 12 || int(y)-int(x) > 12 }
	return !off(a.R, b.R) && !off(a.G, b.G) && !off(a.B, b.B) && !off(a.A, b.A)
}

func TestEveryFormatIsScaledToTheBox(t *testing.T) {
	t.Parallel()
	src := gradient(64, 48)
	for name, data := range map[string][]byte{"jpeg": asJPEG(src), "png": asPNG(src)} {
		img := mustDecode(t, data, 16, 99)
		if img.Width != 64 || img.Height != 48 || img.pix.Rect != image.Rect(0, 0, 16, 12) {
			t.Errorf("%s: %d × %d became %v", name, img.Width, img.Height, img.pix.Rect)
		}
		if got, want := img.pix.RGBAAt(8, 6), src.RGBAAt(34, 26); !near(got, want) {
			t.Errorf("%s: in the middle %v, want %v", name, got, want)
		}
	}
	if img := mustDecode(t, asGIF(src), 16, 6); img.pix.Rect != image.Rect(0, 0, 8, 6) {
		t.Errorf("gif: %v", img.pix.Rect)
	}
	for n := range webps {
		if img := mustDecode(t, asWebP(n), 16, 16); img.pix.Rect != image.Rect(0, 0, 1, 1) || img.Width != 1 {
			t.Errorf("webp %d: %v", n, img.pix.Rect)
		}
	}
}

func TestExifOrientation(t *testing.T) {
	t.Parallel()
	red, blue := color.RGBA{255, 0, 0, 255}, color.RGBA{0, 0, 255, 255}
	src := image.NewRGBA(image.Rect(0, 0, 64, 32)) // red above blue
	for i := range src.Pix {
		top := i < len(src.Pix)/2
		if i%4 == 3 || i%4 == 0 && top || i%4 == 2 && !top {
			src.Pix[i] = 255
		}
	}
	at := func(img *Image, x, y int) string {
		switch c := img.pix.RGBAAt(x, y); {
		case near(c, red):
			return "red"
		case near(c, blue):
			return "blue"
		}
		return "neither"
	}
	for o, want := range map[orientation]struct {
		w, h        int
		first, last string
	}{
		0: {16, 8, "red", "blue"}, 1: {16, 8, "red", "blue"}, 2: {16, 8, "red", "blue"},
		3: {16, 8, "blue", "red"}, 4: {16, 8, "blue", "red"},
		5: {8, 16, "red", "blue"}, 6: {8, 16, "blue", "red"}, 7: {8, 16, "blue", "red"}, 8: {8, 16, "red", "blue"},
		9: {16, 8, "red", "blue"},
	} {
		img := mustDecode(t, oriented(asJPEG(src), o), 16, 16)
		w, h := img.pix.Rect.Dx(), img.pix.Rect.Dy()
		if w != want.w || h != want.h || img.Width/4 != w || img.Height/4 != h {
			t.Errorf("orientation %d: %d × %d, of %d × %d", o, w, h, img.Width, img.Height)
		}
		if first, last := at(img, 0, 0), at(img, w-1, h-1); first != want.first || last != want.last {
			t.Errorf("orientation %d: from %s to %s, want %s to %s", o, first, last, want.first, want.last)
		}
	}
}

func TestTransparencySurvivesScaling(t *testing.T) {
	t.Parallel()
	src := image.NewNRGBA(image.Rect(0, 0, 8, 2))
	for x := range 4 {
		src.SetNRGBA(x, 0, color.NRGBA{200, 100, 50, 255})
		src.SetNRGBA(x, 1, color.NRGBA{200, 100, 50, 255})
	}
	img := mustDecode(t, asPNG(src), 2, 2)
	if got := img.pix.RGBAAt(0, 0); got != (color.RGBA{200, 100, 50, 255}) {
		t.Errorf("opaque: %v", got)
	}
	if got := img.pix.RGBAAt(1, 0); got.A != 0 {
		t.Errorf("clear: %v", got)
	}
}

func TestHostileFilesAreErrors(t *testing.T) {
	t.Parallel()
	for _, c := range corpus() {
		img, err := NewDecoder().Decode(t.Context(), bytes.NewReader(c.data), 40, 40)
		if img != nil || !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, %v, want %v", c.name, img, err, c.want)
		}
	}
}

// TestMemory is not parallel: it counts what the whole process allocates.
func TestMemory(t *testing.T) {
	legal := []hostile{
		{"30 megapixels with alpha", rawPNG(6000, 5000, 8, 6, 0, 24001*5000), nil},
		{"36 megapixels of a camera", asJPEG(image.NewYCbCr(image.Rect(0, 0, 7360, 4880), image.YCbCrSubsampleRatio420)), nil},
		{"photo", asJPEG(gradient(1600, 1200)), nil},
	}
	for _, c := range append(corpus(), legal...) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := NewDecoder().Decode(t.Context(), bytes.NewReader(c.data), 400, 400)
		runtime.ReadMemStats(&after)
		if c.want == nil && err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		took := after.TotalAlloc - before.TotalAlloc
		if took > maxMemory {
			t.Errorf("%s: %d MB", c.name, took>>20)
		}
		if errors.Is(err, ErrTooLarge) && took > 4<<20 {
			t.Errorf("%s was refused only after %d MB", c.name, took>>20)
		}
	}
}

// reader is a file that goes wrong.
type reader struct {
	*bytes.Reader
	size int64
	fail func() error
}

func (r reader) Seek(offset int64, whence int) (int64, error) {
	if whence == io.SeekEnd && r.size > 0 {
		return r.size, nil
	}
	return r.Reader.Seek(offset, whence)
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.fail(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

func TestReadErrors(t *testing.T) {
	t.Parallel()
	data := asPNG(gradient(64, 64))
	ok := func() error { return nil }
	ended, end := context.WithCancel(t.Context())
	end()
	for name, c := range map[string]struct {
		ctx  context.Context
		r    reader
		want error
	}{
		"huge":      {t.Context(), reader{bytes.NewReader(data), MaxFile + 1, ok}, ErrTooLarge},
		"fails":     {t.Context(), reader{bytes.NewReader(data), 0, func() error { return io.ErrClosedPipe }}, io.ErrClosedPipe},
		"cancelled": {ended, reader{bytes.NewReader(data), 0, ok}, context.Canceled},
	} {
		if _, err := NewDecoder().Decode(c.ctx, c.r, 9, 9); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestPanicIsABrokenPicture(t *testing.T) {
	t.Parallel()
	data := asJPEG(gradient(300, 300))
	panics := 0
	for done := false; !done; panics++ {
		reads := 0
		r := reader{bytes.NewReader(data), 0, func() error {
			if reads++; reads > panics {
				panic("a decoder's bug")
			}
			return nil
		}}
		_, err := NewDecoder().Decode(t.Context(), r, 9, 9)
		if done = err == nil; !done && !errors.Is(err, ErrBroken) {
			t.Fatalf("a panic at read %d: %v", panics, err)
		}
	}
	if panics < 5 {
		t.Errorf("only %d reads", panics)
	}
}

func TestFitKeepsTheAspect(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 70_000).Draw(t, "w"), rapid.IntRange(1, 70_000).Draw(t, "h")
		bw, bh := rapid.IntRange(1, 400).Draw(t, "box w"), rapid.IntRange(1, 400).Draw(t, "box h")
		x, y := fit(w, h, bw, bh)
		if x < 1 || y < 1 || x > bw || y > bh || x > w || y > h {
			t.Fatalf("%d × %d in %d × %d gives %d × %d", w, h, bw, bh, x, y)
		}
		if off := float64(x)/float64(w) - float64(y)/float64(h); x > 1 && y > 1 && max(off, -off) > 1.01*max(1/float64(w), 1/float64(h)) {
			t.Fatalf("%d × %d becomes %d × %d", w, h, x, y)
		}
	})
}

func TestDecodingStopsWithItsContext(t *testing.T) {
	t.Parallel()
	data := asJPEG(gradient(1000, 1000))
	ctx, cancel := context.WithCancel(t.Context())
	reads := 0
	r := reader{bytes.NewReader(data), 0, func() error {
		if reads++; reads == 10 {
			cancel()
		}
		return nil
	}}
	if _, err := NewDecoder().Decode(ctx, r, 9, 9); !errors.Is(err, context.Canceled) || reads != 10 {
		t.Errorf("%d reads: %v", reads, err)
	}
}

func TestDecoderLimitsConcurrency(t *testing.T) {
	t.Parallel()
	d, data := NewDecoder(), asPNG(gradient(64, 64))
	if err := d.memory.Acquire(t.Context(), maxMemory/2+1); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := d.Decode(ctx, bytes.NewReader(data), 9, 9); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a third picture was decoded: %v", err)
	}
	d.memory.Release(maxMemory/2 + 1)
	if _, err := d.Decode(t.Context(), bytes.NewReader(data), 9, 9); err != nil {
		t.Error(err)
	}
}

func FuzzDecode(f *testing.F) {
	for _, c := range corpus() {
		if len(c.data) < 4096 {
			f.Add(c.data)
		}
	}
	for n := range webps {
		f.Add(asWebP(n))
	}
	f.Add(asJPEG(gradient(16, 16)))
	f.Add(oriented(asJPEG(gradient(16, 16)), 6))
	f.Add(asPNG(gradient(5, 3)))
	f.Add(asGIF(gradient(5, 3)))
	f.Fuzz(func(t *testing.T, data []byte) {
		img, err := NewDecoder().Decode(t.Context(), bytes.NewReader(data), 20, 10)
		if (img == nil) == (err == nil) {
			t.Fatalf("got %v and %v", img, err)
		}
		if err == nil && (img.pix.Rect.Empty() || img.pix.Rect.Dx() > 20 || img.pix.Rect.Dy() > 20) {
			t.Fatalf("scaled to %v", img.pix.Rect)
		}
	})
}

func BenchmarkDecode12MegapixelJPEG(b *testing.B) {
	data := asJPEG(gradient(4000, 3000))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := NewDecoder().Decode(b.Context(), bytes.NewReader(data), 40, 40); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkScale12Megapixels(b *testing.B) {
	img := gradient(4000, 3000)
	for b.Loop() {
		_ = scale(img, 40, 30)
	}
}
