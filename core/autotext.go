package core

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tgdesk/core/markup"
)

// TextKind says what an automatic text tells the visitor.
type TextKind string

// The kinds of automatic texts. Of a chat that waits for people it is one of the three
// after TextWelcome that the visitor gets, the last that applies.
const (
	TextWelcome          TextKind = "welcome"  // at "/start" that opens no chat
	TextReceived         TextKind = "received" // a chat waits
	TextNobody           TextKind = "nobody"   // and nobody is available
	TextClosedHours      TextKind = "closed_hours"
	TextPickedUp         TextKind = "picked_up"
	TextTransferred      TextKind = "transferred"
	TextIdleWarning      TextKind = "idle_warning"
	TextClosedOperator   TextKind = "closed_operator"
	TextClosedIdle       TextKind = "closed_idle"
	TextClosedUnanswered TextKind = "closed_unanswered"
	TextClosedVisitor    TextKind = "closed_visitor"
	TextClosedBot        TextKind = "closed_bot"
	TextRating           TextKind = "rating"
	TextRatingThanks     TextKind = "rating_thanks"
	TextRatingComment    TextKind = "rating_comment"
	TextRatingButton     TextKind = "rating_button"   // asks for that
	TextRatingLate       TextKind = "rating_late"     // a rating cannot be changed any more
	TextButtonsEarlier   TextKind = "buttons_earlier" // a button of the chatbot was pressed, and the chat has gone on since
	TextButtonsEnded     TextKind = "buttons_ended"   // and the chat is over
)

// maxButtonText bounds the text of a button, so that it can be read on a phone.
const maxButtonText = 40

// builtInTexts are the texts of the kinds where a brand has none of its own, in the
// order of a chat's life; it is never changed.
var builtInTexts = []struct {
	kind TextKind
	text string
	on   bool // until the brand says otherwise
}{
	{TextWelcome, "Hello {visitor.first_name}, this is {brand}. How can we help you?", false},
	{TextReceived, "Thank you, we have your message. You are number {position} in line.", false},
	{TextNobody, "Thank you, we have your message. Nobody is available right now; we answer as soon as we can.", false},
	{TextClosedHours, "Thank you, we have your message. We are closed now, and open again: {opens}", false},
	{TextPickedUp, "We are with you now.", false},
	{TextTransferred, "A colleague is with you now.", false},
	{TextIdleWarning, "Are you still there? This chat will be closed in {wait} unless you write.", false},
	{TextClosedOperator, "This chat is closed. Write again whenever you need us.", false},
	{TextClosedIdle, "This chat is closed, as nobody has written for a while. Write again whenever you need us.", false},
	{TextClosedUnanswered, "We are sorry that nobody could answer you in time. Please write again.", false},
	{TextClosedVisitor, "You have ended this chat. Write again whenever you need us.", false},
	{TextClosedBot, "This chat is closed. Write again whenever you need us.", false},
	{TextRating, "How was our help?", true},
	{TextRatingThanks, "Thank you for your rating.", true},
	{TextRatingComment, "Would you like to add a comment? Then answer this message.", true},
	{TextRatingButton, "Add a comment", true},
	{TextRatingLate, "This rating cannot be changed any more.", true},
	{TextButtonsEarlier, "These buttons are from an earlier step.", true},
	{TextButtonsEnded, "This chat has ended. Write to begin a new one.", true},
}

// TextKinds lists the kinds of automatic texts in the order of a chat's life.
func TextKinds() []TextKind {
	kinds := make([]TextKind, len(builtInTexts))
	for i, b := range builtInTexts {
		kinds[i] = b.kind
	}
	return kinds
}

// Valid reports whether k is one of the kinds.
func (k TextKind) Valid() bool { return slices.Contains(TextKinds(), k) }

// BuiltIn is the text of the kind where a brand has none of its own.
func (k TextKind) BuiltIn() string {
	for _, b := range builtInTexts {
		if b.kind == k {
			return b.text
		}
	}
	return ""
}

// Max is how many characters a text of the kind may have.
func (k TextKind) Max() int {
	switch k {
	case TextRatingButton:
		return maxButtonText
	case TextRatingLate, TextButtonsEarlier, TextButtonsEnded:
		return MaxPressAnswer
	}
	return MaxAutoText
}

// ClosedText is the kind of text that tells of a chat's completion; "" if none does.
func ClosedText(r Reason) TextKind {
	return map[Reason]TextKind{
		ReasonOperator: TextClosedOperator, ReasonIdle: TextClosedIdle, ReasonUnanswered: TextClosedUnanswered,
		ReasonVisitor: TextClosedVisitor, ReasonBotIdle: TextClosedBot, ReasonChatbot: TextClosedBot,
	}[r]
}

// BrandText is a brand's own automatic text of a kind in a language. That of no language
// is for all others, and says whether the kind is on; without text it is the built-in one.
type BrandText struct {
	Kind     TextKind
	Language string // an IETF tag in lower case; "" = any
	Text     string // with variables: see [FillText]
	On       bool   // of the one of no language
}

// MaxAutoText bounds an automatic text, in characters: with the values of its variables
// it is still one message.
const MaxAutoText = 3000

// Checked returns the text as it is stored, or a CodeInvalid error. withMarkup is
// whether the brand's texts may have markup.
func (b BrandText) Checked(withMarkup bool) (BrandText, error) {
	if !b.Kind.Valid() {
		return b, NewError(CodeInvalid, "text_kind", string(b.Kind), joinKinds())
	}
	var err error
	if b.Language, err = CheckLanguage(b.Language); err != nil {
		return b, err
	}
	b.Text = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(b.Text, "\uFFFD"), "\r\n", "\n"))
	if b.Text == "" && b.Language == "" {
		return b, nil
	}
	if err := checkPrepared(b.Text, withMarkup, textVariables.check); err != nil {
		return b, err
	}
	if n := len([]rune(b.Text)); n > b.Kind.Max() {
		return b, NewError(CodeInvalid, "auto_text_too_long", string(b.Kind), n, b.Kind.Max())
	}
	return b, nil
}

func joinKinds() string {
	var names []string
	for _, k := range TextKinds() {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

// BrandTexts are a brand's own automatic texts. What it has none of is built in.
type BrandTexts []BrandText

// On reports whether texts of a kind are sent.
func (all BrandTexts) On(k TextKind) bool {
	if b, ok := all.Of(k, ""); ok {
		return b.On
	}
	for _, b := range builtInTexts {
		if b.kind == k {
			return b.on
		}
	}
	return false
}

// Of is the brand's own text of a kind in exactly that language, if it has one.
func (all BrandTexts) Of(k TextKind, language string) (BrandText, bool) {
	for _, b := range all {
		if b.Kind == k && b.Language == language {
			return b, true
		}
	}
	return BrandText{Kind: k, Language: language}, false
}

// In is the text of a kind for somebody who reads a language: in that language, in the
// same one elsewhere, in that of no language, or the built-in one.
func (all BrandTexts) In(k TextKind, language string) string {
	best, fit := "", 0
	for _, b := range all {
		if f := LanguageFit(b.Language, language); b.Kind == k && b.Text != "" && f > fit {
			best, fit = b.Text, f
		}
	}
	return cmp.Or(best, k.BuiltIn())
}

// Languages lists the languages in which a brand has a text of a kind of its own, but for
// that of no language, sorted.
func (all BrandTexts) Languages(k TextKind) (languages []string) {
	for _, b := range all {
		if b.Kind == k && b.Language != "" {
			languages = append(languages, b.Language)
		}
	}
	slices.Sort(languages)
	return languages
}

// TextValues is what the variables of automatic texts stand for. What is zero has no
// value.
type TextValues struct {
	Visitor  Profile
	Brand    Brand
	Operator Operator
	Chat     ChatID
	Position int           // in the line of those who wait
	Wait     time.Duration // how long it will take, or has taken: see the manual
	Opens    time.Time     // when the brand opens
	Reason   Reason        // why the chat was completed
	Now      time.Time
}

// opens is when the brand opens in a layout of the time package; "" if that is unknown.
func (v TextValues) opens(layout string) string {
	if v.Opens.IsZero() {
		return ""
	}
	return v.Opens.In(v.Brand.Options.OpenHours().Zone()).Format(layout)
}

// textVariables is the table of variables; it is never changed.
var textVariables = variables[TextValues]{
	{"visitor.first_name", func(v TextValues) string { return v.Visitor.FirstName }},
	{"visitor.name", func(v TextValues) string { return v.Visitor.Name() }},
	{"brand", func(v TextValues) string { return v.Brand.Name }},
	{"operator", func(v TextValues) string { return v.Operator.shownAs(v.Brand.Options.Signature) }},
	{"position", func(v TextValues) string { return numberOrNone(int64(v.Position)) }},
	{"wait", func(v TextValues) string { return shortDuration(v.Wait) }},
	{"wait.minutes", func(v TextValues) string { return numberOrNone(int64((v.Wait + time.Minute - 1) / time.Minute)) }},
	{"opens", func(v TextValues) string { return openingText(v.Opens, v.Now, v.Brand.Options.OpenHours().Zone()) }},
	{"opens.date", func(v TextValues) string { return v.opens("2006-01-02") }},
	{"opens.time", func(v TextValues) string { return v.opens("15:04") }},
	{"reason", func(v TextValues) string { return string(v.Reason) }},
	{"chat.id", func(v TextValues) string { return numberOrNone(int64(v.Chat)) }},
}

// numberOrNone is a number that is known, or "".
func numberOrNone(n int64) string {
	if n <= 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// TextVariables lists the names of the variables that automatic texts may have.
func TextVariables() []string { return textVariables.names() }

// FillText is an automatic text as it is sent: with the values of its variables, and
// without those that have none. Where the brand has markup, so has the text.
func FillText(text string, values TextValues) markup.Text {
	withMarkup := values.Brand.Options.Markup
	filled, gaps := textVariables.fill(text, values, withMarkup)
	filled = withoutGaps(filled, gaps)
	formatted := markup.Text{Plain: filled}
	if withMarkup {
		formatted = markup.Parse(filled)
	}
	parts := formatted.Split(markup.MaxText)
	if len(parts) == 0 {
		return markup.Text{}
	}
	return parts[0]
}

// shortDuration is a time as a visitor of any language can read it: "45 s", "1 h 30 min".
func shortDuration(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	if d < time.Minute {
		return fmt.Sprintf("%d s", (d+time.Second-1)/time.Second)
	}
	d = (d + time.Minute - 1).Truncate(time.Minute)
	var parts []string
	for _, u := range []unit{{"d", Day}, {"h", time.Hour}, {"min", time.Minute}} {
		if n := d / u.size; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, u.name))
			d -= n * u.size
		}
	}
	return strings.Join(parts[:min(2, len(parts))], " ")
}

// openingText is a moment as a visitor of any language can read it: the time alone if it
// is today.
func openingText(t, now time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(zone)
	if DayOf(t) == DayOf(now.In(zone)) {
		return t.Format("15:04 MST")
	}
	return t.Format("2006-01-02 15:04 MST")
}
