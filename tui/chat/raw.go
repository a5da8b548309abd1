package chat

import (
	"bytes"
	"encoding/json"
	"strings"
)

// readable is what an update says: its message without the chat and the sender, a
// line a value. What is no JSON stays as it is.
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
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if e.Encode(content) != nil {
		return string(raw)
	}
	return strings.TrimSpace(out.String())
}
