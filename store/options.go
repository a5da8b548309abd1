package store

import (
	"database/sql"
	"encoding/json"
	"fmt"

	"tgdesk/core"
)

// mannerColumn is a brand's manner as JSON; the default manner is "", so that
// brands where nobody chose follow the default of the program.
func mannerColumn(m core.BrandOptions) string {
	if m == core.DefaultBrandOptions() {
		return ""
	}
	b, err := json.Marshal(m)
	if err != nil { // cannot happen: numbers, flags and strings
		return ""
	}
	return string(b)
}

// asManner scans what mannerColumn wrote. What the JSON does not name, because
// an older tgdesk wrote it, is as in the default manner.
func asManner(m *core.BrandOptions) sql.Scanner { return mannerScanner{m} }

type mannerScanner struct{ to *core.BrandOptions }

func (s mannerScanner) Scan(value any) error {
	*s.to = core.DefaultBrandOptions()
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("a manner cannot be a %T", value)
	}
	if text == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), s.to); err != nil {
		return fmt.Errorf("read a brand's manner: %w", err)
	}
	return nil
}
