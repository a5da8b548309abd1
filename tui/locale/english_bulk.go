package locale

// What is said of all chats of a list at once.

var englishBulkToasts = table{
	"end_list.one":       "Ended 1 chat.",
	"end_list.other":     "Ended %d chats.",
	"read_list.one":      "Marked 1 chat as read.",
	"read_list.other":    "Marked %d chats as read.",
	"list_refused.one":   "Not 1 chat:",
	"list_refused.other": "Not %d chats:",
}

var englishBulkWhys = table{
	"list_completed": "The chats of this list are completed.",
	"end_list_none":  "There is no chat in this list that you may end.",
	"read_list_none": "There is nothing new in this list.",
}

var englishBulkCounts = table{
	"effect_removed.one":   "This removes 1 message of %[2]v (%v) at once, for good",
	"effect_removed.other": "This removes %d messages of %v (%v) at once, for good",

	"list_chats.one":    "1 chat",
	"list_chats.other":  "%d chats",
	"list_others.one":   "1 other is not yours to end.",
	"list_others.other": "%d others are not yours to end.",
}
