package core

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// CannedValues is what the variables of canned replies stand for in one chat.
type CannedValues struct {
	Visitor  Profile
	Operator Operator
	Brand    Brand
	Chat     ChatID
	Now      time.Time // in the operator's time zone
}

// cannedVariables is the table of variables; it is never changed.
var cannedVariables = variables[CannedValues]{
	{"visitor.first_name", func(v CannedValues) string { return v.Visitor.FirstName }},
	{"visitor.last_name", func(v CannedValues) string { return v.Visitor.LastName }},
	{"visitor.name", func(v CannedValues) string { return v.Visitor.Name() }},
	{"visitor.username", func(v CannedValues) string {
		if v.Visitor.Username == "" {
			return ""
		}
		return "@" + v.Visitor.Username
	}},
	{"visitor.language", func(v CannedValues) string { return v.Visitor.Language }},
	{"operator", func(v CannedValues) string { return v.Operator.shownAs(v.Brand.Options.Signature) }},
	{"brand", func(v CannedValues) string { return v.Brand.Name }},
	{"chat.id", func(v CannedValues) string { return strconv.FormatInt(int64(v.Chat), 10) }},
	{"date", func(v CannedValues) string { return v.Now.Format(time.DateOnly) }},
	{"time", func(v CannedValues) string { return v.Now.Format("15:04") }},
}

// CannedVariables lists the names of the variables that canned replies may have.
func CannedVariables() []string { return cannedVariables.names() }

// FillCanned is the text of a canned reply with the values of its variables. Where a
// brand has markup, values are written so that none of their signs can be taken for
// one. A variable without a value stays in the text as its gap; gaps lists those.
func FillCanned(text string, values CannedValues) (filled string, gaps []string) {
	return cannedVariables.fill(text, values, values.Brand.Options.Markup)
}

// Gaps lists the variables that stand in a reply without a value, in order: each of
// them would reach the visitor as it stands.
func Gaps(text string) (gaps []string) {
	for _, name := range CannedVariables() {
		if strings.Contains(text, Gap(name)) {
			gaps = append(gaps, name)
		}
	}
	slices.SortFunc(gaps, func(a, b string) int { return strings.Index(text, Gap(a)) - strings.Index(text, Gap(b)) })
	return gaps
}

// WithoutGaps is a reply without its gaps, and without the space and the comma that
// belonged to them: "Hello {visitor.first_name}, thanks" is "Hello, thanks", and
// "{visitor.first_name}, thanks" is "thanks".
func WithoutGaps(text string) string { return withoutGaps(text, Gaps(text)) }

// shownAs is the operator's name, or the alias where visitors see that.
func (o Operator) shownAs(s Signature) string {
	if s == SignAlias && o.Alias != "" {
		return o.Alias
	}
	return o.Name
}
