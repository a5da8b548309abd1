package botsim

import (
	"fmt"
	"maps"
	"time"
)

// Edit replaces the text of a message, or its caption if it has no text, without
// entities.
func (v *Visitor) Edit(id int64, text string) error {
	return v.editMessage(id, func(m *message) {
		field := "caption"
		if _, has := m.content["text"]; has {
			field = "text"
		}
		formattedText{text: text}.put(m.content, field)
	})
}

// Replace replaces the content of a message, such as its photo. It stays a reply
// and a part of its album.
func (v *Visitor) Replace(id int64, c Content) error {
	return v.editMessage(id, func(m *message) {
		group, in := m.content["media_group_id"]
		m.content = v.bot.resolve(c)
		if in {
			m.content["media_group_id"] = group
		}
	})
}

// Touch queues an edit that changes nothing, as Telegram sometimes does.
func (v *Visitor) Touch(id int64) error { return v.editMessage(id, func(*message) {}) }

// Move moves a live location.
func (v *Visitor) Move(id int64, latitude, longitude float64) error {
	return v.editLocation(id, func(place map[string]any) { place["latitude"], place["longitude"] = latitude, longitude })
}

// StopSharing ends a live location where it is.
func (v *Visitor) StopSharing(id int64) error {
	return v.editLocation(id, func(place map[string]any) { delete(place, "live_period"); delete(place, "heading") })
}

func (v *Visitor) editLocation(id int64, change func(map[string]any)) error {
	return v.editMessage(id, func(m *message) {
		place, _ := m.content["location"].(map[string]any)
		place = maps.Clone(place)
		if place != nil {
			change(place)
			m.content["location"] = place
		}
	})
}

func (v *Visitor) editMessage(id int64, change func(*message)) error {
	s := v.bot.sim
	s.mu.Lock()
	defer s.mu.Unlock()
	m := v.messages[id]
	if m == nil || m.fromBot {
		return fmt.Errorf("edit message %d: not a message of this visitor", id)
	}
	change(m)
	m.edited = time.Now()
	v.queueUpdate("edited_message", m, m.edited)
	return nil
}
