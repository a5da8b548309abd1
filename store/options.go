package store

import (
	"database/sql"
	"encoding/json"
	"fmt"

	"tgdesk/core"
)

// optionsColumn holds a brand's options as a JSON object by the ids of the
// options. What is as in the default is left out, so that brands where nobody
// chose follow the default of the program.
func optionsColumn(of core.BrandOptions) (string, error) {
	chosen := map[string]any{}
	for _, o := range core.Options() {
		if v := o.Value(of); v != o.Value(core.DefaultBrandOptions()) {
			chosen[o.ID()] = v
		}
	}
	if len(chosen) == 0 {
		return "", nil
	}
	text, err := json.Marshal(chosen)
	if err != nil {
		return "", fmt.Errorf("write a brand's options: %w", err)
	}
	return string(text), nil
}

// asOptions scans what optionsColumn wrote.
func asOptions(to *core.BrandOptions) sql.Scanner { return optionsScanner{to} }

type optionsScanner struct{ to *core.BrandOptions }

// Scan implements sql.Scanner.
func (s optionsScanner) Scan(value any) error {
	*s.to = core.DefaultBrandOptions()
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("a brand's options cannot be a %T", value)
	}
	if text == "" {
		return nil
	}
	var chosen map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &chosen); err != nil {
		return fmt.Errorf("read a brand's options: %w", err)
	}
	for _, o := range core.Options() {
		raw, ok := chosen[o.ID()]
		if !ok {
			continue
		}
		v, err := o.Decode(raw)
		if err != nil {
			return fmt.Errorf("read the option %s of a brand: %w", o.Name, err)
		}
		o.Set(s.to, v)
	}
	return nil
}
