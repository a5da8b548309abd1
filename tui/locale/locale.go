// Package locale is the catalogue of every sentence that a person reads on
// the screen. A language is one file that returns one Catalogue (english.go);
// the compiler finds what a translation lacks. Plural forms, word order and
// units belong to the language: that is why many entries are functions.
//
// It must not read settings, know the screen's layout, or hold untrusted
// text: arguments are cleaned by the caller.
package locale

import (
	"time"

	"tgdesk/core"
)

// Catalogue holds one language.
type Catalogue struct {
	// Of the transcript.
	System      func(kind core.Kind, who string, why core.Reason) string // a system line
	Placeholder func(kind core.Kind, text string) string                 // what stands for a kind that is not shown yet
	Delivery    func(d core.Delivery) string
	State       func(s core.State) string
	Reason      func(r core.Reason, by string) string
	Health      func(s core.HealthState) string
	Waits       func(d string) string // Telegram wants no more messages for so long
	NextTry     func(d string) string // replies wait because the fate of the last is unknown
	WaitsShort  func(d string) string
	Edited      string
	Deleted     string
	Album       func(n int) string
	Forwarded   func(who string) string
	NotHere     string                                    // stands for an answered message that the desk does not have
	Service     func(told, who string) string             // a service message: Telegram's name for it and what it is about
	FileState   func(s core.FileState, why string) string // where a file is; why it failed
	// What stands in the room of a picture that is not drawn.
	PictureComing string
	PictureBad    string
	NewDivider    string
	NewBelow      func(n int) string
	Today         string
	Yesterday     string
	Date          func(t time.Time) string
	NoteBy        func(who string) string
	BotAuthor     string
	Earlier       func(n int) string
	Loading       string
	NoMessages    string
	History       string

	// Of the frame.
	Pane         func(s core.State) string
	Waiting      func(n int, longest string) string
	WaitingShort func(n int) string
	NobodyWaits  string
	Available    string
	EmptyPane    func(s core.State) string
	NoChat       string
	TooSmall     func(w, h int) string
	Left         func(d string) string
	ReplyTo      func(name string) string
	NoteHint     string
	NoteBegun    func(keys string) string // a note waits to be finished: what leads to it
	Editing      string
	OffBlocked   func(name string) string
	OffPending   string
	OffCompleted string
	OffOther     func(owner string) string
	Demo         string

	// Of actions: titles by action id, and why one is disabled.
	Action func(id string) string
	Why    func(id string) string

	// Of dialogs, toasts and panels.
	Toast    func(id string, args ...any) string
	Ask      func(id string, args ...any) Question
	Panel    func(id string) string
	Attach   func(id string, args ...any) string // the dialog that attaches files
	Save     func(id string, args ...any) string // the one that saves them
	Settings func(id string, args ...any) string
	Limit    func(k core.LimitKind) (title, help string)
	Duration func(d time.Duration) string // for people: "5 minutes", "1 day"
	Error    func(err error) string
	Problem  func(p core.Problem) string // "" for none
	// Of the machine under the desk, as long as it lasts.
	Trouble func(err error) string
	Jump    func(by time.Duration, until time.Time) string // of its clock; less than zero is back
}

// Question is a confirmation: what is asked, what yes and no are called.
type Question struct {
	Text string
	Yes  string
	No   string
}
