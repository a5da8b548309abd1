package wire

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/markup"
)

// action makes an action of its fields; the problem says what is wrong with them. Its Do
// is "" if there is no such action. Fields that the action does not have are not looked
// at; null is the same as no field.
func (o object) action() (a core.BotAction, problem core.Problem) {
	do, _ := o["do"].(string)
	a.Do = core.BotActionKind(do)
	f := &fields{of: o}
	switch a.Do {
	case core.BotReply:
		f.reply(&a)
	case core.BotWait:
	case core.BotForward, core.BotLeaveMessage:
		a.Text, a.Tags = f.optional("text", core.MaxBotText), f.tags()
	case core.BotEnd:
		a.Text, a.After = f.optional("text", core.MaxBotText), f.after()
	case core.BotSet:
		a.Field, a.Value = strings.TrimSpace(f.required("field", core.MaxFieldName)), f.present("value", core.MaxFieldValue)
		if strings.ContainsFunc(a.Field, core.Unprintable) {
			f.fail(core.NewProblem("bot_field_unprintable", "field"))
		}
	case core.BotTag:
		a.Tags = []string{f.tag(f.required("tag", math.MaxInt))}
	case core.BotBlock:
		a.Reason = f.required("reason", core.MaxBotBlockReason)
	default:
		a.Do = ""
	}
	return a, f.problem
}

// fields are those of one action. The first problem stays.
type fields struct {
	of      object
	problem core.Problem
}

func (f *fields) fail(p core.Problem) {
	f.problem = cmp.Or(f.problem, p)
}

// text returns a text of at most so many characters, and whether it is there.
func (f *fields) text(name string, most int) (string, bool) {
	value, there := f.of[name]
	if !there || value == nil {
		return "", false
	}
	text, ok := value.(string)
	if !ok {
		f.fail(core.NewProblem("bot_field_type", name, core.NewProblem("json_text"), kindOf(value)))
		return "", true
	}
	if n := utf8.RuneCountInString(text); n > most {
		f.fail(core.NewProblem("bot_field_long", name, n, most))
	}
	return text, true
}

// optional is a text that may be missing; what nobody could see counts as missing.
func (f *fields) optional(name string, most int) string {
	text, _ := f.text(name, most)
	if !clean.Visible(text) {
		return ""
	}
	return text
}

// present is a text that must be there but may be empty.
func (f *fields) present(name string, most int) string {
	text, ok := f.text(name, most)
	if !ok {
		f.fail(core.NewProblem("bot_field_missing", name))
	}
	return text
}

// required is a text with something to see in it.
func (f *fields) required(name string, most int) string {
	text := f.present(name, most)
	if !clean.Visible(text) {
		f.fail(core.NewProblem("bot_field_empty", name))
	}
	return text
}

// choice reports whether a text is the second of two; the first is the default.
func (f *fields) choice(name, usual, other string) bool {
	text, ok := f.text(name, math.MaxInt)
	if ok && text != usual && text != other {
		f.fail(core.NewProblem("bot_field_choice", name, usual, other, shown(text)))
	}
	return text == other
}

// list is a list that may be missing.
func (f *fields) list(name string) list {
	value := f.of[name]
	items, ok := value.(list)
	if value != nil && !ok {
		f.fail(core.NewProblem("bot_field_type", name, core.NewProblem("json_list"), kindOf(value)))
	}
	return items
}

func (f *fields) reply(a *core.BotAction) {
	a.Text, a.Markup = f.optional("text", core.MaxBotText), f.choice("format", "plain", "markup")
	a.Buttons, a.Keyboard = f.buttons(), f.choice("keyboard", "inline", "reply")
	a.File = f.file()
	switch n := markup.Len(a.Text); {
	case a.Text == "" && a.File == nil:
		f.fail(core.NewProblem("bot_reply_empty"))
	case a.File != nil && n > markup.MaxCaption:
		f.fail(core.NewProblem("bot_caption_long", n, markup.MaxCaption))
	}
}

func (f *fields) buttons() (rows [][]string) {
	count := 0
	for i, value := range f.list("buttons") {
		row, ok := value.(list)
		switch {
		case !ok:
			f.fail(core.NewProblem("bot_buttons_row", i+1, kindOf(value)))
			return nil
		case len(row) == 0:
			f.fail(core.NewProblem("bot_buttons_row_empty", i+1))
		case len(row) > core.MaxBotInlineRow:
			f.fail(core.NewProblem("bot_buttons_row_long", i+1, len(row), core.MaxBotInlineRow))
		}
		if count += len(row); count > core.MaxBotButtons {
			f.fail(core.NewProblem("bot_buttons_many", core.MaxBotButtons))
			return nil
		}
		var labels []string
		for k, value := range row {
			label, ok := value.(string)
			switch n := utf8.RuneCountInString(label); {
			case !ok:
				f.fail(core.NewProblem("bot_button_type", k+1, i+1, core.NewProblem("json_text"), kindOf(value)))
			case !clean.Visible(label):
				f.fail(core.NewProblem("bot_button_empty", k+1, i+1))
			case n > core.MaxBotButtonLabel:
				f.fail(core.NewProblem("bot_button_long", k+1, i+1, n, core.MaxBotButtonLabel))
			}
			labels = append(labels, label)
		}
		rows = append(rows, labels)
	}
	return rows
}

// maxFileName bounds the name of a file, in characters.
const maxFileName = 200

func (f *fields) file() *core.BotFile {
	value := f.of["file"]
	if value == nil {
		return nil
	}
	o, ok := value.(object)
	if !ok {
		f.fail(core.NewProblem("bot_field_type", "file", core.NewProblem("json_object"), kindOf(value)))
		return nil
	}
	in := &fields{of: object{"file.name": o["name"], "file.data": o["data"]}}
	file := &core.BotFile{Name: in.required("file.name", maxFileName)}
	if strings.ContainsAny(file.Name, `/\`) || strings.ContainsFunc(file.Name, core.Unprintable) {
		in.fail(core.NewProblem("bot_file_name"))
	}
	text := in.required("file.data", math.MaxInt)
	// Whether it fits is known before it takes memory.
	if base64.StdEncoding.DecodedLen(len(text))-2 > core.MaxBotFile {
		in.fail(core.NewProblem("bot_file_big", core.Size(core.MaxBotFile)))
	}
	if in.problem == "" {
		var err error
		if file.Data, err = base64.StdEncoding.DecodeString(text); err != nil {
			in.fail(core.NewProblem("bot_file_base64"))
		} else if len(file.Data) > core.MaxBotFile {
			in.fail(core.NewProblem("bot_file_big", core.Size(core.MaxBotFile)))
		}
	}
	if in.problem != "" {
		f.fail(in.problem)
	}
	return file
}

func (f *fields) tags() (tags []string) {
	all := f.list("tags")
	if len(all) > core.MaxTags {
		f.fail(core.NewProblem("bot_tags_many", len(all), core.MaxTags))
		return nil
	}
	for _, value := range all {
		text, ok := value.(string)
		if !ok {
			f.fail(core.NewProblem("bot_tags_type", core.NewProblem("json_text"), kindOf(value)))
			return nil
		}
		tags = append(tags, f.tag(text))
	}
	return tags
}

// tag is a tag as it is stored.
func (f *fields) tag(text string) string {
	tag, err := core.CheckTag(text)
	if e, ok := errors.AsType[*core.Error](err); ok {
		f.fail(core.NewProblem(e.ID, e.Args...))
	}
	return tag
}

// after is when a chat ends. Some languages write whole numbers as 30.0.
func (f *fields) after() time.Duration {
	value := f.of["after_seconds"]
	number, ok := value.(json.Number)
	switch {
	case value == nil:
		return 0
	case !ok:
		f.fail(core.NewProblem("bot_field_type", "after_seconds", core.NewProblem("json_number"), kindOf(value)))
		return 0
	}
	n, err := strconv.ParseFloat(number.String(), 64)
	if err != nil || n != math.Trunc(n) || n != 0 && (n < core.MinBotEnd.Seconds() || n > core.MaxBotEnd.Seconds()) {
		f.fail(core.NewProblem("bot_after", int(core.MinBotEnd.Seconds()), int(core.MaxBotEnd.Seconds())))
		return 0
	}
	return time.Duration(n) * time.Second
}
