package personas

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math"
)

// scene is a small picture: a sky, a floor, and one object on it.
type scene struct {
	width, height int
	sky, floor    color.RGBA
	object        color.RGBA
	round         bool    // a ball or lamp; otherwise a box
	cracked       bool    // a dark line crosses the object
	position      float64 // of the object, from 0 at the left to 1
}

// jpeg draws the scene, always with the same bytes.
func (s scene) jpeg() []byte {
	m := image.NewRGBA(image.Rect(0, 0, s.width, s.height))
	for y := range s.height {
		for x := range s.width {
			m.SetRGBA(x, y, s.colorAt(float64(x), float64(y)))
		}
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, m, &jpeg.Options{Quality: 82}) // writing to a buffer never fails
	return b.Bytes()
}

// colorAt is the color of a point.
func (s scene) colorAt(x, y float64) color.RGBA {
	w, h := float64(s.width), float64(s.height)
	dx, dy := x-w*s.position, y-h*0.55
	size := h * 0.28
	inside := math.Abs(dx) < size && math.Abs(dy) < size*0.8
	if s.round {
		inside = math.Hypot(dx, dy) < size
	}
	switch {
	case inside && s.cracked && math.Abs(dx-size*0.3*math.Sin(dy/size*5)) < h*0.012:
		return color.RGBA{40, 30, 30, 255}
	case inside:
		return blend(s.object, color.RGBA{255, 255, 255, 255}, math.Max(0, 0.35-math.Hypot(dx+size/3, dy+size/3)/size/3))
	case y > h*0.7:
		return blend(s.floor, color.RGBA{0, 0, 0, 255}, (y/h-0.7)*1.2)
	}
	return blend(s.sky, color.RGBA{255, 255, 255, 255}, y/h*0.8)
}

// blend mixes two colors; share, from 0 to 1, is that of to.
func blend(from, to color.RGBA, share float64) color.RGBA {
	mix := func(a, b uint8) uint8 { return uint8(float64(a) + (float64(b)-float64(a))*share) }
	return color.RGBA{mix(from.R, to.R), mix(from.G, to.G), mix(from.B, to.B), 255}
}

func parcel() scene {
	return scene{640, 480, color.RGBA{120, 170, 220, 255}, color.RGBA{120, 110, 100, 255}, color.RGBA{190, 140, 80, 255}, false, false, 0.5}
}

// lamps are three views of one broken lamp.
func lamps() []scene {
	lamp := scene{640, 480, color.RGBA{90, 70, 120, 255}, color.RGBA{140, 100, 60, 255}, color.RGBA{240, 200, 90, 255}, true, true, 0.5}
	left, tall := lamp, lamp
	left.position, left.sky = 0.3, color.RGBA{70, 110, 120, 255}
	tall.width, tall.height = 360, 480
	return []scene{lamp, left, tall}
}

func label() scene {
	return scene{480, 360, color.RGBA{200, 190, 180, 255}, color.RGBA{90, 90, 100, 255}, color.RGBA{230, 230, 225, 255}, false, false, 0.6}
}
