package locale

// englishTextErrors are the sentences of errors of automatic texts.
var englishTextErrors = table{
	"text_kind": "%q is no kind of automatic text. The kinds are: %v.",
}
