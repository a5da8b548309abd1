package store

import "strings"

// mostWords is how many words of a search text are looked for one by one; the last
// one holds all that remain.
const mostWords = 4

// searchWords returns the words of a search text, the missing ones as "".
func searchWords(text string) [mostWords]string {
	var words [mostWords]string
	copy(words[:], strings.SplitN(text, " ", mostWords))
	return words
}
