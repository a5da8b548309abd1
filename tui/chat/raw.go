package chat

import (
	"bytes"
	"encoding/json"
	"strings"
)

// maxRawLevels is how deep an update may be to be shown with indentation, which
// grows with the square of the depth.
const maxRawLevels = 50

// readable is what an update says: its message without the chat and the sender, a
// line a value. What is no JSON, or too deep, stays as it is.
func readable(raw []byte) string {
	var update map[string]any
	in := json.NewDecoder(bytes.NewReader(raw))
	in.UseNumber()
	if in.Decode(&update) != nil {
		return string(raw)
	}
	content := update
	for _, name := range []string{"message", "edited_message"} {
		if m, ok := update[name].(map[string]any); ok {
			content = m
		}
	}
	for _, name := range []string{"message_id", "date", "chat", "from"} {
		delete(content, name)
	}
	if !isShallow(content, maxRawLevels) {
		return string(raw)
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if e.Encode(content) != nil {
		return string(raw)
	}
	return strings.TrimSpace(out.String())
}

// isShallow reports whether a decoded value has at most so many levels.
func isShallow(v any, levels int) bool {
	switch v := v.(type) {
	case map[string]any:
		for _, field := range v {
			if levels == 0 || !isShallow(field, levels-1) {
				return false
			}
		}
	case []any:
		for _, item := range v {
			if levels == 0 || !isShallow(item, levels-1) {
				return false
			}
		}
	}
	return true
}
