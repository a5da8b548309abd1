package botsim

import (
	"fmt"
	"maps"
	"time"
)

// Content is what a message contains: fields of the protocol's Message, without
// its id, chat, sender and dates. Any fields may be put together by hand; the
// functions below make the usual ones.
type Content map[string]any

// With returns the content with one more field, such as "caption".
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

// ForwardedFromHidden returns the content as forwarded from a person who hides
// their account.
func (c Content) ForwardedFromHidden(name string, at time.Time) Content {
	return c.With("forward_origin", map[string]any{"type": "hidden_user", "sender_user_name": name, "date": at.Unix()})
}

// Text is a plain text message.
func Text(text string) Content { return Content{"text": text} }

// file is what all files have. Ids are made from the kind, so that they are the
// same each time; the server has no bytes for them.
func file(kind string, size int64) map[string]any {
	return map[string]any{"file_id": "BQAC-" + kind + "-0001", "file_unique_id": "AgAD" + kind, "file_size": size}
}

func with(m map[string]any, more map[string]any) map[string]any {
	maps.Copy(m, more)
	return m
}

func picture(kind string, w, h int, size int64) map[string]any {
	return with(file(fmt.Sprintf("%s%dx%d", kind, w, h), size), map[string]any{"width": w, "height": h})
}

// Photo is a photo of 1280×960 pixels in three sizes, the largest last.
func Photo() Content {
	return Content{"photo": []any{
		picture("photo", 90, 68, 1_532), picture("photo", 320, 240, 18_904), picture("photo", 1280, 960, 219_136),
	}}
}

// LivePhoto is a photo that moves; it carries an ordinary photo as well.
func LivePhoto() Content {
	return Photo().With("live_photo", with(file("live", 1_204_002),
		map[string]any{"width": 1280, "height": 960, "duration": 3, "mime_type": "video/mp4"}))
}

// Document is a file of size bytes.
func Document(name, mimeType string, size int64) Content {
	return Content{"document": with(file("document", size), map[string]any{"file_name": name, "mime_type": mimeType})}
}

// Animation is a GIF, which carries a document as well.
func Animation() Content {
	f := map[string]any{"file_name": "giphy.mp4", "mime_type": "video/mp4"}
	c := Content{"document": with(file("animation", 154_322), f)}
	c["animation"] = with(with(file("animation", 154_322), f), map[string]any{"width": 480, "height": 270, "duration": 4})
	return c
}

// Video is a video of that many seconds.
func Video(seconds int) Content {
	return Content{"video": with(picture("video", 1280, 720, int64(seconds)*250_000),
		map[string]any{"duration": seconds, "mime_type": "video/mp4", "file_name": "IMG_0412.MP4"})}
}

// VideoNote is a round video of that many seconds.
func VideoNote(seconds int) Content {
	return Content{"video_note": with(file("note", int64(seconds)*90_000), map[string]any{"duration": seconds, "length": 384})}
}

// Voice is a voice message of that many seconds.
func Voice(seconds int) Content {
	return Content{"voice": with(file("voice", int64(seconds)*4_200), map[string]any{"duration": seconds, "mime_type": "audio/ogg"})}
}

// Audio is a piece of music of that many seconds.
func Audio(seconds int, performer, title string) Content {
	return Content{"audio": with(file("audio", int64(seconds)*16_000), map[string]any{
		"duration": seconds, "mime_type": "audio/mpeg", "performer": performer, "title": title, "file_name": title + ".mp3",
	})}
}

// Sticker is a sticker that stands for an emoji.
func Sticker(emoji string) Content {
	return Content{"sticker": with(picture("sticker", 512, 512, 24_118), map[string]any{
		"emoji": emoji, "type": "regular", "is_animated": false, "is_video": false, "set_name": "HotCherry",
	})}
}
