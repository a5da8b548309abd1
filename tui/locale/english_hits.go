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
	"search_new.one":         "↑ %s new",
	"search_new.other":       "↑ %s new",
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
