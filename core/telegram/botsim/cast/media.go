package cast

import (
	"time"

	"tgdesk/core/telegram/botsim"
)

// shows sends a picture, which is drawn only then.
func shows(s scene, caption string) act {
	return func(p *player) { p.last = p.visitor.Send(captioned(botsim.Photo().WithBytes(s.jpeg()), caption)) }
}

func captioned(c botsim.Content, caption string) botsim.Content {
	if caption == "" {
		return c
	}
	return c.Caption(caption)
}

// album sends pictures as one album, whose parts reach the bot one by one.
func album(caption string, scenes ...scene) []act {
	acts := make([]act, len(scenes))
	for i := range scenes {
		acts[i] = func(p *player) {
			if i == 0 {
				p.prepare(caption, scenes)
			}
			if p.album != nil {
				p.album.Arrive(i)
				p.last = p.album.IDs[0]
			}
		}
	}
	return acts
}

// prepare draws an album. A deactivated account has none.
func (p *player) prepare(caption string, scenes []scene) {
	parts := make([]botsim.Content, len(scenes))
	for i, s := range scenes {
		parts[i] = botsim.Photo().WithBytes(s.jpeg())
	}
	parts[0] = captioned(parts[0], caption)
	p.album, _ = p.visitor.Prepare(parts...)
}

func records(seconds int) act {
	return func(p *player) {
		p.last = p.visitor.Send(botsim.Voice(seconds).WithBytes(recording(seconds)))
	}
}

func sticks(emoji string) act {
	return func(p *player) { p.last = p.visitor.Send(botsim.Sticker(emoji).WithBytes(smiley())) }
}

func hands(name string, lines ...string) act {
	return func(p *player) {
		p.last = p.visitor.Send(botsim.Document(name, "application/pdf", 0).WithBytes(paper(lines...)))
	}
}

// walks shares a live location, moves three times and stops.
func walks(latitude, longitude float64) []act {
	const step = 0.0004 // about 40 m
	acts := []act{sends(botsim.LiveLocation(latitude, longitude, 15*time.Minute))}
	for i := range 3 {
		far := float64(i+1) * step
		acts = append(acts, func(p *player) { _ = p.visitor.Move(p.last, latitude+far, longitude+far) })
	}
	return append(acts, func(p *player) { _ = p.visitor.StopSharing(p.last) })
}

// isFile says whether an operator's message is something to look at.
func isFile(r botsim.Received) bool {
	return r.Kind != "" && r.Kind != "text"
}
