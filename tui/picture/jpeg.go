package picture

import (
	"bufio"
	"fmt"
	"io"
)

// Markers of a JPEG file (ITU-T T.81, table B.1).
const (
	markerSOF0  = 0xc0 // baseline, extended and progressive frames: C0 to C2
	markerSOF2  = 0xc2
	markerRST0  = 0xd0
	markerRST7  = 0xd7
	markerSOI   = 0xd8
	markerEOI   = 0xd9
	markerSOS   = 0xda
	markerAPP1  = 0xe1 // Exif
	markerAdobe = 0xee // APP14: the colours may be RGB
)

// survey is what a walk over a JPEG file's segments finds.
type survey struct {
	samples     int64 // of all components, padded to whole blocks
	components  int
	progressive bool
	convertible bool // the decoder may make a second picture of it
	scans       int64
	turn        turn
}

// weighJPEG walks the whole file. Scans lie anywhere in it, and whether the
// decoder keeps coefficients, four bytes a sample, hangs on the frame's kind.
func (h *header) weighJPEG(in *bufio.Reader) error {
	var s survey
	for {
		marker, err := nextMarker(in)
		if err == io.EOF || err == nil && marker == markerEOI {
			break // a file that ends early is found out by the decoder
		}
		if err != nil {
			return err
		}
		if err := s.segment(in, marker); err != nil {
			return err
		}
	}
	if s.samples*max(s.scans, 1) > maxSamples {
		return fmt.Errorf("%w: %d scans", ErrTooLarge, s.scans)
	}
	h.turn = s.turn
	h.memory = s.samples
	if s.progressive {
		h.memory += 4 * s.samples
	}
	if s.convertible || s.components == 4 {
		h.memory += 4 * int64(h.width) * int64(h.height)
	}
	return nil
}

// nextMarker skips to the next marker that has a segment, or to the end. Bytes
// of a scan look like none: in them 0 follows each 0xff.
func nextMarker(in *bufio.Reader) (byte, error) {
	for {
		if _, err := in.ReadSlice(0xff); err == bufio.ErrBufferFull {
			continue
		} else if err != nil {
			return 0, err
		}
		b, err := in.ReadByte()
		for b == 0xff && err == nil {
			b, err = in.ReadByte()
		}
		switch {
		case err != nil:
			return 0, err
		case b == 0, b == markerSOI, b >= markerRST0 && b <= markerRST7:
			continue
		}
		return b, nil
	}
}

// segment reads one segment after its marker.
func (s *survey) segment(in *bufio.Reader, marker byte) error {
	var b [2]byte
	if _, err := io.ReadFull(in, b[:]); err != nil {
		return err
	}
	length := (int(b[0])<<8 | int(b[1])) - 2
	if length < 0 {
		return fmt.Errorf("%w: a segment of no length", ErrBroken)
	}
	switch {
	case marker == markerAPP1, marker >= markerSOF0 && marker <= markerSOF2:
		return s.body(in, marker, length)
	case marker == markerSOS:
		s.scans++
	case marker == markerAdobe:
		s.convertible = true
	}
	_, err := in.Discard(length)
	return err
}

// body reads a segment that has something to tell.
func (s *survey) body(in *bufio.Reader, marker byte, length int) error {
	b := make([]byte, length)
	if _, err := io.ReadFull(in, b); err != nil {
		return err
	}
	if marker != markerAPP1 {
		return s.frame(b, marker == markerSOF2)
	}
	if t, ok := turnOf(b); ok {
		s.turn = t
	}
	return nil
}

// frame reads a frame header (T.81 §B.2.2).
func (s *survey) frame(b []byte, progressive bool) error {
	if len(b) < 6 || len(b) != 6+3*int(b[5]) {
		return fmt.Errorf("%w: its frame header", ErrBroken)
	}
	height, width := int64(b[1])<<8|int64(b[2]), int64(b[3])<<8|int64(b[4])
	var across, down, each int64 = 1, 1, 0
	s.convertible = s.convertible || len(b) == 15 && b[6] == 'R' && b[9] == 'G' && b[12] == 'B'
	for c := b[6:]; len(c) >= 3; c = c[3:] {
		x, y := int64(c[1]>>4), int64(c[1]&15)
		across, down, each = max(across, x), max(down, y), each+x*y
	}
	units := ((width + 8*across - 1) / (8 * across)) * ((height + 8*down - 1) / (8 * down))
	s.samples = max(s.samples, 64*each*units)
	s.components = int(b[5])
	s.progressive = s.progressive || progressive
	return nil
}
