package core

import (
	"slices"
	"strings"
	"unicode"
)

// maxWordPairs bounds the words of two texts that are compared with each other. Of longer
// changes all words count as replaced.
const maxWordPairs = 1 << 20

// mergeWords joins two texts that were both made from base. A word of base stays unless it
// was taken out on either side, and a word that was put in on either side is there, once if
// both have put in the same at the same place.
func mergeWords(base, here, there string) string {
	words := wordsOf(base)
	ours, theirs := wordChanges(words, wordsOf(here)), wordChanges(words, wordsOf(there))
	var b strings.Builder
	add := func(text string) {
		if before := b.String(); before != "" && text != "" && !endsInSpace(before) && !beginsWithSpace(text) {
			b.WriteByte(' ')
		}
		b.WriteString(text)
	}
	for i := range len(words) + 1 {
		put, also := theirs[i].put, ours[i].put
		if slices.EqualFunc(put, also, sameWord) {
			also = nil
		}
		add(JoinDrafts(strings.Join(put, ""), strings.Join(also, "")))
		if i < len(words) && !ours[i].taken && !theirs[i].taken {
			add(words[i])
		}
	}
	return b.String()
}

// wordChange is what was done at a word of a text: what was put in before it, and whether
// it was taken out. The last one of a text is its end.
type wordChange struct {
	put   []string
	taken bool
}

// wordChanges is what makes text of base.
func wordChanges(base, text []string) []wordChange {
	changes := make([]wordChange, len(base)+1)
	first := 0
	for first < len(base) && first < len(text) && sameWord(base[first], text[first]) {
		first++
	}
	last, end := len(base), len(text)
	for last > first && end > first && sameWord(base[last-1], text[end-1]) {
		last, end = last-1, end-1
	}
	i, j := first, first
	for _, pair := range commonWords(base[first:last], text[first:end]) {
		for ; i < first+pair.base; i++ {
			changes[i].taken = true
		}
		changes[i].put = text[j : first+pair.text]
		i, j = i+1, first+pair.text+1
	}
	for ; i < last; i++ {
		changes[i].taken = true
	}
	changes[last].put = text[j:end]
	return changes
}

// wordPair is where the same word is in two texts.
type wordPair struct{ base, text int }

// commonWords is a longest sequence of words that both texts have in the same order.
func commonWords(base, text []string) []wordPair {
	if len(base)*len(text) > maxWordPairs {
		return nil
	}
	longest := make([][]int, len(base)+1) // from base[i] and text[j] on
	longest[len(base)] = make([]int, len(text)+1)
	for i := len(base) - 1; i >= 0; i-- {
		longest[i] = make([]int, len(text)+1)
		for j := len(text) - 1; j >= 0; j-- {
			if sameWord(base[i], text[j]) {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	var pairs []wordPair
	for i, j := 0, 0; i < len(base) && j < len(text); {
		switch {
		case sameWord(base[i], text[j]):
			pairs = append(pairs, wordPair{i, j})
			i, j = i+1, j+1
		case longest[i+1][j] >= longest[i][j+1]:
			i++
		default:
			j++
		}
	}
	return pairs
}

// wordsOf cuts a text into words, each with the space before it. Space at the end is one
// more.
func wordsOf(text string) []string {
	var words []string
	begin, inWord := 0, false
	for i, r := range text {
		if unicode.IsSpace(r) && inWord {
			words, begin = append(words, text[begin:i]), i
		}
		inWord = !unicode.IsSpace(r)
	}
	if begin < len(text) {
		words = append(words, text[begin:])
	}
	return words
}

func sameWord(a, b string) bool { return strings.TrimSpace(a) == strings.TrimSpace(b) }

func beginsWithSpace(text string) bool { return strings.TrimLeftFunc(text, unicode.IsSpace) != text }

func endsInSpace(text string) bool { return strings.TrimRightFunc(text, unicode.IsSpace) != text }
