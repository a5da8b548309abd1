package botsim

import "encoding/json"

// The kinds of updates that Telegram sends unless told otherwise, and those
// that it sends only when they are asked for by name.
func updatesByDefault() []string {
	return []string{
		"message", "edited_message", "channel_post", "edited_channel_post",
		"business_connection", "business_message", "edited_business_message", "deleted_business_messages",
		"inline_query", "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query",
		"purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_join_request",
		"chat_boost", "removed_chat_boost",
	}
}

func updatesOnRequest() []string {
	return []string{"chat_member", "message_reaction", "message_reaction_count"}
}

func defaultUpdates() map[string]bool {
	kinds := map[string]bool{}
	for _, k := range updatesByDefault() {
		kinds[k] = true
	}
	return kinds
}

// allow takes over an allowed_updates parameter, which stays in force until
// another call names one. Unknown names are ignored; a list with no known name
// means the default. What is no list of strings changes nothing. The caller
// holds sim.mu.
func (b *Bot) allow(p params) {
	list, given := p["allowed_updates"]
	if !given {
		return
	}
	var names []string
	if json.Unmarshal([]byte(list), &names) != nil {
		return
	}
	known := defaultUpdates()
	for _, k := range updatesOnRequest() {
		known[k] = true
	}
	kinds := map[string]bool{}
	for _, n := range names {
		if known[n] {
			kinds[n] = true
		}
	}
	if len(kinds) == 0 {
		kinds = defaultUpdates()
	}
	b.allowed = kinds
}
