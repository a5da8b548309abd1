package core

import (
	"context"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"time"
	"unicode"
)

// Chatbot answers the visitors of a brand until a person is needed.
type Chatbot interface {
	// Answer says what to do about an event. It may be asked again about an event whose
	// answer was lost; the ID is the same then. Errors are *ChatbotError, or ctx's error.
	Answer(ctx context.Context, e BotEvent) (BotAnswer, error)
	// Close ends what the chatbot has running. Answers under way fail.
	Close() error
}

// BotEventKind says what happened in a chat that a chatbot holds.
type BotEventKind string

// The kinds of events. A chat that a message opens has two: that it was opened, and the
// message.
const (
	BotOpened         BotEventKind = "opened"
	BotMessage        BotEventKind = "message"
	BotPressed        BotEventKind = "button"
	BotFileReceived   BotEventKind = "file"
	BotOperatorJoined BotEventKind = "operator_joined" // the chatbot holds the chat no more; what it answers is not looked at
)

// BotEvent is something that happened in a chat that a chatbot holds.
type BotEvent struct {
	ID         string // unique for ever
	Kind       BotEventKind
	At         time.Time
	Brand      string
	Chat       ChatID
	Visitor    VisitorID
	TelegramID int64
	Name       string // of the visitor; text from outside, as are Language, Text, Source and the values of Fields
	Language   string // of the visitor's Telegram, such as "ja" or "pt-br"; "" if unknown
	Text       string // of the message, or caption of the file
	Button     string // label of the button that was pressed
	Attachment *Attachment
	Source     string            // the payload of the link that led here
	Fields     map[string]string // what is known of the visitor
	// Closed is that the brand's business hours are over, Nobody that no operator of the
	// brand is available.
	Closed, Nobody bool
	// Memory is what the chatbot's last answer in this chat asked to be given back; "" at
	// first.
	Memory string
}

// BotAnswer is what a chatbot does about an event.
type BotAnswer struct {
	Actions []BotAction
	Memory  string // comes back with the chat's next event
}

// BotActionKind says what a chatbot does.
type BotActionKind string

// The actions.
const (
	BotReply        BotActionKind = "reply"
	BotWait         BotActionKind = "wait"          // nothing now
	BotForward      BotActionKind = "forward"       // to people: the chat waits to be picked up
	BotLeaveMessage BotActionKind = "leave_message" // to people who are not there: the chat is unanswered at once
	BotEnd          BotActionKind = "end"           // completes the chat
	BotBlock        BotActionKind = "block"         // puts the visitor on the block list
	BotTag          BotActionKind = "tag"
	BotSet          BotActionKind = "set" // a field of the visitor
)

// BotAction is one thing that a chatbot does.
type BotAction struct {
	Do      BotActionKind
	Text    string // of BotReply; of BotForward, BotLeaveMessage and BotEnd it is told to the visitor first
	Markup  bool   // Text is written with *bold*, _italic_, `code` and [links](https://…)
	Buttons [][]string
	// Keyboard is that Buttons take the place of the visitor's keyboard, instead of standing
	// below the message.
	Keyboard bool
	File     *BotFile      // of BotReply: a picture, or any other file; Text is its caption
	Tags     []string      // of BotTag, BotForward and BotLeaveMessage
	After    time.Duration // of BotEnd: 0, or MinBotEnd to MaxBotEnd
	Field    string        // of BotSet
	Value    string        // of BotSet; "" removes the field
	Reason   string        // of BotBlock
}

// BotFile is a file that a chatbot sends.
type BotFile struct {
	Name string
	Data []byte
}

// Bounds of what a chatbot answers.
const (
	MaxBotActions      = 20
	MaxBotText         = 4096 // characters
	MaxBotButtons      = 40
	MaxBotButtonLabel  = 64 // characters
	MaxBotFile         = 10 * mega
	MaxBotMemory       = 16 << 10 // bytes
	MinBotEnd          = 30 * time.Second
	MaxBotEnd          = 3 * time.Hour
	MaxVisitorFields   = 30
	MaxFieldName       = 40  // characters
	MaxFieldValue      = 500 // characters
	MaxBotBlockReason  = 200 // characters
	MaxBotInlineRow    = 8   // buttons in a row
	MaxBotCallbackData = 64  // bytes: core.telegram.org/bots/api#inlinekeyboardbutton
)

// ChatbotError is why a chatbot gave no usable answer. Detail is for people.
type ChatbotError struct {
	Detail Problem
	Retry  bool // another try may succeed
	Err    error
}

func (e *ChatbotError) Error() string { return e.Detail.String() }

// Unwrap returns the cause.
func (e *ChatbotError) Unwrap() error { return e.Err }

// ChatbotHealth is how a brand's chatbot fared when it was asked last. It is known while
// the desk runs only; zero if it was not asked yet.
type ChatbotHealth struct {
	At      time.Time
	Since   time.Time // since when it has given usable answers, or none
	Failure Problem   // why it gave no usable answer; "" if it did
}

// ChatbotKind says what answers a brand's visitors before people do.
type ChatbotKind string

// The kinds of chatbots.
const (
	ChatbotOff     ChatbotKind = "off"
	ChatbotFlow    ChatbotKind = "flow"    // steps that a file describes
	ChatbotWebhook ChatbotKind = "webhook" // a server that is asked by HTTP
	ChatbotCommand ChatbotKind = "command" // a program on the desk's machine
)

// ChatbotSpec is a brand's chatbot as its option names it: "off", "flow:FILE",
// "webhook:URL" or "command:PROGRAM ARG …".
type ChatbotSpec struct {
	Kind   ChatbotKind
	Target string
}

// ParseChatbot reads a spec, and checks it as far as that can be done without asking
// anybody.
func ParseChatbot(text string) (ChatbotSpec, error) {
	kind, target, _ := strings.Cut(strings.TrimSpace(text), ":")
	s := ChatbotSpec{ChatbotKind(kind), strings.TrimSpace(target)}
	if text == "" || s == (ChatbotSpec{Kind: ChatbotOff}) {
		return ChatbotSpec{Kind: ChatbotOff}, nil
	}
	switch {
	case s.Kind == ChatbotFlow && s.Target != "" && !strings.ContainsRune(s.Target, '\n'):
		return s, nil
	case s.Kind == ChatbotWebhook:
		return s, checkWebhook(s.Target)
	case s.Kind == ChatbotCommand:
		args, err := SplitCommand(s.Target)
		if err == nil && len(args) == 0 {
			err = NewError(CodeInvalid, "chatbot_command_empty")
		}
		return s, err
	}
	return s, NewError(CodeInvalid, "chatbot_spec", text)
}

// String writes the spec the way ParseChatbot reads it.
func (s ChatbotSpec) String() string {
	if s.Kind == ChatbotOff || s.Kind == "" {
		return string(ChatbotOff)
	}
	return string(s.Kind) + ":" + s.Target
}

// Show writes the spec without what may hold a secret: the query of a webhook's URL, and the
// arguments of a command, which are counted.
func (s ChatbotSpec) Show() string {
	if args, err := SplitCommand(s.Target); s.Kind == ChatbotCommand && err == nil && len(args) > 1 {
		arguments := "arguments"
		if len(args) == 2 {
			arguments = "argument"
		}
		return fmt.Sprintf("%s:%s (%d %s)", s.Kind, args[0], len(args)-1, arguments)
	}
	if address, query, found := strings.Cut(s.String(), "?"); s.Kind == ChatbotWebhook && found && query != "" {
		return address + "?…"
	}
	return s.String()
}

// checkWebhook returns why events cannot be sent to an address: it must be one of https,
// or of http on this machine, since they hold what visitors write.
func checkWebhook(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return NewError(CodeInvalid, "webhook_url")
	case u.User != nil || u.Fragment != "":
		return NewError(CodeInvalid, "webhook_url_secret")
	case u.Scheme == "http" && !IsLoopback(u.Hostname()):
		return NewError(CodeInvalid, "webhook_url_http")
	}
	return nil
}

// IsLoopback reports whether the host of an address is this machine itself.
func IsLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && ip.Unmap().IsLoopback()
}

// SplitCommand splits a command into program and arguments, as SplitWords does. No shell
// reads it.
func SplitCommand(command string) ([]string, error) {
	args, whole := SplitWords(command, unicode.IsSpace)
	if !whole {
		return nil, NewError(CodeInvalid, "chatbot_command_quote")
	}
	return args, nil
}

// SplitWords splits a text at spaces. Single and double quotes keep spaces together, and a
// backslash takes the next character as it is, but not between single quotes. whole is false
// if a quote is not closed, or the text ends in a backslash.
func SplitWords(text string, space func(rune) bool) (words []string, whole bool) {
	var word strings.Builder
	started, quote, escaped := false, rune(0), false
	for _, r := range text {
		switch {
		case escaped:
			word.WriteRune(r)
			escaped = false
		case r == '\\' && quote != '\'':
			started, escaped = true, true
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			started, quote = true, r
		case !space(r):
			started = true
			word.WriteRune(r)
		case started:
			words, started = append(words, word.String()), false
			word.Reset()
		}
	}
	if started {
		words = append(words, word.String())
	}
	return words, quote == 0 && !escaped
}

// Flow is the file of a flow and the files beside it that it sends, as the desk keeps them
// for a brand.
type Flow struct {
	Text  string // TOML
	Files []BotFile
}

// ChatbotSetup is all that a brand's chatbot is made from.
type ChatbotSetup struct {
	Spec         ChatbotSpec
	Flow         Flow   // of ChatbotFlow
	Secret       []byte // with which requests of ChatbotWebhook are signed
	AllowPrivate bool   // ChatbotWebhook may be at a private address
}

// Chatbots makes chatbots.
type Chatbots interface {
	// Open makes the chatbot of a setup that is not off. Errors are *ChatbotError.
	Open(s ChatbotSetup) (Chatbot, error)
}
