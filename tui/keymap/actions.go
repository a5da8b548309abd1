package keymap

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
)

// Action is the stable id of something that a key does. The catalogue titles
// it under this id, and the settings file names it by it.
type Action string

// What is done with a chat and its messages.
const (
	Open         Action = "open_chat" // pick up, reply or read, as the chat's state asks
	Quote        Action = "quote"     // answer the selected message, or show its versions
	Send         Action = "send"
	SendEnd      Action = "send_end"  // send the reply and end the chat
	SendNext     Action = "send_next" // send the reply and go to the next waiting chat
	Newline      Action = "newline"
	Canned       Action = "canned" // find a canned reply
	Reply        Action = "reply"
	Attach       Action = "attach"
	End          Action = "end"
	EndNext      Action = "end_next"  // end the chat and go to the next waiting one
	EndList      Action = "end_list"  // all chats of the list with the focus
	ReadList     Action = "read_list" // mark them as read
	PutBack      Action = "put_back"
	Note         Action = "note"
	Snooze       Action = "snooze" // or get it back
	Tags         Action = "tags"
	Block        Action = "block" // the visitor, or what can be done about one who is listed
	BlockList    Action = "blocks"
	Mentions     Action = "mentions"
	Resend       Action = "resend"
	Copy         Action = "copy"
	OpenFile     Action = "open" // a file or a link
	SaveFile     Action = "save"
	Fetch        Action = "fetch" // a file, or stop its transfer
	Edit         Action = "edit"
	Delete       Action = "delete"
	Pictures     Action = "pictures"
	VisitorPanel Action = "panel"
	OpenPast     Action = "open_past" // show an earlier chat beside the open one
)

// What operators do among each other.
const (
	Transfer     Action = "transfer" // ask somebody to take the chat over
	Accept       Action = "accept"   // take over a chat of which somebody asks that
	Refuse       Action = "refuse"   // not take it over, or withdraw one's own transfer
	Invite       Action = "invite"
	Join         Action = "join" // take part in a chat, or no more
	Assign       Action = "assign"
	Availability Action = "availability" // from available to away, and back
	Team         Action = "team"
)

// What changes what is looked at.
const (
	NextWaiting     Action = "next_waiting"
	FocusPending    Action = "focus_pending"
	FocusActive     Action = "focus_active"
	FocusUnanswered Action = "focus_unanswered"
	FocusCompleted  Action = "focus_completed"
	MoveDown        Action = "move_down"
	MoveUp          Action = "move_up"
	PageDown        Action = "page_down"
	PageUp          Action = "page_up"
	HalfDown        Action = "half_down"
	HalfUp          Action = "half_up"
	MessagesDown    Action = "messages_down" // scroll them, wherever the focus is
	MessagesUp      Action = "messages_up"
	MoveFirst       Action = "move_first"
	MoveLast        Action = "move_last"
	NextArea        Action = "next_area"
	PreviousArea    Action = "previous_area"
	Back            Action = "back"
	LeavePage       Action = "leave_page" // of the settings, as Back
	Filter          Action = "filter"
	Palette         Action = "palette"
	Help            Action = "help"
	Manual          Action = "manual"
	OpenSettings    Action = "settings"
	TakeOver        Action = "take_over"
	NewToken        Action = "new_token"
	Mouse           Action = "mouse"
	Redraw          Action = "redraw"
	Quit            Action = "quit"
)

// What the keys of dialogs do.
const (
	Close         Action = "close"
	Interrupt     Action = "interrupt" // close; quit where that is the question, and in the settings
	Yes           Action = "yes"
	No            Action = "no"
	Choose        Action = "choose"
	NextMatch     Action = "next_match"
	PreviousMatch Action = "previous_match"
	LineDown      Action = "line_down"
	LineUp        Action = "line_up"
	ScreenDown    Action = "screen_down"
	ScreenUp      Action = "screen_up"
	PageTop       Action = "page_top"
	PageBottom    Action = "page_bottom"
	ClosePage     Action = "close_page"
	QuoteShown    Action = "quote_shown"
	NextLink      Action = "next_link"
	PreviousLink  Action = "previous_link"
	OpenLink      Action = "open_link"
	CopyLink      Action = "copy_link"
	ChooseFile    Action = "choose_file"
	MarkFile      Action = "mark_file"
	CompletePath  Action = "complete_path"
	HiddenFiles   Action = "hidden_files"
	FileDown      Action = "file_down"
	FileUp        Action = "file_up"
	FilesDown     Action = "files_down"
	FilesUp       Action = "files_up"
	ToCaption     Action = "to_caption"
	ToFiles       Action = "to_files"
	SendFiles     Action = "send_files"
)

// What the keys of the popup of canned replies do.
const (
	ChooseCanned   Action = "choose_canned" // insert the one that was moved to, or whose shortcut is typed
	CompleteCanned Action = "complete_canned"
	NextCanned     Action = "next_canned"
	PreviousCanned Action = "previous_canned"
	CloseCanned    Action = "close_canned"
)

// What the keys of the settings do.
const (
	NextControl     Action = "next_control"
	PreviousControl Action = "previous_control"
	ControlDown     Action = "control_down"
	ControlUp       Action = "control_up"
	ControlRight    Action = "control_right"
	ControlLeft     Action = "control_left"
	FirstControl    Action = "first_control"
	LastControl     Action = "last_control"
	SettingsDown    Action = "settings_down"
	SettingsUp      Action = "settings_up"
	SettingsHalf    Action = "settings_half_down"
	Press           Action = "press"
	Enter           Action = "enter_field"
	BreakLine       Action = "break_line"
	AreaUp          Action = "area_up" // a row of a text of several lines
	AreaDown        Action = "area_down"
	NewBrand        Action = "new_brand"
	DisableBrand    Action = "disable_brand"
	EnableBrand     Action = "enable_brand"
	ReplaceToken    Action = "replace_token"
	RemoveWebhook   Action = "remove_webhook"
	HoldBot         Action = "hold_bot" // take it from the other program that receives for it
	TryAgain        Action = "try_again"
	CopyBotLink     Action = "copy_bot_link" // where visitors begin to write
	ShowBotLink     Action = "bot_link"
)

// bind makes a binding; the first key is the one that is shown.
func bind(a Action, in Scope, rank int, keys ...string) Binding {
	for i, k := range keys {
		keys[i] = spelt(k)
	}
	return Binding{Binding: key.NewBinding(key.WithKeys(keys...)), Action: a, Scope: in, Rank: rank}
}

// must is bind for an action that may not lose its last key: there would be no
// other way on, or out.
func must(a Action, in Scope, rank int, keys ...string) Binding {
	b := bind(a, in, rank, keys...)
	b.needed = true
	return b
}

// defaults are all bindings, in the order in which help shows them.
func defaults() []Binding {
	return slices.Concat(grouped("chat_keys", chatKeys()), grouped("team_keys", teamKeys()), grouped("move_keys", moveKeys()), grouped("screen_keys", screenKeys()),
		searchKeys(), grouped("dialog_keys", dialogKeys()), cannedKeys(), reportKeys(), settingsKeys(), editingKeys())
}

func grouped(group string, bindings []Binding) []Binding {
	for i := range bindings {
		bindings[i].group = group
	}
	return bindings
}

func chatKeys() []Binding {
	return []Binding{
		must(Open, Lists, 2, "enter"),
		bind(Quote, Transcript|Hits, 2, "enter"),
		must(Send, Composer, 2, "enter"),
		bind(SendEnd, Composer, 6, "ctrl+x"),
		bind(SendNext, Composer, 6, "ctrl+s"),
		bind(Canned, Composer, 7, "ctrl+o"),
		bind(Newline, Composer, 3, "alt+enter", "ctrl+j"),
		bind(Reply, Browsing, 3, "r"),
		bind(Attach, Browsing, 4, "a"),
		bind(End, Browsing, 4, "e"),
		bind(EndNext, Browsing, 0, "X"),
		bind(EndList, Lists, 0, "C"),
		bind(ReadList, Lists, 0, "m"),
		bind(PutBack, Browsing, 7, "u"),
		bind(Note, Browsing&^Hits, 8, "n"),
		bind(Resend, Browsing, 6, "R"),
		bind(Copy, Browsing, 0, "y"),
		bind(OpenFile, Browsing, 8, "o"),
		bind(SaveFile, Browsing, 8, "s"),
		bind(Fetch, Transcript|Hits, 3, "space"),
		bind(Edit, Browsing, 0, "E"),
		bind(Delete, Browsing, 0, "D"),
		bind(Pictures, Browsing, 0, "p"),
		bind(VisitorPanel, Browsing, 9, "i"),
		bind(Snooze, Browsing, 0, "z"),
		bind(Tags, Browsing, 0, "#"),
		bind(Block, Browsing, 0, "b"),
		bind(BlockList, Browsing, 0, "B"),
		bind(Mentions, Browsing, 0, "@"),
		bind(OpenPast, Panel, 2, "enter"),
	}
}

func teamKeys() []Binding {
	return []Binding{
		bind(Transfer, Browsing, 4, "t"),
		bind(Accept, Browsing, 1, "+"),
		bind(Refuse, Browsing, 2, "-"),
		bind(Invite, Browsing, 0, "I"),
		bind(Join, Browsing, 6, "c"),
		bind(Assign, Browsing, 9, "O"),
		bind(Availability, Browsing, 0, "A"),
		bind(Team, Browsing, 0, "W"),
	}
}

func moveKeys() []Binding {
	return []Binding{
		bind(NextWaiting, Screen|Reports|SearchLine, 5, "ctrl+g"),
		bind(FocusPending, Screen|Reports, 0, "1", "alt+1"),
		bind(FocusActive, Screen|Reports, 0, "2", "alt+2"),
		bind(FocusUnanswered, Screen|Reports, 0, "3", "alt+3"),
		bind(FocusCompleted, Screen|Reports, 0, "4", "alt+4"),
		bind(OpenReports, Screen, 0, "5", "alt+5"),
		bind(MoveDown, Browsing|Reports, 0, "j", "down"),
		bind(MoveUp, Browsing|Reports, 0, "k", "up"),
		bind(PageDown, Screen|Reports, 0, "pgdown"),
		bind(PageUp, Screen|Reports, 0, "pgup"),
		bind(HalfDown, Browsing|Page|Reports, 0, "ctrl+d"),
		bind(HalfUp, Browsing|Page|Reports, 0, "ctrl+u"),
		bind(MessagesDown, Screen, 0, "shift+down", "J"),
		bind(MessagesUp, Screen, 0, "shift+up", "K"),
		bind(MoveFirst, Browsing|Reports, 0, "g", "home"),
		bind(MoveLast, Browsing|Reports, 0, "G", "end"),
		bind(NextArea, Screen, 0, "tab"),
		bind(PreviousArea, Screen, 0, "shift+tab"),
		must(Back, Screen&^Hits|Reports|Settings|SettingsField|SettingsText, 5, "esc"),
		bind(LeavePage, Settings, 0, "q"),
	}
}

func screenKeys() []Binding {
	return []Binding{
		bind(Search, Browsing|Reports, 10, "/"),
		bind(SearchChat, Screen, 0, "ctrl+f"),
		bind(FindChat, Browsing, 0, "F"),
		bind(Filter, Browsing, 0, "f"),
		bind(Palette, Screen|Reports, 11, ":", "ctrl+space"),
		bind(Help, Screen|Reports|Settings|SettingsField|SettingsText|Dialogs|SearchLine, 12, "?", "f1"),
		bind(Manual, Browsing|Page|Reports, 0, "M"),
		bind(OpenSettings, Browsing, 0, ","),
		bind(TakeOver, Browsing, 2, "T"),
		bind(NewToken, Browsing, 2, "P"),
		bind(Mouse, Screen|Reports, 0),
		bind(Redraw, Screen|Reports|Settings|SettingsField|SettingsText|Dialogs|SearchLine, 0, "ctrl+l"),
		must(Quit, Screen|TooSmall, 0, "q", "ctrl+c"),
		must(Interrupt, Dialogs|Reports|Settings|SettingsField|SettingsText|SearchLine, 0, "ctrl+c"),
	}
}

func dialogKeys() []Binding {
	return []Binding{
		must(Yes, Question|QuitQuestion, 0, "y", "Y", "enter"),
		bind(No, Question|QuitQuestion, 0, "n", "N", "q"),
		must(Choose, Picker, 0, "enter"),
		bind(NextMatch, Picker, 0, "down", "ctrl+n", "tab"),
		bind(PreviousMatch, Picker, 0, "up", "ctrl+p", "shift+tab"),
		bind(LineDown, Page, 0, "j", "down"),
		bind(LineUp, Page, 0, "k", "up"),
		bind(ScreenDown, Page, 0, "pgdown", "space"),
		bind(ScreenUp, Page, 0, "pgup"),
		bind(PageTop, Page, 0, "g", "home"),
		bind(PageBottom, Page, 0, "G", "end"),
		bind(ClosePage, Page, 0, "q", "enter"),
		bind(QuoteShown, Page, 0, "r"),
		must(OpenLink, Links, 0, "enter", "o"),
		bind(CopyLink, Links, 0, "y"),
		bind(NextLink, Links, 0, "down", "j", "tab", "ctrl+n"),
		bind(PreviousLink, Links, 0, "up", "k", "shift+tab", "ctrl+p"),
		must(ChooseFile, Files|FileEntry, 0, "enter"),
		bind(MarkFile, FileEntry, 0, "space"),
		bind(CompletePath, Files|FileEntry, 0, "tab"),
		bind(HiddenFiles, Files|FileEntry, 0, "ctrl+t"),
		bind(FileDown, Files|FileEntry, 0, "down", "ctrl+n"),
		bind(FileUp, Files|FileEntry, 0, "up", "ctrl+p"),
		bind(FilesDown, Files|FileEntry, 0, "pgdown"),
		bind(FilesUp, Files|FileEntry, 0, "pgup"),
		bind(ToCaption, Files|FileEntry, 0, "shift+tab"),
		bind(ToFiles, Caption, 0, "tab", "shift+tab"),
		must(SendFiles, Caption, 0, "enter"),
		must(Close, Dialogs, 0, "esc"),
	}
}

func cannedKeys() []Binding {
	return []Binding{
		must(ChooseCanned, CannedPopup, 0, "enter"),
		bind(CompleteCanned, CannedPopup, 0, "tab"),
		bind(NextCanned, CannedPopup, 0, "down", "ctrl+n"),
		bind(PreviousCanned, CannedPopup, 0, "up", "ctrl+p"),
		must(CloseCanned, CannedPopup, 0, "esc"),
	}
}

func settingsKeys() []Binding {
	const both = Settings | SettingsField
	return []Binding{
		must(Press, Settings, 0, "enter", "space"),
		bind(Enter, SettingsField, 0, "enter"),
		must(BreakLine, SettingsText, 0, "enter", "alt+enter", "ctrl+j"),
		bind(AreaUp, SettingsText, 0, "up"),
		bind(AreaDown, SettingsText, 0, "down"),
		bind(NextControl, both|SettingsText, 0, "tab"),
		bind(PreviousControl, both|SettingsText, 0, "shift+tab"),
		bind(ControlDown, both, 0, "down", "j", "ctrl+n"),
		bind(ControlUp, both, 0, "up", "k", "ctrl+p"),
		bind(ControlRight, Settings, 0, "right"),
		bind(ControlLeft, Settings, 0, "left"),
		bind(FirstControl, Settings, 0, "home", "g"),
		bind(LastControl, Settings, 0, "end", "G"),
		bind(SettingsDown, both, 0, "pgdown"),
		bind(SettingsHalf, Settings, 0, "ctrl+d"),
		bind(SettingsUp, both, 0, "pgup"),
		bind(NewBrand, Settings, 0, "n"),
		bind(DisableBrand, Settings, 0, "d"),
		bind(EnableBrand, Settings, 0, "e"),
		bind(ReplaceToken, Settings, 0, "t"),
		bind(RemoveWebhook, Settings, 0, "w"),
		bind(HoldBot, Settings, 0, "o"),
		bind(TryAgain, Settings, 0, "a"),
		bind(CopyBotLink, Settings, 0, "y"),
		bind(ShowBotLink, Settings, 0, "l"),
	}
}
