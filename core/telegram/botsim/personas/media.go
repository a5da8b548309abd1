package personas

import (
	"time"

	"tgdesk/core/telegram/botsim"
)

// photo sends a picture, which is drawn only then.
func photo(s scene, caption string) action {
	return func(p *actor) { p.last = p.visitor.Send(captioned(botsim.Photo().WithBytes(s.jpeg()), caption)) }
}

func captioned(c botsim.Content, caption string) botsim.Content {
	if caption == "" {
		return c
	}
	return c.Caption(caption)
}

// album sends pictures as one album, whose parts arrive one by one.
func album(caption string, scenes ...scene) []action {
	acts := make([]action, len(scenes))
	for i := range scenes {
		acts[i] = func(p *actor) {
			if i == 0 {
				p.prepareAlbum(caption, scenes)
			}
			if p.album != nil {
				p.album.Deliver(i)
				p.last = p.album.IDs[0]
			}
		}
	}
	return acts
}

// prepareAlbum draws an album. A deactivated account has none.
func (p *actor) prepareAlbum(caption string, scenes []scene) {
	parts := make([]botsim.Content, len(scenes))
	for i, s := range scenes {
		parts[i] = botsim.Photo().WithBytes(s.jpeg())
	}
	parts[0] = captioned(parts[0], caption)
	p.album, _ = p.visitor.NewAlbum(parts...)
}

func voice(seconds int) action {
	return func(p *actor) {
		p.last = p.visitor.Send(botsim.Voice(seconds).WithBytes(silentVoice(seconds)))
	}
}

func sticker(emoji string) action {
	return func(p *actor) { p.last = p.visitor.Send(botsim.Sticker(emoji).WithBytes(smileyWebP())) }
}

func document(name string, lines ...string) action {
	return func(p *actor) {
		p.last = p.visitor.Send(botsim.Document(name, "application/pdf", 0).WithBytes(pdfPage(lines...)))
	}
}

// liveLocation shares a live location, moves it three times and stops.
func liveLocation(latitude, longitude float64) []action {
	const step = 0.0004 // about 40 m
	acts := []action{send(botsim.LiveLocation(latitude, longitude, 15*time.Minute))}
	for i := range 3 {
		far := float64(i+1) * step
		acts = append(acts, func(p *actor) { _ = p.visitor.Move(p.last, latitude+far, longitude+far) })
	}
	return append(acts, func(p *actor) { _ = p.visitor.StopSharing(p.last) })
}

// isFile reports whether an operator's message is a file.
func isFile(r botsim.Received) bool {
	return r.Kind != "" && r.Kind != "text"
}
