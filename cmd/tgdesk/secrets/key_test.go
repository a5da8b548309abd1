package secrets

import (
	"encoding/base64"
	"strings"
	"testing"
)

// keyText is a key in its written form.
func keyText() string { return strings.Repeat("beef", 16) }

func TestParseKey(t *testing.T) {
	t.Parallel()
	raw := "a key of exactly 32 bytes, raw\n\n"
	for text, ok := range map[string]bool{
		keyText():                           true,
		keyText() + "\n":                    true,
		strings.ToUpper(keyText()) + "\r\n": true,
		raw:                                 true,
		base64.StdEncoding.EncodeToString([]byte(raw)):           true,
		base64.RawStdEncoding.EncodeToString([]byte(raw)) + "\n": true,
		"":                         false,
		"\n":                       false,
		keyText()[:62]:             false,
		keyText() + keyText():      false,
		keyText() + "\nmore":       false,
		strings.Repeat("xyz?", 16): false,
		raw + "\n":                 false,
		base64.StdEncoding.EncodeToString([]byte(raw + raw)): false,
	} {
		key, err := parseKey([]byte(text))
		if (err == nil) != ok || key.None() == ok {
			t.Errorf("%q: %v", text, err)
		}
		if err != nil && strings.Contains(err.Error(), "beef") {
			t.Errorf("the error repeats the key: %v", err)
		}
	}
}
