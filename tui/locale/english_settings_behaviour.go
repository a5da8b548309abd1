package locale

// englishSettingsBehaviour holds the page of how a brand treats files and answers.
func englishSettingsBehaviour(id string) string {
	switch id {
	case "behaviour":
		return "Behaviour"
	case "behaviour_about":
		return "files, signature, typing, flood, server"
	case "fetch_up_to":
		return "Fetch files up to"
	case "fetch_up_to_help":
		return "larger ones wait for a key"
	case "fetch_up_to_long":
		return "Files of visitors up to this size are fetched by themselves. Larger ones are fetched when an operator asks. From Telegram's own servers bots get at most 20 MB."
	case "fetch_up_to_none":
		return "none by themselves"
	case "keep_media":
		return "Keep files"
	case "keep_media_help":
		return "then they are removed here"
	case "keep_media_long":
		return "After this time files are removed from this desk; the messages stay, and Telegram may still have the files."
	case "keep_media_none":
		return "for ever"
	case "any_file":
		return "Attachments"
	case "any_file_help":
		return "what operators may send"
	case "any_file_no":
		return "usual formats"
	case "any_file_yes":
		return "all Telegram takes"
	case "flood":
		return "Flood limit"
	case "flood_help":
		return "beyond it a chat rings no bell"
	case "flood_long":
		return "A visitor who writes more than this floods: all is kept, but the chat is marked and rings no bell until they have stayed under the limit for a minute. An album counts as one message."
	case "flood_none":
		return "no limit"
	case "flood_in":
		return "%d in %s"
	case "typing_yes", "markup_yes":
		return "yes"
	case "typing_no", "markup_no":
		return "no"
	}
	return englishSettingsAnswer(id)
}

// englishSettingsAnswer holds what concerns answers, the server and the alias.
func englishSettingsAnswer(id string) string {
	switch id {
	case "signature":
		return "Signature"
	case "signature_help":
		return "who visitors see"
	case "signature_long":
		return "What stands before each answer, so that visitors know who writes."
	case "signature_none":
		return "nothing: the bot alone"
	case "signature_name":
		return "operator's name"
	case "signature_alias":
		return "operator's alias"
	case "typing":
		return "Show typing"
	case "typing_help":
		return "visitors see that somebody writes"
	case "markup":
		return "Small markup"
	case "markup_help":
		return "*bold* _italic_ `code` [text](link)"
	case "api_url":
		return "Bot API server"
	case "api_url_help":
		return "one of your own lifts the 20 MB limit"
	case "api_url_long":
		return "A Bot API server of your own has no 20 MB limit. It sees this bot's token and all messages. Log the bot out of Telegram's servers first; leave this empty for the desk's usual server."
	case "api_url_label":
		return "Address"
	case "api_url_holder":
		return "for example: http://localhost:8081"
	case "api_url_none":
		return "the usual one"
	case "saved":
		return "Saved for %s."
	}
	return englishSettingsAlias(id)
}

func englishSettingsAlias(id string) string {
	switch id {
	case "alias":
		return "Your alias"
	case "alias_help":
		return "what visitors see where a brand signs with it"
	case "alias_long":
		return "Brands that sign with an alias show it to visitors in place of your name. Leave it empty for your name."
	case "alias_none":
		return "none: your name"
	case "alias_saved":
		return "Your alias: %s."
	}
	return ""
}
