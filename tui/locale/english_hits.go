package locale

// englishSearchActions title what the keys of the search do.
var englishSearchActions = table{
	"search_chat":     "search in this chat",
	"find_chat":       "find a chat",
	"open_hit":        "open",
	"next_result":     "next",
	"previous_result": "previous, or an earlier search",
	"results_down":    "a page down",
	"results_up":      "a page up",
	"complete_filter": "complete a filter",
	"close_search":    "back",
	"next_hit":        "next hit",
	"previous_hit":    "previous hit",
	"earlier_search":  "earlier search",
	"results":         "results",
}

// englishSearchScreen are the texts of the search.
var englishSearchScreen = table{
	"search_hint":            "Words, \"phrases\" and filters…",
	"search_filters":         "{complete_filter} completes filters: %s",
	"search_running":         "searching…",
	"search_found.zero":      "Nothing found.",
	"search_found.one":       "%s hit",
	"search_found.other":     "%s hits",
	"search_so_far.one":      "%s hit so far",
	"search_so_far.other":    "%s hits so far",
	"search_new":             "↑ %s new",
	"search_earlier":         "Earlier searches",
	"search_about":           "Searches messages, also earlier versions, notes, names of files, visitors, fields and tags; all words, in any order.",
	"search_help_from":       "visitor, operator, bot or note",
	"search_help_brand":      "a brand",
	"search_help_operator":   "who wrote it",
	"search_help_state":      "of the chat now: pending, active …",
	"search_help_tag":        "of the chat",
	"search_help_chat":       "the number of a chat",
	"search_help_before":     "a day, a month or how long ago",
	"search_help_after":      "as before:",
	"search_help_has":        "file",
	"search_no_text":         "no text",
	"search_visitor":         "visitor",
	"search_name":            "name",
	"search_field":           "field",
	"search_tag":             "tag",
	"search_file":            "file",
	"search_earlier_version": "earlier version",
	"area_search":            "Search",
	"area_no_hits":           "No hits",
	"area_hit":               "Hit %s of %s",
	"area_hit_more":          "Hit %s of %s so far",
	"area_hit_short":         "%s/%s",
	"area_hit_more_short":    "%s/%s+",
}

// englishSearchPanels title the keys of the search in the help.
var englishSearchPanels = table{
	"search_keys": "In the search",
	"hit_keys":    "In the hits of a search",
}

// englishSearchWhys say why something of the search cannot be done now.
var englishSearchWhys = table{
	"no_hits":      "There are no hits to go through: {search} begins a search.",
	"first_hit":    "This is the first hit.",
	"last_hit":     "This is the last hit.",
	"hits_gone":    "All that was found has been removed since.",
	"message_gone": "That message has been removed since.",
}

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
