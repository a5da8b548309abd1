package core

import (
	"strings"
	"testing"
	"time"
)

func textValues() TextValues {
	return TextValues{
		Visitor: Profile{FirstName: "Hana", LastName: "*Sato* {brand}"}, Operator: Operator{Name: "mika", Alias: "Mika from Acme"},
		Brand: Brand{Name: "acme", Options: BrandOptions{Signature: SignAlias, HoursZone: "Europe/Berlin", Markup: true}},
		Chat:  12, Position: 3, Wait: 90 * time.Minute, Opens: noon.Add(20 * time.Hour), Reason: ReasonIdle, Now: noon,
	}
}

func TestFillText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"{visitor.first_name}, {visitor.name}":      "Hana, Hana Sato (brand)",
		"*{operator}* of {brand}":                   "Mika from Acme of acme",
		"{position} {wait} {reason} {chat.id}":      "3 1 h 30 min idle 12",
		"until {opens}; {{brand}":                   "until 2026-11-23 09:00 CET; {brand}",
		"{wait.minutes}分、{opens.date}の{opens.time}": "90分、2026-11-23の09:00",
	} {
		if got := FillText(in, textValues()); got.Plain != want {
			t.Errorf("%q is %q, want %q", in, got.Plain, want)
		}
	}
	today := textValues()
	today.Opens = noon.Add(time.Hour)
	if got := FillText("{opens}, {opens.date}", today).Plain; got != "14:00 CET, 2026-11-22" {
		t.Errorf("today: %q", got)
	}
	if got := FillText("Hello {visitor.first_name}, number {position} until {opens}{opens.date}{opens.time}{wait.minutes}.", TextValues{}).Plain; got != "Hello, number until." {
		t.Errorf("without values: %q", got)
	}
	if got := FillText(strings.Repeat("{brand} ", 1000), textValues()).Plain; len(got) > 4096 || !strings.HasPrefix(got, "acme acme") {
		t.Errorf("a long text is %d bytes", len(got))
	}
}

// TestBuiltInTexts: each kind has one that could be stored.
func TestBuiltInTexts(t *testing.T) {
	t.Parallel()
	for _, k := range TextKinds() {
		if _, err := (BrandText{Kind: k, Language: "en", Text: k.BuiltIn()}).Checked(true); err != nil {
			t.Errorf("%s: %v", k, err)
		}
		if on := (BrandTexts{}).On(k); on != (strings.HasPrefix(string(k), "rating") || strings.HasPrefix(string(k), "buttons")) {
			t.Errorf("%s is on: %t", k, on)
		}
	}
	for _, r := range []Reason{ReasonOperator, ReasonIdle, ReasonUnanswered, ReasonVisitor, ReasonBotIdle, ReasonChatbot} {
		if !ClosedText(r).Valid() {
			t.Errorf("%s has no text", r)
		}
	}
}

func TestTextInLanguages(t *testing.T) {
	t.Parallel()
	all := BrandTexts{
		{Kind: TextWelcome, Text: "any", On: true}, {Kind: TextWelcome, Language: "pt-br", Text: "oi"}, {Kind: TextWelcome, Language: "ja", Text: "日本語"},
		{Kind: TextNobody, On: true}, {Kind: TextNobody, Language: "ja", Text: "誰も"},
	}
	for _, c := range []struct {
		kind           TextKind
		language, want string
	}{
		{TextWelcome, "ja", "日本語"}, {TextWelcome, "pt", "oi"}, {TextWelcome, "pt-BR", "oi"}, {TextWelcome, "de", "any"}, {TextWelcome, "", "any"},
		{TextNobody, "ja-jp", "誰も"}, {TextNobody, "de", TextNobody.BuiltIn()}, {TextReceived, "ja", TextReceived.BuiltIn()},
	} {
		if got := all.In(c.kind, c.language); got != c.want {
			t.Errorf("%s in %q: %q, want %q", c.kind, c.language, got, c.want)
		}
	}
	if !all.On(TextWelcome) || !all.On(TextNobody) || all.On(TextReceived) {
		t.Error("others are on")
	}
}

func TestCheckedText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in BrandText
		ok bool
	}{
		{BrandText{Kind: TextWelcome}, true},
		{BrandText{Kind: TextWelcome, Text: "Hello {visitor.name}"}, true},
		{BrandText{Kind: TextWelcome, Text: strings.Repeat("あ", MaxAutoText)}, true},
		{BrandText{Kind: TextWelcome, Text: strings.Repeat("あ", MaxAutoText+1)}, false},
		{BrandText{Kind: TextButtonsEarlier, Text: strings.Repeat("あ", MaxPressAnswer)}, true},
		{BrandText{Kind: TextButtonsEarlier, Text: strings.Repeat("あ", MaxPressAnswer+1)}, false},
		{BrandText{Kind: TextRatingButton, Text: strings.Repeat("あ", maxButtonText+1)}, false},
		{BrandText{Kind: TextWelcome, Language: "ja"}, false},
		{BrandText{Kind: TextWelcome, Language: "japanese language", Text: "x"}, false},
		{BrandText{Kind: TextWelcome, Text: "{visitor.username}"}, false},
		{BrandText{Kind: TextWelcome, Text: "{brand"}, false},
		{BrandText{Kind: TextWelcome, Text: "a\x1b[2J"}, false},
		{BrandText{Kind: TextWelcome, Text: "\u200b"}, false},
		{BrandText{Kind: "goodbye", Text: "x"}, false},
	} {
		if _, err := c.in.Checked(true); (err == nil) != c.ok {
			t.Errorf("%.40v: %v", c.in, err)
		}
	}
}
