package locale

// englishTextSettings are the words of the settings of automatic texts.
var englishTextSettings = table{
	"idle_warning":      "Idle warning",
	"idle_warning_help": "before an idle chat is closed",
	"idle_warning_long": "The visitor of an idle chat gets the text idle_warning this long before the chat is closed, once until somebody writes. The text must be on.",
	"idle_warning_none": "off",
}

// englishTextScreen are the words of automatic texts in transcripts.
var englishTextScreen = table{
	"automatic": "automatic text",
}

// englishTextOptions are the options of automatic texts on the command line.
var englishTextOptions = table{
	"idle_warning_flag": "how long before an idle chat is closed its visitor gets the text idle_warning",
}

// englishTextErrors are the sentences of errors of automatic texts.
var englishTextErrors = table{
	"text_kind": "%q is no kind of automatic text. The kinds are: %v.",
}
