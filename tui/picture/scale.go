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
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	row := image.NewRGBA(image.Rect(0, 0, b.Dx(), 1)) // of the source
	sums := make([]uint64, 4*w)                       // red, green, blue, alpha of each column so far
	ends := make([]int, w)                            // for each column, where its source ends
	for x := range w {
		ends[x] = int(int64(x+1) * int64(b.Dx()) / int64(w))
	}
	top := 0
	for y := range h {
		bottom := int(int64(y+1) * int64(b.Dy()) / int64(h))
		for line := top; line < bottom; line++ {
			draw.Draw(row, row.Rect, src, image.Pt(b.Min.X, b.Min.Y+line), draw.Src)
			addRow(sums, row.Pix, ends)
		}
		out, begin := dst.Pix[y*dst.Stride:], 0
		for x, end := range ends {
			n := uint64(end-begin) * uint64(bottom-top)
			for i := 4 * x; i < 4*x+4; i++ {
				out[i] = uint8((sums[i] + n/2) / n)
			}
			begin = end
		}
		clear(sums)
		top = bottom
	}
	return dst
}

// addRow adds the pixels of a row to the sums of their columns.
func addRow(sums []uint64, pix []uint8, ends []int) {
	begin := 0
	for x, end := range ends {
		var r, g, b, a uint64
		for p := pix[4*begin : 4*end]; len(p) >= 4; p = p[4:] {
			r += uint64(p[0])
			g += uint64(p[1])
			b += uint64(p[2])
			a += uint64(p[3])
		}
		sum := sums[4*x : 4*x+4]
		sum[0] += r
		sum[1] += g
		sum[2] += b
		sum[3] += a
		begin = end
	}
}
