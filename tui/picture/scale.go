package picture

import (
	"image"
	"image/draw"
)

// fit returns the size that a picture of w × h takes inside a box, with its
// aspect kept and never made larger.
func fit(w, h, boxW, boxH int) (int, int) {
	if w <= boxW && h <= boxH {
		return w, h
	}
	w64, h64, bw, bh := int64(w), int64(h), int64(boxW), int64(boxH)
	if w64*bh >= h64*bw {
		return boxW, int(min(max((h64*bw+w64/2)/w64, 1), bh))
	}
	return int(min(max((w64*bh+h64/2)/h64, 1), bw)), boxH
}

// scale returns src at w × h pixels, each the mean of those it stands for. It
// goes row by row, so that beside src there is never more than the result:
// the kernels of golang.org/x/image/draw keep all rows at the new width in
// floating point, 50 MB for a photo.
func scale(src image.Image, w, h int) *image.RGBA {
	b := src.Bounds()
	s := scaler{
		row:  image.NewRGBA(image.Rect(0, 0, b.Dx(), 1)),
		sums: make([]uint64, 4*w),
		ends: make([]int, w),
		dst:  image.NewRGBA(image.Rect(0, 0, w, h)),
	}
	for x := range w {
		s.ends[x] = int(int64(x+1) * int64(b.Dx()) / int64(w))
	}
	begin := 0
	for y := range h {
		end := int(int64(y+1) * int64(b.Dy()) / int64(h))
		for line := begin; line < end; line++ {
			draw.Draw(s.row, s.row.Rect, src, image.Pt(b.Min.X, b.Min.Y+line), draw.Src)
			s.add()
		}
		s.flush(y, end-begin)
		begin = end
	}
	return s.dst
}

// scaler holds what scale works on.
type scaler struct {
	row  *image.RGBA // one row of the source
	ends []int       // for each column of the result, where its source ends
	sums []uint64    // red, green, blue, alpha of each column so far
	dst  *image.RGBA
}

// add adds the row to the sums.
func (s *scaler) add() {
	begin := 0
	for x, end := range s.ends {
		var r, g, b, a uint64
		for p := s.row.Pix[4*begin : 4*end]; len(p) >= 4; p = p[4:] {
			r += uint64(p[0])
			g += uint64(p[1])
			b += uint64(p[2])
			a += uint64(p[3])
		}
		sum := s.sums[4*x : 4*x+4]
		sum[0] += r
		sum[1] += g
		sum[2] += b
		sum[3] += a
		begin = end
	}
}

// flush writes row y of the result, whose sums are over lines source rows.
func (s *scaler) flush(y, lines int) {
	out, begin := s.dst.Pix[y*s.dst.Stride:], 0
	for x, end := range s.ends {
		n := uint64(end-begin) * uint64(lines)
		for i := 4 * x; i < 4*x+4; i++ {
			out[i] = uint8((s.sums[i] + n/2) / n)
			s.sums[i] = 0
		}
		begin = end
	}
}
