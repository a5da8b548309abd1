package botsim

import "time"

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
