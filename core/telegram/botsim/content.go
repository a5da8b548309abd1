package botsim

import (
	"fmt"
	"maps"
	"time"
)

// Content is the content of a message: fields of the protocol's Message without
// id, chat, sender and dates. Any fields are possible; the functions below return
// the usual ones.
type Content map[string]any

// With returns the content with another field, such as "caption".
func (c Content) With(field string, value any) Content {
	out := maps.Clone(c)
	out[field] = value
	return out
}

// Caption returns the content with a caption.
func (c Content) Caption(text string) Content { return c.With("caption", text) }

// ForwardedFromUser returns the content as forwarded from a person.
func (c Content) ForwardedFromUser(u User, at time.Time) Content {
	return c.With("forward_origin", map[string]any{"type": "user", "sender_user": u.from(), "date": at.Unix()})
}

// ForwardedFromHidden returns the content as forwarded from a person with a hidden
// account.
func (c Content) ForwardedFromHidden(name string, at time.Time) Content {
	return c.With("forward_origin", map[string]any{"type": "hidden_user", "sender_user_name": name, "date": at.Unix()})
}

// ForwardedFromChannel returns the content as forwarded from a channel.
func (c Content) ForwardedFromChannel(title string, at time.Time) Content {
	return c.With("forward_origin", map[string]any{
		"type": "channel", "date": at.Unix(), "message_id": 42,
		"chat": map[string]any{"id": -1_001_234_567_890, "type": "channel", "title": title},
	})
}

// ForwardedFromChat returns the content as forwarded from somebody who writes on
// behalf of a group.
func (c Content) ForwardedFromChat(title string, at time.Time) Content {
	return c.With("forward_origin", map[string]any{
		"type": "chat", "date": at.Unix(),
		"sender_chat": map[string]any{"id": -1_009_876_543_210, "type": "supergroup", "title": title},
	})
}

// Marked returns the content with entities of its text, or of its caption if it
// has no text.
func (c Content) Marked(entities ...Entity) Content {
	if _, has := c["text"]; has {
		return c.With("entities", entities)
	}
	return c.With("caption_entities", entities)
}

// Text is a plain text message.
func Text(text string) Content { return Content{"text": text} }

// placeholder is a file of size bytes without meaning.
func placeholder(kind string, size int64, about map[string]any) File {
	f := FillerFile(size, about)
	f.source.unique = uniqueID(fmt.Sprintf("%s %d %v", kind, size, about["file_name"]))
	return f
}

// Photo is a photo of 1280×960 pixels in three sizes, the largest last.
func Photo() Content {
	return Content{"photo": []any{picture(90, 68, 1_932), picture(320, 240, 18_904), picture(1280, 960, 219_136)}}
}

// LivePhoto is a live photo, with a photo for older programs.
func LivePhoto() Content {
	return Photo().With("live_photo", placeholder("live", 1_204_002,
		map[string]any{"width": 1280, "height": 960, "duration": 3, "mime_type": "video/mp4"}))
}

// Document is a file of size bytes.
func Document(name, mimeType string, size int64) Content {
	return Content{"document": placeholder("document", size, map[string]any{"file_name": name, "mime_type": mimeType})}
}

// Animation is a GIF, with a document for older programs.
func Animation() Content {
	return Content{
		"document": placeholder("animation", 154_322, map[string]any{"file_name": "giphy.mp4", "mime_type": "video/mp4"}),
		"animation": placeholder("animation", 154_322, map[string]any{
			"file_name": "giphy.mp4", "mime_type": "video/mp4", "width": 480, "height": 270, "duration": 4,
		}),
	}
}

// Video is a video of that many seconds, with a thumbnail.
func Video(seconds int) Content {
	return Content{"video": placeholder("video", int64(seconds)*250_000, map[string]any{
		"width": 1280, "height": 720, "duration": seconds, "mime_type": "video/mp4", "file_name": "IMG_0412.MP4",
		"thumbnail": picture(320, 180, 9_204),
	})}
}

// VideoNote is a round video of that many seconds, with a thumbnail.
func VideoNote(seconds int) Content {
	return Content{"video_note": placeholder("note", int64(seconds)*90_000, map[string]any{
		"duration": seconds, "length": 384, "thumbnail": picture(320, 320, 11_004),
	})}
}

// Voice is a voice message of that many seconds.
func Voice(seconds int) Content {
	return Content{"voice": placeholder("voice", int64(seconds)*4_200, map[string]any{"duration": seconds, "mime_type": "audio/ogg"})}
}

// Audio is a piece of music of that many seconds.
func Audio(seconds int, performer, title string) Content {
	return Content{"audio": placeholder("audio", int64(seconds)*16_000, map[string]any{
		"duration": seconds, "mime_type": "audio/mpeg", "performer": performer, "title": title, "file_name": title + ".mp3",
	})}
}

// Sticker is a sticker that stands for an emoji.
func Sticker(emoji string) Content {
	return Content{"sticker": placeholder("sticker", 24_118, map[string]any{
		"width": 512, "height": 512,
		"emoji": emoji, "type": "regular", "is_animated": false, "is_video": false, "set_name": "HotCherry",
	})}
}

// Contact is a person's phone number.
func Contact(phone, firstName string) Content {
	return Content{"contact": map[string]any{"phone_number": phone, "first_name": firstName}}
}

// Location is a point on the map.
func Location(latitude, longitude float64) Content {
	return Content{"location": map[string]any{"latitude": latitude, "longitude": longitude}}
}

// LiveLocation is a point that moves for a period.
func LiveLocation(latitude, longitude float64, period time.Duration) Content {
	return Content{"location": map[string]any{
		"latitude": latitude, "longitude": longitude, "horizontal_accuracy": 12.5, "live_period": int(period.Seconds()),
	}}
}

// Venue is a place with a name, and a location for older programs.
func Venue(title, address string, latitude, longitude float64) Content {
	place := map[string]any{"latitude": latitude, "longitude": longitude}
	return Content{"location": place, "venue": map[string]any{"location": place, "title": title, "address": address}}
}

// Poll is a question with options.
func Poll(question string, options ...string) Content {
	list := make([]any, len(options))
	for i, o := range options {
		list[i] = map[string]any{"persistent_id": string(rune('a' + i)), "text": o, "voter_count": 0}
	}
	return Content{"poll": map[string]any{
		"id": "5388822302218616832", "question": question, "options": list, "total_voter_count": 0,
		"is_closed": false, "is_anonymous": true, "type": "regular", "allows_multiple_answers": false,
	}}
}

// Dice is an emoji with a random value.
func Dice(emoji string, value int) Content {
	return Content{"dice": map[string]any{"emoji": emoji, "value": value}}
}

// Game is a game.
func Game(title string) Content {
	return Content{"game": map[string]any{"title": title, "description": "A game", "photo": Photo()["photo"]}}
}

// Checklist is a list of tasks, none of them done.
func Checklist(title string, tasks ...string) Content {
	list := make([]any, len(tasks))
	for i, t := range tasks {
		list[i] = map[string]any{"id": i + 1, "text": t}
	}
	return Content{"checklist": map[string]any{"title": title, "tasks": list}}
}

// Story is a story of another person; bots cannot see what is in it.
func Story(of User) Content {
	chat := of.names()
	chat["id"], chat["type"] = of.ID, "private"
	return Content{"story": map[string]any{"chat": chat, "id": 17}}
}

// PaidMedia is a photo that costs stars and is not paid for.
func PaidMedia(stars int) Content {
	return Content{"paid_media": map[string]any{
		"star_count": stars, "paid_media": []any{map[string]any{"type": "preview", "width": 1280, "height": 960}},
	}}
}

// Rich is a rich message of paragraphs, which has no text field.
func Rich(paragraphs ...string) Content {
	blocks := make([]any, len(paragraphs))
	for i, p := range paragraphs {
		blocks[i] = map[string]any{"type": "paragraph", "text": p}
	}
	return Content{"rich_message": map[string]any{"blocks": blocks}}
}

// Service is a service message, such as
// Service("message_auto_delete_timer_changed", map[string]any{"message_auto_delete_time": 86400}).
func Service(field string, value any) Content { return Content{field: value} }

// UnknownKind is a message of a kind that does not exist.
func UnknownKind() Content {
	return Content{"hologram": map[string]any{"file_id": "BQAC-hologram-0001", "depth": 3, "type": "volumetric"}}
}

// UnknownOrigin is a text with a forward_origin of an unknown type: valid JSON
// that a client with closed unions refuses to decode.
func UnknownOrigin(text string) Content {
	return Text(text).With("forward_origin", map[string]any{"type": "teleported", "date": 1})
}
