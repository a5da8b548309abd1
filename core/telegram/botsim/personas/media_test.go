package personas

import (
	"bytes"
	"encoding/binary"
	"image/jpeg"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/image/webp"
)

func TestPictures(t *testing.T) {
	t.Parallel()
	for _, s := range append(lamps(), parcel(), label()) {
		data := s.jpeg()
		m, err := jpeg.Decode(bytes.NewReader(data))
		if err != nil || m.Bounds().Dx() != s.width || m.Bounds().Dy() != s.height || len(data) > 60_000 {
			t.Errorf("%+v: %d bytes, %v", s, len(data), err)
		}
		if !bytes.Equal(data, s.jpeg()) {
			t.Errorf("%+v: not the same twice", s)
		}
	}
}

func TestSticker(t *testing.T) {
	t.Parallel()
	m, err := webp.Decode(bytes.NewReader(smileyWebP()))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		x, y        int
		r, g, alpha uint32
	}{{0, 0, 0, 0, 0}, {256, 256, 250, 205, 255}, {176, 186, 250, 70, 255}, {511, 511, 0, 0, 0}} {
		r, g, _, a := m.At(tt.x, tt.y).RGBA()
		if a>>8 != tt.alpha || tt.alpha > 0 && (r>>8 != tt.r || g>>8 != tt.g) {
			t.Errorf("at %d,%d: %d %d %d", tt.x, tt.y, r>>8, g>>8, a>>8)
		}
	}
}

// Every page of a voice message is complete, and the last one has its duration.
func TestVoice(t *testing.T) {
	t.Parallel()
	data, pages := silentVoice(14), 0
	for len(data) > 0 {
		if len(data) < 28 || string(data[:4]) != "OggS" {
			t.Fatalf("page %d: %q", pages, data[:min(8, len(data))])
		}
		size := 27 + int(data[26])
		for _, lace := range data[27:size] {
			size += int(lace)
		}
		page := bytes.Clone(data[:size])
		sum := binary.LittleEndian.Uint32(page[22:])
		clear(page[22:26])
		if oggChecksum(page) != sum || binary.LittleEndian.Uint32(page[18:]) != uint32(pages) {
			t.Errorf("page %d: its sum or number is wrong", pages)
		}
		last := len(data) == size
		if length := binary.LittleEndian.Uint64(page[6:]); last && (length != 14*48_000 || page[5] != 4) {
			t.Errorf("the last page ends at %d, flags %d", length, page[5])
		}
		data, pages = data[size:], pages+1
	}
	if pages != 16 {
		t.Errorf("%d pages", pages)
	}
	if got := oggChecksum([]byte("123456789")); got != 0x89a1897f {
		t.Errorf("the sum of 123456789 is %x", got)
	}
}

// The table of a PDF refers to its objects.
func TestPDF(t *testing.T) {
	t.Parallel()
	data := string(pdfPage("one (1)", `back\slash`))
	_, after, _ := strings.Cut(data, "startxref\n")
	table, err := strconv.Atoi(strings.TrimSuffix(after, "\n%%EOF\n"))
	if err != nil || !strings.HasPrefix(data[table:], "xref\n0 6\n") || !strings.Contains(data, `(one \(1\)) Tj`) {
		t.Fatalf("table at %d, %v", table, err)
	}
	for i, row := range strings.Split(data[table:], "\n")[3:8] {
		start, err := strconv.Atoi(strings.Fields(row)[0])
		if err != nil || !strings.HasPrefix(data[start:], strconv.Itoa(i+1)+" 0 obj") {
			t.Errorf("row %q", row)
		}
	}
}
