package telegram

import (
	"strings"

	"github.com/PaulSonOfLars/gotgbot/v2"
)

// vcardText lists what the vCard of a contact says beside their name and number, a
// line a property, as "EMAIL: ana@example.org".
func vcardText(c *gotgbot.Contact) string {
	// A line that begins with a blank continues the one before (RFC 6350, 3.2).
	card := strings.NewReplacer("\r\n ", "", "\r\n\t", "", "\n ", "", "\n\t", "").Replace(c.Vcard)
	var lines []string
	for line := range strings.Lines(card) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		name, _, _ = strings.Cut(name, ";")
		value = strings.NewReplacer(`\n`, ", ", `\N`, ", ", `\,`, ",", `\;`, ";", `\\`, `\`, ";", " ").Replace(value)
		_, property, grouped := strings.Cut(name, ".")
		if grouped {
			name = property
		}
		switch value = strings.Join(strings.Fields(value), " "); strings.ToUpper(name) {
		case "BEGIN", "END", "VERSION", "PRODID", "REV", "N":
			continue
		case "FN":
			if value == join(" ", c.FirstName, c.LastName) {
				continue
			}
		case "TEL":
			if bare(value) == bare(c.PhoneNumber) {
				continue
			}
		}
		if value != "" {
			lines = append(lines, name+": "+value)
		}
	}
	return strings.Join(lines, "\n")
}
