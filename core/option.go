package core

import (
	"encoding/json"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Option describes one option of a brand: all that store, flags, --json, settings
// page and manual need to know of it.
type Option struct {
	Name   string // of its flag
	Group  int    // options of one group are shown together, from [GroupTeam] on each on a page of its own
	Steps  []any  // the values on offer; none for free text
	Values string // what may be given as a flag: "on or off"; "" if anything may

	// Value is the option's value among a brand's options.
	Value func(BrandOptions) any
	// Set gives the option a value of its own type: one of Steps, or of Value, Parse
	// or Decode.
	Set func(*BrandOptions, any)
	// Parse reads a value as a flag gives it. It returns CodeInvalid for what cannot
	// be read; bounds are checked by Check.
	Parse func(text string) (any, error)
	// Format writes a value the way Parse reads it.
	Format func(any) string
	// Show writes a value for whoever may see the option, without what may be secret in it.
	Show func(any) string
	// Fields are the option in --json.
	Fields func(BrandOptions) []OptionField
	// Decode reads what json.Marshal made of a value.
	Decode func([]byte) (any, error)
	// Check returns CodeInvalid for a value out of its bounds.
	Check func(BrandOptions) error
}

// The groups with pages of their own.
const (
	GroupTeam    = 3 // what is under way between operators
	GroupHours   = 4 // business hours
	GroupChatbot = 5
)

// OptionField is a field of an option in --json. An option may have several.
type OptionField struct {
	Name  string
	Value any // nil for null
}

// ID is the option's name in the store, in --json and of its words.
func (o Option) ID() string { return strings.ReplaceAll(o.Name, "-", "_") }

// valueType is how values of one type are written and checked.
type valueType[T any] struct {
	values string
	parse  func(name, text string) (T, error)
	format func(T) string                           // nil = as it is
	show   func(T) string                           // nil = format
	fields func(name string, value T) []OptionField // nil = one of the option's name
	check  func(name string, value T) error         // nil = whether it can be parsed
}

func newOption[T any](name string, group int, field func(*BrandOptions) *T, of valueType[T], steps ...T) Option {
	if of.format == nil {
		of.format = func(v T) string { return fmt.Sprint(v) }
	}
	if of.fields == nil {
		of.fields = func(name string, v T) []OptionField { return []OptionField{{name, v}} }
	}
	if of.check == nil {
		of.check = func(name string, v T) error {
			_, err := of.parse(name, of.format(v))
			return err
		}
	}
	o := Option{Name: name, Group: group, Values: of.values}
	o.Value = func(all BrandOptions) any { return *field(&all) }
	o.Set = func(all *BrandOptions, v any) { *field(all) = v.(T) }
	o.Parse = func(text string) (any, error) { return of.parse(name, text) }
	o.Format = func(v any) string { return of.format(v.(T)) }
	o.Show = o.Format
	if of.show != nil {
		o.Show = func(v any) string { return of.show(v.(T)) }
	}
	o.Fields = func(all BrandOptions) []OptionField { return of.fields(o.ID(), *field(&all)) }
	o.Decode = func(text []byte) (any, error) {
		var v T
		err := json.Unmarshal(text, &v)
		return v, err
	}
	o.Check = func(all BrandOptions) error { return of.check(name, *field(&all)) }
	for _, s := range steps {
		o.Steps = append(o.Steps, s)
	}
	return o
}

// exactSize writes a number of bytes without rounding, the way ParseSize reads it.
func exactSize(n int64) string {
	for _, u := range sizeUnits() {
		if n > 0 && n%u.size == 0 {
			return strconv.FormatInt(n/u.size, 10) + u.name
		}
	}
	return "0"
}

// fetchBounds are bytes within a day, or no bound.
func fetchBounds() valueType[int64] {
	const off = "off"
	return valueType[int64]{
		values: exactSize(MinFetchBound) + " to " + exactSize(MaxFetchBound) + ", or " + off,
		parse: func(name, text string) (int64, error) {
			if text == off {
				return 0, nil
			}
			n, err := ParseSize(text)
			if err == nil && n == 0 { // it would turn off the bound
				return 0, NewError(CodeInvalid, "fetch_bound_zero", name)
			}
			return n, err
		},
		format: func(n int64) string {
			if n == 0 {
				return off
			}
			return exactSize(n)
		},
		fields: func(name string, n int64) []OptionField {
			if n == 0 {
				return []OptionField{{Name: name + "_bytes"}}
			}
			return []OptionField{{name + "_bytes", n}}
		},
		check: func(name string, n int64) error {
			return invalid(n != 0 && (n < MinFetchBound || n > MaxFetchBound), "fetch_bound_bounds", name, WholeSize(MinFetchBound), WholeSize(MaxFetchBound))
		},
	}
}

// sizes are bytes up to a bound.
func sizes(most int64) valueType[int64] {
	return valueType[int64]{
		values: "0 to " + exactSize(most),
		parse:  func(_, text string) (int64, error) { return ParseSize(text) },
		format: exactSize,
		fields: func(name string, v int64) []OptionField { return []OptionField{{name + "_bytes", v}} },
		check: func(name string, v int64) error {
			return invalid(v < 0 || v > most, "fetch_bounds", name, Size(most))
		},
	}
}

// switches are on or off.
func switches() valueType[bool] {
	return valueType[bool]{
		values: "on or off",
		parse: func(name, text string) (bool, error) {
			if text != "on" && text != "off" {
				return false, NewError(CodeInvalid, "option_choice", name, "on or off", text)
			}
			return text == "on", nil
		},
		format: func(on bool) string { return map[bool]string{true: "on", false: "off"}[on] },
	}
}

// choices are words, of which one applies.
func choices[T ~string](words ...T) valueType[T] {
	var all []string
	for _, w := range words {
		all = append(all, string(w))
	}
	values := strings.Join(all[:len(all)-1], ", ") + " or " + all[len(all)-1]
	return valueType[T]{
		values: values,
		parse: func(name, text string) (T, error) {
			if !slices.Contains(words, T(text)) {
				return "", NewError(CodeInvalid, "option_choice", name, values, text)
			}
			return T(text), nil
		},
	}
}

func floodLimits() valueType[FloodLimit] {
	return valueType[FloodLimit]{
		values: fmt.Sprintf("%d to %d in %s to %s, or off", MinFlood, MaxFlood, FormatLimit(MinFloodWithin), FormatLimit(MaxFloodWithin)),
		parse:  func(_, text string) (FloodLimit, error) { return ParseFloodLimit(text) },
		format: FloodLimit.String,
		fields: func(name string, l FloodLimit) []OptionField {
			messages := OptionField{Name: name + "_messages"}
			if !l.Off() {
				messages.Value = l.Messages
			}
			return []OptionField{messages, {name + "_seconds", secondsOrNil(l.Within)}}
		},
		check: func(_ string, l FloodLimit) error { return l.Check() },
	}
}

// servers are addresses of Bot API servers; "" is the usual one.
func servers() valueType[string] {
	return valueType[string]{
		parse:  func(_, text string) (string, error) { return strings.TrimRight(strings.TrimSpace(text), "/"), nil },
		fields: textOrNil,
		check: func(_, s string) error {
			u, err := url.Parse(s)
			// A password in it would be shown wherever the address is.
			return invalid(s != "" && (err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != ""), "api_url")
		},
	}
}

// handoverTimes are times for what is under way between operators; they may be off if
// canBeOff.
func handoverTimes(canBeOff bool) valueType[time.Duration] {
	return times(MinHandover, MaxHandover, canBeOff)
}

// times are between two bounds; they may be off if canBeOff.
func times(least, most time.Duration, canBeOff bool) valueType[time.Duration] {
	const off = "off"
	values := FormatLimit(least) + " to " + FormatLimit(most)
	if canBeOff {
		values += ", or " + off
	}
	return valueType[time.Duration]{
		values: values,
		parse: func(name, text string) (time.Duration, error) {
			if text == off && canBeOff {
				return 0, nil
			}
			d, err := ParseLimit(text)
			if err != nil {
				return 0, NewError(CodeInvalid, "option_choice", name, values, text)
			}
			return d, nil
		},
		format: func(d time.Duration) string {
			if d == 0 {
				return off
			}
			return FormatLimit(d)
		},
		fields: inSeconds,
		check: func(name string, d time.Duration) error {
			fits := d == 0 && canBeOff || d >= least && d <= most && d%time.Second == 0
			return invalid(!fits, "option_choice", name, values, FormatLimit(d))
		},
	}
}

// nameLists are names with commas between them.
func nameLists() valueType[string] {
	return valueType[string]{
		parse: func(_, text string) (string, error) { return strings.Join(splitNames(text), ", "), nil },
		fields: func(name, list string) []OptionField {
			return []OptionField{{name, append([]string{}, splitNames(list)...)}}
		},
		check: func(_, list string) error {
			for _, name := range splitNames(list) {
				if _, err := CheckOperatorName(name); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// splitNames lists the names of a text with commas between them, each once.
func splitNames(list string) (names []string) {
	for name := range strings.SplitSeq(list, ",") {
		if name = strings.Join(strings.Fields(name), " "); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// folders are absolute paths of folders on the desk's machine; "" is none.
func folders() valueType[string] {
	return valueType[string]{
		parse: func(_, text string) (string, error) {
			if text = strings.TrimSpace(text); text != "" {
				text = filepath.Clean(text)
			}
			return text, nil
		},
		fields: textOrNil,
		check: func(_, s string) error {
			return invalid(s != "" && (!filepath.IsAbs(s) || s == filepath.Dir(s)), "local_files")
		},
	}
}

// chatbotSpecs are what [ParseChatbot] reads.
func chatbotSpecs() valueType[string] {
	show := func(s string) string {
		spec, _ := ParseChatbot(s) // it was checked
		return spec.Show()
	}
	return valueType[string]{
		values: "off, flow:FILE, webhook:URL or command:PROGRAM",
		parse: func(_, text string) (string, error) {
			spec, err := ParseChatbot(text)
			return spec.String(), err
		},
		show:   show,
		fields: func(name, s string) []OptionField { return []OptionField{{name, show(s)}} },
	}
}

func textOrNil(name, text string) []OptionField {
	if text == "" {
		return []OptionField{{Name: name}}
	}
	return []OptionField{{name, text}}
}

func inSeconds(name string, d time.Duration) []OptionField {
	return []OptionField{{name + "_seconds", secondsOrNil(d)}}
}

func secondsOrNil(d time.Duration) any {
	if d == 0 {
		return nil
	}
	return int64(d / time.Second)
}
