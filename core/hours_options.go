package core

// hoursUTC is the time zone of a brand that has chosen none.
const hoursUTC = "UTC"

// HoursField is a span in --json. Day is "" for dates.
type HoursField struct {
	Day  string `json:"day,omitempty"`
	From string `json:"from"`
	To   string `json:"to"`
}

// HoursDatesField are days that differ from the week in --json.
type HoursDatesField struct {
	First string       `json:"first"`
	Last  string       `json:"last"`
	Open  []HoursField `json:"open"`
}

func spanFields(all []HoursField, day string, spans []Span) []HoursField {
	for _, s := range spans {
		from, to := s.Times()
		all = append(all, HoursField{day, from, to})
	}
	return all
}

// weekHours are hours of a week, which are stored as Hours.Week writes them.
func weekHours() valueType[string] {
	parse := func(text string) (Hours, error) { return ParseHours(text, "", "") }
	return valueType[string]{
		parse: func(_, text string) (string, error) {
			h, err := parse(text)
			return h.Week(), err
		},
		fields: func(name, s string) []OptionField {
			h, err := parse(s)
			if err != nil || h.week == nil {
				return []OptionField{{Name: name}}
			}
			all := []HoursField{}
			for _, d := range weekdays() {
				all = spanFields(all, dayName(d), h.week[d])
			}
			return []OptionField{{name, all}}
		},
	}
}

// dateHours are hours of dates, which are stored as Hours.Dates writes them.
func dateHours() valueType[string] {
	parse := func(text string) (Hours, error) { return ParseHours("", text, "") }
	return valueType[string]{
		parse: func(_, text string) (string, error) {
			h, err := parse(text)
			return h.Dates(), err
		},
		fields: func(name, s string) []OptionField {
			h, err := parse(s)
			all := []HoursDatesField{}
			for _, d := range h.dates {
				if err == nil {
					all = append(all, HoursDatesField{d.First.String(), d.Last.String(), spanFields([]HoursField{}, "", d.Spans)})
				}
			}
			return []OptionField{{name, all}}
		},
	}
}

// zones are names of time zones.
func zones() valueType[string] {
	return valueType[string]{
		parse: func(_, text string) (string, error) {
			zone, err := parseZone(text)
			if err != nil {
				return "", err
			}
			return zone.String(), nil
		},
	}
}
