package erase

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// words are words that stand nowhere but where the test wrote them.
type words struct {
	all   map[string]string // to what each is used for
	bytes [][]byte          // other things to look for
}

// word is a new word of 26 letters and digits, which says for what it is used.
func (w *words) word(what string) string {
	sum := sha256.Sum256([]byte(what))
	word := strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:16]))
	w.all[word] = what
	return word
}

// words is the word for a use.
func (w *words) words(what string) string {
	for word, of := range w.all {
		if of == what {
			return word
		}
	}
	return "no word for " + what
}

// number looks for a number, too: as text, and as SQLite stores it.
func (w *words) number(n int64, text string) {
	w.bytes = append(w.bytes, []byte(text), binary.BigEndian.AppendUint64(nil, uint64(n))[3:])
}

// fragment is how many bytes of a word count as found.
const fragment = 8

// fragments are all pieces of the words in UTF-8 and in both orders of UTF-16.
func (w *words) fragments() map[string]string {
	pieces := map[string]string{}
	for word := range w.all {
		var little, big []byte
		for _, u := range utf16.Encode([]rune(word)) {
			little, big = binary.LittleEndian.AppendUint16(little, u), binary.BigEndian.AppendUint16(big, u)
		}
		for _, form := range [][]byte{[]byte(word), []byte(strings.ToUpper(word)), little, big} {
			for i := 0; i+fragment <= len(form); i++ {
				pieces[string(form[i:i+fragment])] = word
			}
		}
	}
	return pieces
}

// found lists the words that are in files below the folders, with one of the files.
func (w *words) found(t *testing.T, dirs ...string) (in map[string]string) {
	t.Helper()
	pieces := w.fragments()
	in = map[string]string{}
	files := 0
	look := func(text []byte, path string) {
		for i := 0; i+fragment <= len(text); i++ {
			if word, ok := pieces[string(text[i:i+fragment])]; ok {
				in[word] = path
			}
		}
		for _, b := range w.bytes {
			if bytes.Contains(text, b) {
				in[string(b)] = path
			}
		}
	}
	for _, dir := range dirs {
		err := fs.WalkDir(os.DirFS(dir), ".", func(p string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			look([]byte(p), p)
			if !d.Type().IsRegular() {
				return nil
			}
			files++
			text, err := os.ReadFile(filepath.Join(dir, p))
			look(text, p)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 3 {
		t.Errorf("only %d files were searched", files)
	}
	return in
}

// expectNone fails for every word that is in a file.
func (w *words) expectNone(t *testing.T, dirs ...string) {
	t.Helper()
	for word, file := range w.found(t, dirs...) {
		t.Errorf("%s %q is in %s", w.all[word], word, file)
	}
}

// expectAll fails for a word that is nowhere: then the test would prove nothing.
func (w *words) expectAll(t *testing.T, dirs ...string) {
	t.Helper()
	in := w.found(t, dirs...)
	for word, what := range w.all {
		if in[word] == "" {
			t.Errorf("%s was nowhere", what)
		}
	}
	if !slices.ContainsFunc(w.bytes, func(b []byte) bool { return in[string(b)] != "" }) {
		t.Error("the number was nowhere")
	}
}
