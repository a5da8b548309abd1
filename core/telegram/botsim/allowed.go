package botsim

import "encoding/json"

// updatesByDefault are the kinds of updates that Telegram sends by default.
func updatesByDefault() []string {
	return []string{
		"message", "edited_message", "channel_post", "edited_channel_post",
		"business_connection", "business_message", "edited_business_message", "deleted_business_messages",
		"inline_query", "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query",
		"purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_join_request",
		"chat_boost", "removed_chat_boost",
	}
}

// updatesOnRequest are those that allowed_updates must name.
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

// setAllowedUpdates applies the parameter allowed_updates, which is valid until
// another call has one. Unknown names are ignored; a list without a known name is
// the default. A malformed list changes nothing. The caller holds sim.mu.
func (b *Bot) setAllowedUpdates(p params) {
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
