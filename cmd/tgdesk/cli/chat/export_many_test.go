package chat_test

import (
	"archive/zip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tgdesk/cmd/tgdesk/e2e/hostile"
	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/store"
)

const (
	manyChats    = 120
	manyMessages = 5
)

// hostileText is a text that breaks programs, another one for each message.
func hostileText(i int) string {
	texts := append(hostile.Texts(), "=1+1", "+cmd", "-2", "@SUM(A1)", "'=x", "\t=1", "\r+2", "two\nlines, \"quoted\"", "注文した商品", "заказ")
	return texts[i%len(texts)]
}

// manySandbox is a desk with many chats of two brands, with files.
func manySandbox(t *testing.T) *rig.Sandbox {
	t.Helper()
	s := rig.NewSandbox(t)
	s.AddBrand()
	db, err := store.Open(s.DeskDir, store.Options{Now: rig.Noon})
	s.Must(err)
	s.Must(db.Write(t.Context(), func(tx core.Tx) error {
		_, err := tx.InsertBrand(t.Context(), core.Brand{Name: "globex", Accent: "#e06c75", Limits: core.DefaultLimits(), Options: core.DefaultBrandOptions()})
		return err
	}))
	s.Must(rig.FillChats(t.Context(), db, rig.History{Chats: manyChats, Messages: manyMessages, Text: hostileText, Media: filepath.Join(s.DeskDir, "media")}))
	s.Must(db.Close())
	return s
}

// must runs an export that succeeds.
func must(s *rig.Sandbox, args ...string) string {
	s.T.Helper()
	r := s.Run(append([]string{"chat", "export"}, args...)...)
	s.Expect(r, 0, "", "")
	return r.Out
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// document is what is read back of a line of JSON.
type document struct {
	Chat struct {
		ID    core.ChatID
		State string
		Brand string
		Tags  []string
	}
	Messages []message
}

type message struct {
	ID         core.MessageID
	From, Text string
	Attachment *struct {
		File *string
	}
	Versions []struct{ Text string }
}

func documents(t *testing.T, lines string) (all []document) {
	t.Helper()
	for line := range strings.Lines(lines) {
		d := document{}
		if err := json.Unmarshal([]byte(line), &d); err != nil {
			t.Fatalf("%v in %q", err, line)
		}
		all = append(all, d)
	}
	return all
}

// table reads CSV as RFC 4180 has it, and returns its rows by column.
func table(t *testing.T, text string) (rows []map[string]string) {
	t.Helper()
	r := csv.NewReader(strings.NewReader(text))
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(text, "\r\n") {
		t.Error("the last record has no end")
	}
	for _, fields := range all[1:] {
		row := map[string]string{}
		for i, f := range fields {
			if row[all[0][i]] = f; f != "" && strings.ContainsAny(f[:1], "=+-@\t\r") {
				t.Errorf("a spreadsheet computes %q", f)
			}
			if fault := hostile.TextFault(f, true); fault != "" {
				t.Errorf("%q: %s", f, fault)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// TestJSONLines are those of chat show --json, one document a line.
func TestJSONLines(t *testing.T) {
	t.Parallel()
	s := manySandbox(t)
	file := filepath.Join(s.Root, "chats.jsonl")
	s.Expect(s.Run("chat", "export", "--all", "--format", "jsonl", "--notes", "-o", file), 0, fmt.Sprintf("Wrote %s: 120 chats, 630 messages.\n", file), "")
	s.ExpectMode(file, 0o600)
	lines := strings.Split(strings.TrimSuffix(readFile(t, file), "\n"), "\n")
	if len(lines) != manyChats || must(s, "--all", "--format", "jsonl", "--notes") != readFile(t, file) {
		t.Fatalf("%d lines", len(lines))
	}
	for i := 0; i < manyChats; i += 7 {
		s.ExpectJSON(lines[i], s.Run("chat", "show", fmt.Sprint(i+1), "--json").Out)
	}
	left, err := filepath.Glob(file + "*")
	if err != nil || len(left) != 1 {
		t.Errorf("left are %v %v", left, err)
	}
}

// TestNotesAndVersions are there only when they are asked for.
func TestNotesAndVersions(t *testing.T) {
	t.Parallel()
	s := manySandbox(t)
	for _, format := range [][]string{{"--format", "text"}, {"--format", "jsonl"}, {"--format", "csv", "--rows", "messages"}, {"--format", "html", "-o", filepath.Join(s.Root, "pages")}} {
		for _, with := range []bool{false, true} {
			args := append([]string{"--all"}, format...)
			if with {
				args = append(args, "--notes", "--versions")
			}
			out := must(s, args...)
			if format[1] == "html" {
				out = readFile(t, filepath.Join(s.Root, "pages", "chats", "1.html")) // which has both
				s.Must(os.RemoveAll(filepath.Join(s.Root, "pages")))
			}
			if strings.Contains(out, "secret note") != with || strings.Contains(out, "before: ") != with {
				t.Errorf("%v with %t", format, with)
			}
		}
	}
	one := must(s, "1", "--format", "json", "--versions")
	if d := documents(t, strings.ReplaceAll(one, "\n", "")+"\n"); len(d[0].Messages[0].Versions) != 1 || !strings.Contains(one, "secret note") {
		t.Errorf("one chat: %+v", d)
	}
	if one = must(s, "1", "--notes=false"); strings.Contains(one, "secret note") {
		t.Errorf("a note in %s", one)
	}
}

// TestTables say the same as the documents.
func TestTables(t *testing.T) {
	t.Parallel()
	s := manySandbox(t)
	docs := documents(t, must(s, "--all", "--format", "jsonl", "--versions", "--notes"))
	chats, messages := table(t, must(s, "--all", "--format", "csv", "--notes")), table(t, must(s, "--all", "--format", "csv", "--rows", "messages", "--versions", "--notes"))
	if len(chats) != len(docs) {
		t.Fatalf("%d rows of %d chats", len(chats), len(docs))
	}
	at := 0
	for i, d := range docs {
		count := map[string]int{}
		for _, m := range d.Messages {
			count[m.From]++
			for range m.Versions {
				if r := messages[at]; r["replaced_at"] == "" || r["message"] != fmt.Sprint(m.ID) || !strings.HasPrefix(r["text"], "before: ") {
					t.Fatalf("row %d: %v", at, r)
				}
				at++
			}
			if r := messages[at]; r["chat"] != fmt.Sprint(d.Chat.ID) || r["message"] != fmt.Sprint(m.ID) || r["from"] != m.From || r["replaced_at"] != "" {
				t.Fatalf("row %d: %v", at, r)
			}
			at++
		}
		row := chats[i]
		got := []string{row["chat"], row["state"], row["brand"], row["tags"], row["from_visitor"], row["from_operators"], row["notes"]}
		want := []string{fmt.Sprint(d.Chat.ID), d.Chat.State, d.Chat.Brand, strings.Join(d.Chat.Tags, " "), fmt.Sprint(count["visitor"]), fmt.Sprint(count["operator"]), fmt.Sprint(count["note"])}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("chat %d (-want +got):\n%s", d.Chat.ID, diff)
		}
	}
	if at != len(messages) {
		t.Errorf("%d rows of %d messages", len(messages), at)
	}
	if !strings.Contains(must(s, "--all", "--format", "csv", "--rows", "messages"), "\"two\nlines, \"\"quoted\"\"\"") {
		t.Error("the line end within a field is another one")
	}
}

// TestChosenChats are those that the lists have.
func TestChosenChats(t *testing.T) {
	t.Parallel()
	s := manySandbox(t)
	for _, filter := range [][]string{{}, {"--state", "pending"}, {"--state", "completed", "--brand", "globex"}, {"--tag", "VIP"}, {"--brand", "acme"}} {
		var list struct{ Chats []struct{ ID core.ChatID } }
		s.Must(json.Unmarshal([]byte(s.Run(append([]string{"chat", "list", "--json"}, filter...)...).Out), &list))
		var want, got []core.ChatID
		for _, c := range list.Chats {
			want = append(want, c.ID)
		}
		slices.Sort(want)
		if len(filter) == 0 {
			filter = []string{"--all"}
		}
		for _, d := range documents(t, must(s, append(filter, "--format", "jsonl")...)) {
			got = append(got, d.Chat.ID)
		}
		if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 {
			t.Errorf("%v (-list +export):\n%s", filter, diff)
		}
	}
	for args, want := range map[string][]core.ChatID{ // chat n began 121 - n minutes before 21:00 here
		"--after 20:58": {119, 120}, "--before 2026-11-22T19:01": {1}, "--after 2026-11-22T20:00 --before 2026-11-22T20:02": {61, 62},
		"--after-chat 118": {119, 120}, "7 3 3": {3, 7}, "--source none": nil,
	} {
		var got []core.ChatID
		for _, d := range documents(t, must(s, append(strings.Fields(args), "--format", "jsonl")...)) {
			got = append(got, d.Chat.ID)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", args, diff)
		}
	}
	if out := must(s, "--source", "none", "--format", "csv"); strings.Count(out, "\r\n") != 1 || out[:5] != "chat," {
		t.Errorf("an empty table is %q", out)
	}
}

// TestMatchingChats are those in which a search finds something.
func TestMatchingChats(t *testing.T) {
	t.Parallel()
	s := manySandbox(t)
	all := documents(t, must(s, "--all", "--format", "jsonl", "--versions", "--notes"))
	for match, has := range map[string]func(d document) bool{
		"注文した":             func(d document) bool { return strings.Contains(fmt.Sprint(d), "注文した商品") },
		"from:note secret": func(d document) bool { return strings.Contains(fmt.Sprint(d), "secret note") },
		"has:file brand:globex": func(d document) bool {
			return d.Chat.Brand == "globex" && slices.ContainsFunc(d.Messages, func(m message) bool { return m.Attachment != nil })
		},
		"state:pending after:1d": func(d document) bool { return d.Chat.State == "pending" },
		"nowhere":                func(document) bool { return false },
	} {
		var want, got []core.ChatID
		for _, d := range all {
			if has(d) {
				want = append(want, d.Chat.ID)
			}
		}
		for _, d := range documents(t, must(s, "--match", match, "--format", "jsonl")) {
			got = append(got, d.Chat.ID)
		}
		if diff := cmp.Diff(want, got); diff != "" || (len(want) == 0) != (match == "nowhere") {
			t.Errorf("%s (-want +got):\n%s", match, diff)
		}
	}
	s.Expect(s.Run("chat", "export", "--match", "form:visitor", "--format", "csv"), 2, "", "There is no filter form:")
	s.Expect(s.Run("chat", "export", "--match", "brand:nope", "--format", "csv"), 1, "", "nope")
	if r := s.Run("audit", "--act", "exported", "--json"); strings.Contains(r.Out, "secret") || !strings.Contains(r.Out, "what a search finds") {
		t.Errorf("the audit has %s", r.Out)
	}
}

// TestExportMisuse is refused before anything is read or written.
func TestExportMisuse(t *testing.T) {
	t.Parallel()
	s := manySandbox(t)
	for args, want := range map[string]string{
		"": "--all", "1 --state pending": "chats are named already", "1 --all": "not both", "--all --format odt": "--format is", "--all --rows chats": "--rows goes with",
		"--all --format csv --rows words": "--rows is", "--all --format json": "jsonl", "1 2 --format json": "jsonl", "--all --resume": "-o", "--all --resume -o - ": "-o",
		"--all --resume --force -o " + s.Root + "/x": "one of them", "--after-chat -1": "negative", "--state lost": "--state is one of", "x": "number", "--after soon": "--after takes", "--source a.b": "payload",
	} {
		if r := s.Run(append([]string{"chat", "export"}, strings.Fields(args)...)...); r.Status != 2 || !strings.Contains(r.Err, want) || r.Out != "" {
			t.Errorf("%s: %+v, want %q", args, r, want)
		}
	}
	s.Expect(s.Run("chat", "export", "--brand", "nope"), 1, "", "nope")
	s.Expect(s.Run("chat", "export", "1", "999", "--format", "csv"), 1, "", "999")
	taken := s.WriteFile("taken.csv", "mine")
	s.Must(os.Mkdir(filepath.Join(s.Root, "folder"), 0o700))
	s.Expect(s.Run("chat", "export", "--all", "--format", "csv", "-o", taken), 1, "", "already exists")
	s.Expect(s.Run("chat", "export", "--all", "--format", "html", "-o", filepath.Join(s.Root, "folder"), "--force"), 1, "", "a folder is never replaced")
	s.Expect(s.Run("chat", "export", "--all", "--format", "html", "-o", taken, "--force"), 1, "", "never replaced")
	if readFile(t, taken) != "mine" {
		t.Error("it was replaced")
	}
	must(s, "--all", "--format", "csv", "-o", taken, "--force")
	if left, err := filepath.Glob(s.Root + "/*.part"); err != nil || left != nil || len(table(t, readFile(t, taken))) != manyChats {
		t.Errorf("left are %v %v", left, err)
	}
}

// filesOf reads an export as a folder or an archive.
func filesOf(t *testing.T, dir fs.FS) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(dir, name)
		all[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func archiveOf(t *testing.T, content string) map[string]string {
	t.Helper()
	r, err := zip.NewReader(strings.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range r.File {
		if !fs.ValidPath(f.Name) || all[f.Name] != "" || !f.Mode().IsRegular() {
			t.Errorf("an archive with %q", f.Name)
		}
		from, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(from)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(text)
	}
	return all
}

// TestFilesGoAlong into a folder, an archive and an archive on standard output, which
// hold the same.
func TestFilesGoAlong(t *testing.T) {
	t.Parallel()
	s := manySandbox(t)
	s.Must(os.Remove(filepath.Join(s.DeskDir, "media", "05", "5.pdf"))) // that of chat 6
	for _, format := range [][]string{{"--format", "jsonl"}, {"--format", "html"}, {"--format", "csv", "--rows", "messages"}, {"--format", "text"}} {
		args := append([]string{"--all", "--files"}, format...)
		name := filepath.Join(s.Root, format[1])
		s.Expect(s.Run(append([]string{"chat", "export", "-o", name}, args...)...), 0, "23 files (1 more is not on the desk's disk).\n", "")
		must(s, append([]string{"-o", name + ".zip"}, args...)...)
		folder := filesOf(t, os.DirFS(name))
		if diff := cmp.Diff(folder, archiveOf(t, readFile(t, name+".zip"))); diff != "" {
			t.Errorf("%v (-folder +archive):\n%s", format, diff)
		}
		if diff := cmp.Diff(folder, archiveOf(t, must(s, args...))); diff != "" {
			t.Errorf("%v (-folder +standard output):\n%s", format, diff)
		}
		var files []string
		for name, content := range folder {
			var chat, message int
			if n, _ := fmt.Sscanf(name, "files/%d/%d-", &chat, &message); n == 0 {
				continue
			}
			if files = append(files, name); content != fmt.Sprint("file", chat-1) || strings.Count(name, "/") != 2 {
				t.Errorf("%s has %q", name, content)
			}
			s.ExpectMode(filepath.Join(s.Root, format[1], name), 0o600)
		}
		if len(files) != 23 {
			t.Errorf("%d files", len(files))
		}
	}
	links := 0
	for _, d := range documents(t, readFile(t, filepath.Join(s.Root, "jsonl", "chats.jsonl"))) {
		for _, m := range d.Messages {
			if m.Attachment != nil && m.Attachment.File != nil {
				links++
				if readFile(t, filepath.Join(s.Root, "jsonl", *m.Attachment.File)) != fmt.Sprint("file", d.Chat.ID-1) {
					t.Errorf("another file is %s", *m.Attachment.File)
				}
			}
		}
	}
	if links != 23 {
		t.Errorf("%d links", links)
	}
}

// TestPages are safe, lead to each other, and to the files.
func TestPages(t *testing.T) {
	t.Parallel()
	s := manySandbox(t)
	dir := filepath.Join(s.Root, "pages")
	must(s, "--all", "--format", "html", "--files", "--versions", "-o", dir)
	pages := filesOf(t, os.DirFS(dir))
	targets := 0
	for name, page := range pages {
		if path.Ext(name) != ".html" {
			continue
		}
		hostile.CheckPage(t, page)
		for _, link := range hostile.LinksOf(page) {
			if strings.Contains(link, "://") {
				continue
			}
			targets++
			if to := path.Join(path.Dir(name), link); pages[to] == "" {
				t.Errorf("%s leads to %s, which is not there", name, to)
			}
		}
	}
	if want := manyChats + manyChats + manyChats/5; targets != want { // from and to the list, and the files
		t.Errorf("%d links, want %d", targets, want)
	}
}

// TestExportsAreAudited at each brand, by what was chosen.
func TestExportsAreAudited(t *testing.T) {
	t.Parallel()
	s := manySandbox(t)
	must(s, "--state", "pending", "--format", "csv", "--notes")
	must(s, "--brand", "globex", "--format", "jsonl")
	must(s, "4", "6", "--format", "csv")
	for args, want := range map[string]int{"": 5, "--brand acme": 1, "--brand globex": 4, "--chat 4": 1} {
		var audit struct{ Entries []struct{ Subject string } }
		s.Must(json.Unmarshal([]byte(s.Run(append([]string{"audit", "--json", "--act", "exported"}, strings.Fields(args)...)...).Out), &audit))
		if len(audit.Entries) != want || args == "--brand acme" && audit.Entries[0].Subject != "csv of chats, state pending, notes" {
			t.Errorf("%q: %+v", args, audit)
		}
	}
}

// TestErasedStayErased: what was erased is in no export, and its chats are there without.
func TestErasedStayErased(t *testing.T) {
	t.Parallel()
	s := manySandbox(t)
	s.Expect(s.Run("visitor", "erase", "6", "--yes"), 0, "", "")
	out := must(s, "--all", "--format", "jsonl", "--versions", "--notes")
	if strings.Contains(out, `"telegram_id":1005,`) || strings.Contains(out, "secret note 5\"") {
		t.Error("an erased visitor is in the export")
	}
	if n := len(table(t, must(s, "--all", "--format", "csv"))); n != manyChats {
		t.Errorf("%d chats", n)
	}
}
