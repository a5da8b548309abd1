package store

import (
	"database/sql"
	"encoding/json"
	"fmt"

	"tgdesk/core"
)

// encodeOptions encodes a brand's options as JSON. The default is "", so that it
// follows the program's default.
func encodeOptions(m core.BrandOptions) string {
	if m == core.DefaultBrandOptions() {
		return ""
	}
	b, err := json.Marshal(m)
	if err != nil { // impossible: numbers, booleans and strings
		return ""
	}
	return string(b)
}

// asOptions scans a column written with encodeOptions. Options that the JSON does
// not contain have their default.
func asOptions(m *core.BrandOptions) sql.Scanner { return optionsColumn{m} }

type optionsColumn struct{ to *core.BrandOptions }

func (s optionsColumn) Scan(value any) error {
	*s.to = core.DefaultBrandOptions()
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("options cannot be a %T", value)
	}
	if text == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), s.to); err != nil {
		return fmt.Errorf("read a brand's options: %w", err)
	}
	return nil
}
