package locale

// englishRatingSettings are the texts of the option for ratings.
var englishRatingSettings = table{
	"rating":        "Rating",
	"rating_help":   "asked for after a chat",
	"rating_long":   "Once a chat that an operator held is over, the visitor is asked to rate it, and may add a comment.",
	"rating_off":    "off",
	"rating_stars":  "1 to 5 stars",
	"rating_thumbs": "thumbs up or down",
}

// englishRatingOptions says what the flag does.
var englishRatingOptions = table{
	"rating_flag": "how visitors are asked to rate a chat with an operator once it is over",
}

// englishRatingChat are the texts of ratings in chats.
var englishRatingChat = table{
	"system_rated":       "%s rated this chat: %s",
	"rated_stars":        "★ %d of 5",
	"rated_thumbs_up":    "👍",
	"rated_thumbs_down":  "👎",
	"rated_with_comment": "%s “%s”",
}

// englishRatingPanels are the labels of ratings beside a chat.
var englishRatingPanels = table{
	"rating": "rating",
}
