package keymap

// What finds something, what the keys of the search do, and then those of its hits in their
// chats.
const (
	Search         Action = "search"
	SearchChat     Action = "search_chat" // only the open one
	FindChat       Action = "find_chat"   // by its visitor or number
	OpenHit        Action = "open_hit"
	NextResult     Action = "next_result"
	PreviousResult Action = "previous_result" // or an earlier search
	ResultsDown    Action = "results_down"
	ResultsUp      Action = "results_up"
	CompleteFilter Action = "complete_filter"
	CloseSearch    Action = "close_search"
	NextHit        Action = "next_hit"
	PreviousHit    Action = "previous_hit"
	Results        Action = "results" // back to them
)

func searchKeys() []Binding {
	return []Binding{
		must(OpenHit, SearchLine, 0, "enter"),
		bind(NextResult, SearchLine, 0, "down", "ctrl+n"),
		bind(PreviousResult, SearchLine, 0, "up", "ctrl+p"),
		bind(ResultsDown, SearchLine, 0, "pgdown"),
		bind(ResultsUp, SearchLine, 0, "pgup"),
		bind(CompleteFilter, SearchLine, 0, "tab"),
		must(CloseSearch, SearchLine, 0, "esc"),
		bind(NextHit, Hits, 1, "n"),
		bind(PreviousHit, Hits, 1, "N"),
		must(Results, Hits, 1, "esc"),
	}
}
