package core

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tgdesk/core/clean"
)

// FaceParts is a set of the parts of a face.
type FaceParts uint8

// The parts.
const (
	FaceName FaceParts = 1 << iota
	FaceAbout
	FaceDescription
	FaceCommands

	faceAll = FaceName | FaceAbout | FaceDescription | FaceCommands
)

// BrandFace is what a brand wants its bot to show of itself in a language, and how far
// Telegram has it.
type BrandFace struct {
	Brand    BrandID
	Language string // two letters; "" is for everybody whose language has nothing of its own
	// Face is what is wanted. What is empty stays at Telegram as it is, or becomes empty
	// there if the desk had set it.
	Face Face
	// Owned is what the desk may have set at the bot with this id, 0 before the first time,
	// and Done what that shows as it is wanted, as far as the desk knows.
	Owned, Done FaceParts
	Bot         int64
	// Problem is why something could not be set, "" if nothing is known against it. It is
	// tried again at RetryAt, or where the name alone is left at NameRetryAt: Telegram lets a
	// name change far less often. With neither it is not, unless something else is wanted.
	Problem              Problem
	RetryAt, NameRetryAt time.Time
}

// Parts are those of f that are not empty.
func (f Face) Parts() FaceParts { return f.differing(Face{}) }

// differing are the parts that two faces do not share.
func (f Face) differing(o Face) (p FaceParts) {
	for part, same := range map[FaceParts]bool{
		FaceName: f.Name == o.Name, FaceAbout: f.About == o.About, FaceDescription: f.Description == o.Description, FaceCommands: slices.Equal(f.Commands, o.Commands),
	} {
		if !same {
			p |= part
		}
	}
	return p
}

// Equal reports whether two faces are alike.
func (f Face) Equal(o Face) bool { return f.differing(o) == 0 }

// Missing is what a bot does not show as it is wanted, as far as the desk knows.
func (b BrandFace) Missing(bot int64) FaceParts {
	if b.Bot != bot {
		return faceAll
	}
	return faceAll &^ b.Done
}

// Due reports whether something is to be set at a bot now, or else when: never with a
// zero time.
func (b BrandFace) Due(bot int64, now time.Time) (due bool, at time.Time) {
	missing := b.Missing(bot)
	if missing == 0 || b.Problem != "" && b.RetryAt.IsZero() && b.NameRetryAt.IsZero() {
		return false, time.Time{}
	}
	if at = b.RetryAt; missing == FaceName {
		at = b.NameRetryAt
	}
	if at.After(now) {
		return false, at
	}
	return true, time.Time{}
}

// Target is what a bot has to show, which shows now.
func (b BrandFace) Target(now Face) Face {
	target, wanted := b.Face, b.Face.Parts()
	stays := func(p FaceParts) bool { return wanted&p == 0 && b.Owned&p == 0 }
	if stays(FaceName) {
		target.Name = now.Name
	}
	if stays(FaceAbout) {
		target.About = now.About
	}
	if stays(FaceDescription) {
		target.Description = now.Description
	}
	if stays(FaceCommands) {
		target.Commands = now.Commands
	}
	return target
}

// Changed returns b where f is wanted.
func (b BrandFace) Changed(f Face) BrandFace {
	b.Done &^= f.differing(b.Face)
	b.Face = f
	return b.again()
}

// Unknown returns b where nobody knows what its bot shows.
func (b BrandFace) Unknown() BrandFace {
	b.Done = 0
	return b.again()
}

// again has b tried once more if it was refused; what has to wait stays to wait.
func (b BrandFace) again() BrandFace {
	if b.RetryAt.IsZero() && b.NameRetryAt.IsZero() {
		b.Problem = ""
	}
	return b
}

// Succeeded notes that the bot shows parts as they are wanted.
func (b *BrandFace) Succeeded(parts FaceParts) {
	b.Done |= parts
	if parts&^FaceName != 0 {
		b.RetryAt = time.Time{}
	}
	if parts&FaceName != 0 {
		b.NameRetryAt = time.Time{}
	}
	if b.Done == faceAll {
		b.Owned, b.Problem, b.RetryAt, b.NameRetryAt = b.Face.Parts(), "", time.Time{}, time.Time{}
	}
}

// Failed notes why parts could not be set, and when that is tried again; never with a zero
// time.
func (b *BrandFace) Failed(parts FaceParts, why Problem, at time.Time) {
	b.Problem = why
	switch {
	case at.IsZero():
		b.RetryAt, b.NameRetryAt = at, at
	case parts == FaceName:
		b.NameRetryAt = at
	default:
		b.RetryAt = at
	}
}

// FaceChange is what becomes of a face; what is nil or empty stays.
type FaceChange struct {
	Name, About, Description *string
	Commands                 *[]BotCommand // all of them
	Add                      []BotCommand  // one of the same name is replaced
	Remove                   []string      // names of commands
}

// Apply returns the face that a change makes of f, or why no bot can have it.
func (ch FaceChange) Apply(f Face) (Face, error) {
	for text, to := range map[*string]*string{&f.Name: ch.Name, &f.About: ch.About, &f.Description: ch.Description} {
		if to != nil {
			*text = strings.TrimSpace(strings.ReplaceAll(*to, "\r\n", "\n"))
		}
	}
	commands := slices.Clone(f.Commands)
	if ch.Commands != nil {
		commands = slices.Clone(*ch.Commands)
	}
	commands = slices.DeleteFunc(commands, func(c BotCommand) bool { return slices.Contains(ch.Remove, c.Name) })
	for _, c := range ch.Add {
		if i := slices.IndexFunc(commands, func(o BotCommand) bool { return o.Name == c.Name }); i >= 0 {
			commands[i] = c
		} else {
			commands = append(commands, c)
		}
	}
	f.Commands = commands
	return f, f.check()
}

// check returns why Telegram would refuse a face.
func (f Face) check() error {
	for _, text := range []struct {
		value         string
		most          int
		lines         bool
		long, control string
	}{
		{f.Name, MaxBotName, false, "face_name_long", "face_name_control"},
		{f.About, MaxBotAbout, true, "face_about_long", "face_about_control"},
		{f.Description, MaxBotDescription, true, "face_description_long", "face_description_control"},
	} {
		if n := utf8.RuneCountInString(text.value); n > text.most {
			return NewError(CodeInvalid, text.long, n, text.most)
		}
		if !plain(text.value, text.lines) {
			return NewError(CodeInvalid, text.control)
		}
	}
	if n := len(f.Commands); n > MaxCommands {
		return NewError(CodeInvalid, "face_commands_many", n, MaxCommands)
	}
	seen := map[string]bool{}
	for _, c := range f.Commands {
		if err := c.check(); err != nil {
			return err
		}
		if seen[c.Name] {
			return NewError(CodeInvalid, "face_command_twice", c.Name)
		}
		seen[c.Name] = true
	}
	return nil
}

func (c BotCommand) check() error {
	shown := clean.Line(c.Name).String()
	if n := utf8.RuneCountInString(c.Name); n == 0 || strings.Trim(c.Name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		return NewError(CodeInvalid, "face_command_name", shown)
	} else if n > MaxCommandName {
		return NewError(CodeInvalid, "face_command_name_long", shown, n, MaxCommandName)
	}
	switch n := utf8.RuneCountInString(c.Description); {
	case n == 0:
		return NewError(CodeInvalid, "face_command_empty", shown)
	case n > MaxCommandDescription:
		return NewError(CodeInvalid, "face_command_long", shown, n, MaxCommandDescription)
	case !plain(c.Description, false):
		return NewError(CodeInvalid, "face_command_control", shown)
	}
	return nil
}

// plain reports whether a text has no control characters but, with lines, new lines.
func plain(text string, lines bool) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return clean.IsControl(r) && !(lines && r == '\n') })
}

// ParseCommands reads commands as people list them for @BotFather: "start - Begin", one a
// line.
func ParseCommands(text string) []BotCommand {
	var all []BotCommand
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			name, description, _ := strings.Cut(line, "-")
			all = append(all, NewBotCommand(name, description))
		}
	}
	return all
}

// FormatCommands is the reverse of ParseCommands.
func FormatCommands(commands []BotCommand) string {
	var lines []string
	for _, c := range commands {
		lines = append(lines, c.Name+" - "+c.Description)
	}
	return strings.Join(lines, "\n")
}

// CommandsBeside lists the names of some commands and others, each with what it does in
// both, "" where it is not.
func CommandsBeside(some, others []BotCommand) (all [][3]string) {
	for i, list := range [][]BotCommand{some, others} {
		for _, c := range list {
			at := slices.IndexFunc(all, func(known [3]string) bool { return known[0] == c.Name })
			if at < 0 {
				all, at = append(all, [3]string{c.Name}), len(all)
			}
			all[at][i+1] = c.Description
		}
	}
	return all
}

// NewBotCommand is a command as it was typed, perhaps with its slash.
func NewBotCommand(name, description string) BotCommand {
	return BotCommand{Name: strings.TrimPrefix(strings.TrimSpace(name), "/"), Description: strings.TrimSpace(description)}
}

// CheckFaceLanguage returns a language of a face as it is stored, or why there is none.
func CheckFaceLanguage(language string) (string, error) {
	l := strings.ToLower(strings.TrimSpace(language))
	if l == "" || len(l) == 2 && strings.Trim(l, "abcdefghijklmnopqrstuvwxyz") == "" {
		return l, nil
	}
	return "", NewError(CodeInvalid, "face_language", clean.Line(language).String())
}

// Differences lists the parts that two faces do not share, as they are in f and in other,
// for the audit.
func (f Face) Differences(other Face) (mine, others string) {
	var m, o []string
	add := func(name, in, there string) {
		if in != there {
			m, o = append(m, name+" "+in), append(o, name+" "+there)
		}
	}
	add("name", f.Name, other.Name)
	add("short description", f.About, other.About)
	add("description", f.Description, other.Description)
	add("commands", strings.ReplaceAll(FormatCommands(f.Commands), "\n", "; "), strings.ReplaceAll(FormatCommands(other.Commands), "\n", "; "))
	return strings.Join(m, ", "), strings.Join(o, ", ")
}
