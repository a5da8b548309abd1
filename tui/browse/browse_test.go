package browse

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func tree(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, d := range []string{"Pictures", ".config", "a dir"} {
		if err := os.Mkdir(filepath.Join(dir, d), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range []string{"b.pdf", "B2.png", ".hidden", "it's.txt"} {
		if err := os.WriteFile(filepath.Join(dir, f), []byte(f), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(dir, "Pictures"), filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	return dir
}

func names(entries []Entry) string {
	var out []string
	for _, e := range entries {
		out = append(out, e.Name)
	}
	return strings.Join(out, " ")
}

func TestRead(t *testing.T) {
	t.Parallel()
	entries, err := Read(t.Context(), tree(t))
	if err != nil {
		t.Fatal(err)
	}
	if got := names(Match(entries, "", false)); got != "a dir link Pictures b.pdf B2.png it's.txt" {
		t.Errorf("in the order %s", got)
	}
	if got := names(Match(entries, ".", false)); got != ".config .hidden" {
		t.Errorf("hidden: %s", got)
	}
	if got := names(Match(entries, "B", true)); got != "b.pdf B2.png" {
		t.Errorf("begin with B: %s", got)
	}
	if _, err := Read(t.Context(), "/no/such/directory"); err == nil {
		t.Error("read a directory that does not exist")
	}
}

func TestSplitAndComplete(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string][2]string{
		"~": {"/home/m", ""}, "": {"/home/m", ""}, "~/": {"/home/m", ""}, "~/Do": {"/home/m", "Do"}, "/etc/pa": {"/etc", "pa"},
		"/etc/": {"/etc", ""}, "Do": {"/home/m", "Do"}, "/": {"/", ""}, "/etc/../x": {"/", "x"},
		"~//etc/pa": {"/etc", "pa"}, "/tmp/~/Do": {"/home/m", "Do"}, "/tmp/~": {"/home/m", ""}, "/tmp/~x": {"/tmp", "~x"},
	} {
		dir, begin := Split(typed, "/home/m")
		if dir != want[0] || begin != want[1] {
			t.Errorf("Split(%q) = %q, %q", typed, dir, begin)
		}
	}
	if got := Complete([]Entry{{Name: "invoice-1.pdf"}, {Name: "invoice-2.pdf"}}, "inv"); got != "invoice-" {
		t.Error(got)
	}
	if got := Complete(nil, "x"); got != "x" {
		t.Error(got)
	}
	if got := Shorten("/home/m/a", "/home/m"); got != "~/a" {
		t.Error(got)
	}
}

func TestDropped(t *testing.T) {
	t.Parallel()
	for pasted, want := range map[string][]string{
		"/a/b.png":                             {"/a/b.png"},
		" '/a/it is.png' ":                     {"/a/it is.png"},
		`'/a/it'\''s.png'`:                     {"/a/it's.png"},
		`/a/my\ file.png /b.pdf`:               {"/a/my file.png", "/b.pdf"},
		`"/a/b c.png"` + "\n":                  {"/a/b c.png"},
		"file:///a/my%20file.png":              {"/a/my file.png"},
		"file://localhost/a\nfile:///b":        {"/a", "/b"},
		"~/x.pdf":                              {"/home/m/x.pdf"},
		"file://host/a":                        nil,
		"see /a/b.png":                         nil,
		"hello":                                nil,
		"":                                     nil,
		"/a\x00b":                              nil,
		strings.Repeat("/a ", 51):              slices.Repeat([]string{"/a"}, 51),
		"/" + strings.Repeat("x", maxPasted+1): nil,
	} {
		if got := Dropped(pasted, "/home/m"); !slices.Equal(got, want) {
			t.Errorf("Dropped(%q) = %q, want %q", pasted, got, want)
		}
	}
	dir := tree(t)
	if !Exist([]string{filepath.Join(dir, "b.pdf")}) || Exist([]string{dir}) || Exist([]string{dir + "/none"}) || Exist(nil) {
		t.Error("Exist takes what is no file")
	}
}

func TestDroppedIsAbsolute(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		for _, p := range Dropped(rapid.String().Draw(t, "pasted"), "/home/m") {
			if !filepath.IsAbs(p) || strings.ContainsRune(p, 0) {
				t.Fatalf("%q is no absolute path", p)
			}
		}
	})
}
