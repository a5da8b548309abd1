package locale

// englishSearchErrors are the sentences about queries of a search.
var englishSearchErrors = table{
	"search_chat":           "%q is not the number of a chat: write one as in chat:12.",
	"search_empty":          "Write at least one word to search for, or a filter such as from:visitor.",
	"search_filter_empty":   "%s: needs a value right behind the colon; one with spaces in it stands in quotes.",
	"search_filter_unknown": "There is no filter %s:. The filters are from:, brand:, operator:, state:, tag:, chat:, before:, after: and has:file. To find the text itself, put it in quotes.",
	"search_from":           "from: takes visitor, operator, bot or note, not %q. For one operator write operator: and their name.",
	"search_has":            "has: takes only file, not %q.",
	"search_no_time":        "No time is after the one of after: and before the one of before:.",
	"search_state":          "state: takes pending, active, unanswered or completed, not %q.",
	"search_time":           "%q is not a time: write a day (2026-11-30, today, yesterday), a month (2026-11), a time (2026-11-30T14:00) or how long ago (3d, 12h).",
	"search_too_long":       "A search has at most %[2]d characters, and this one has %[1]d.",
	"search_too_many_words": "A search has at most %[2]d words, and this one has %[1]d.",
}
