package locale

// englishSettingsWizard holds the texts of the wizard. A newline parts steps.
func englishSettingsWizard(id string) string {
	switch id {
	case "no_brands":
		return "There are no brands yet. A brand is a name under which you answer, with a Telegram bot of its own."
	case "no_brands_how":
		return "Press n: the wizard connects the first one in about two minutes."
	case "welcome":
		return "Welcome to tgdesk."
	case "welcome_how":
		return "Visitors write to a Telegram bot; you answer from here. Four short steps connect the first bot. Press esc to look around first: the comma key brings you back."
	case "step":
		return "Step %d of %d · %s"
	case "step_name":
		return "Name"
	case "step_token":
		return "Token"
	case "step_ask":
		return "Authenticate"
	case "step_check":
		return "Check"
	case "wizard_server":
		return "Other server…"
	case "wizard_server_label":
		return "Bot API server (empty for the desk's)"
	case "wizard_server_fact":
		return "Server"
	case "token_how":
		return "How to get a token" +
			"\nOpen Telegram and talk to @BotFather (the one with the blue tick)." +
			"\nSend /newbot and answer its questions: a name that visitors see, then a username that ends in \"bot\"." +
			"\nCopy the token from its last message and paste it here." +
			"\nFor a bot that exists already: send /mybots, choose the bot, then API Token."
	case "token_again":
		return "How to get the token" +
			"\nOpen Telegram and talk to @BotFather." +
			"\nSend /mybots, choose the bot, then API Token." +
			"\nIf the old token got into wrong hands, choose Revoke current token there." +
			"\nCopy the token and paste it here."
	case "token_secret":
		return "Whoever has the token controls the bot. tgdesk keeps it on this machine and never shows it again."
	case "asking_who":
		return "Asking Telegram who this bot is…"
	case "webhook_found":
		return "A webhook is set: Telegram hands this bot's updates to %s. While it is there, the desk receives nothing. If you remove it, that program receives nothing more; updates that wait are kept."
	}
	return ""
}

// englishSettingsChannel says what stands in a channel's way and what helps.
func englishSettingsChannel(id string) string {
	switch id {
	case "advice_disabled":
		return "The channel is disabled: nothing is received or sent. Telegram keeps what visitors write for at most 24 hours."
	case "advice_unauthorized":
		return "Telegram does not accept this token any more. Get the bot's present one from @BotFather and paste it here; chats and queued replies stay. Just after a token was revoked, Telegram sometimes refuses the new one too for a while: then try again."
	case "advice_sealed":
		return "Paste the bot's token again here: chats and queued replies stay. Or bring the key back that it was kept with, and start tgdesk anew."
	case "advice_asking":
		return "Something else takes this bot's updates. Asking Telegram what it is…"
	case "advice_unknown":
		return "Something else takes this bot's updates, and Telegram could not be asked what it is: %s"
	case "advice_webhook":
		return "A webhook hands this bot's updates to %s. Remove it to take over: that program then receives nothing more, and updates that wait are kept."
	case "advice_conflict":
		return "Another program polls this bot with the same token. Stop it there, and the desk goes on by itself; or take over, and the other one loses the bot. If you do not know it, let @BotFather revoke the token (/revoke) and replace it here."
	}
	return ""
}

// englishSettingsEnable holds the questions before a channel starts.
func englishSettingsEnable(id string) string {
	switch id {
	case "asking_waiting":
		return "Asking Telegram how many updates wait…"
	case "enable_blind":
		return "How many updates wait for %s is unknown. If you enable it anyway, the desk keeps trying and takes in whatever waits."
	case "enable_webhook":
		return "A webhook hands this bot's updates to %s. While it is there, the desk receives nothing."
	case "drop_help":
		return "What is dropped is gone: nobody will see those messages."
	}
	return ""
}

// englishSettingsQuestion holds the questions before a brand is removed.
func englishSettingsQuestion(id string) string {
	if id == "remove_ask" {
		return "This removes %s from the desk and forgets its token. Nothing undoes it. Completed chats stay readable. The bot %s itself stays at Telegram and can be connected again."
	}
	return ""
}

// englishSettingsResult holds the toasts.
func englishSettingsResult(id string) string {
	switch id {
	case "added":
		return "%s is connected as %s. Visitors' messages arrive in pending."
	case "renamed":
		return "The brand is called %s now."
	case "recoloured":
		return "The colour of %s is %s now."
	case "limit_saved":
		return "%s of %s: %s. Open chats follow it from now on."
	case "token_replaced":
		return "%s has its new token."
	case "disabled":
		return "%s is disabled. Its chats stay readable."
	case "enabled":
		return "%s is enabled."
	case "took_over":
		return "The desk takes over the bot of %s."
	case "tried_again":
		return "Trying again with the token of %s."
	case "webhook_removed":
		return "The webhook of %s is removed. The desk receives its updates now."
	case "removed":
		return "%s is removed."
	case "gone":
		return "This brand has been removed."
	}
	return ""
}
