package core

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestFaceLimits(t *testing.T) {
	t.Parallel()
	text := func(s string) *string { return &s }
	commands := func(n int) (all []BotCommand) {
		for i := range n {
			all = append(all, BotCommand{"c" + strings.Repeat("x", i%20) + string(rune('a'+i/20)), "does"})
		}
		return all
	}
	for name, c := range map[string]struct {
		ch   FaceChange
		want string
	}{
		"name":                 {FaceChange{Name: text(strings.Repeat("界", 64))}, ""},
		"long name":            {FaceChange{Name: text(strings.Repeat("界", 65))}, "face_name_long"},
		"name of two lines":    {FaceChange{Name: text("a\nb")}, "face_name_control"},
		"about":                {FaceChange{About: text(strings.Repeat("🙂", 120))}, ""},
		"long about":           {FaceChange{About: text(strings.Repeat("🙂", 121))}, "face_about_long"},
		"description":          {FaceChange{Description: text("a\nb" + strings.Repeat("x", 509))}, ""},
		"long description":     {FaceChange{Description: text(strings.Repeat("x", 513))}, "face_description_long"},
		"bell":                 {FaceChange{Description: text("a\ab")}, "face_description_control"},
		"commands":             {FaceChange{Add: commands(100)}, ""},
		"many commands":        {FaceChange{Add: commands(101)}, "face_commands_many"},
		"command":              {FaceChange{Add: []BotCommand{{strings.Repeat("a", 32), strings.Repeat("é", 256)}}}, ""},
		"long command":         {FaceChange{Add: []BotCommand{{strings.Repeat("a", 33), "x"}}}, "face_command_name_long"},
		"capitals":             {FaceChange{Add: []BotCommand{{"Start", "x"}}}, "face_command_name"},
		"no command":           {FaceChange{Add: []BotCommand{{"", "x"}}}, "face_command_name"},
		"no description":       {FaceChange{Add: []BotCommand{{"a", ""}}}, "face_command_empty"},
		"long command's words": {FaceChange{Add: []BotCommand{{"a", strings.Repeat("é", 257)}}}, "face_command_long"},
		"twice":                {FaceChange{Commands: &[]BotCommand{{"a", "x"}, {"a", "y"}}}, "face_command_twice"},
	} {
		_, err := c.ch.Apply(Face{})
		got := ""
		if e, ok := errors.AsType[*Error](err); ok {
			got = e.ID
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestCommandsAsText(t *testing.T) {
	t.Parallel()
	all := []BotCommand{{"start", "Begin"}, {"help", "Help - with a dash"}}
	if got := ParseCommands(FormatCommands(all)); !slices.Equal(got, all) {
		t.Errorf("%v", got)
	}
	if got := ParseCommands("\n /start-Begin \n\nhelp"); !slices.Equal(got, []BotCommand{{"start", "Begin"}, {"help", ""}}) {
		t.Errorf("%v", got)
	}
	f, err := FaceChange{Add: []BotCommand{{"help", "Other"}, {"new", "New"}}, Remove: []string{"start"}}.Apply(Face{Commands: all})
	if err != nil || !slices.Equal(f.Commands, []BotCommand{{"help", "Other"}, {"new", "New"}}) || all[1].Description != "Help - with a dash" {
		t.Errorf("%v, %v, %v", f.Commands, err, all)
	}
}

func TestFaceTarget(t *testing.T) {
	t.Parallel()
	now := Face{Name: "Theirs", About: "Theirs", Description: "Theirs", Commands: []BotCommand{{"a", "theirs"}}}
	f := BrandFace{Face: Face{Name: "Ours"}, Owned: FaceName | FaceAbout}
	want := Face{Name: "Ours", Description: "Theirs", Commands: now.Commands}
	if got := f.Target(now); !got.Equal(want) {
		t.Errorf("%+v", got)
	}
}

// TestFaceDue: what is due, and when.
func TestFaceDue(t *testing.T) {
	t.Parallel()
	noon := time.Unix(1_000_000, 0)
	later := noon.Add(time.Hour)
	all := FaceName | FaceAbout | FaceDescription | FaceCommands
	for name, c := range map[string]struct {
		f   BrandFace
		due bool
		at  time.Time
	}{
		"new":                     {BrandFace{}, true, time.Time{}},
		"done":                    {BrandFace{Bot: 1, Done: all}, false, time.Time{}},
		"of another bot":          {BrandFace{Bot: 2, Done: all}, true, time.Time{}},
		"limited":                 {BrandFace{Bot: 1, Problem: "x", RetryAt: later}, false, later},
		"limited before":          {BrandFace{Bot: 1, Problem: "x", RetryAt: noon}, true, time.Time{}},
		"the name limited":        {BrandFace{Bot: 1, Problem: "x", Done: all &^ FaceName, NameRetryAt: later}, false, later},
		"the name and more":       {BrandFace{Bot: 1, Problem: "x", NameRetryAt: later}, true, time.Time{}},
		"refused":                 {BrandFace{Bot: 1, Problem: "x"}, false, time.Time{}},
		"limited, then changed":   {BrandFace{Bot: 1, RetryAt: later}.Changed(Face{Name: "a"}), false, later},
		"refused, then changed":   {BrandFace{Bot: 1, Problem: "x"}.Changed(Face{Name: "a"}), true, time.Time{}},
		"done, then the name new": {BrandFace{Bot: 1, Done: all, NameRetryAt: later}.Changed(Face{Name: "a"}), false, later},
	} {
		if due, at := c.f.Due(1, noon); due != c.due || !at.Equal(c.at) {
			t.Errorf("%s: due %v, at %v", name, due, at)
		}
	}
}
