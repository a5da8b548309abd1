// Package local_test calls verbs of a desk in all ways that there are: on its folder,
// inside the desk that runs, and over SSH.
package local_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/cmd/tgdesk/root"
	"tgdesk/core"
	"tgdesk/core/chatbot/flow"
	"tgdesk/core/telegram/botsim"
)

// way is how a verb is called.
type way string

const (
	onFolder way = "on the folder"
	inside   way = "inside the desk"
	overSSH  way = "over SSH"
)

// step is one call, which gives the same in every way.
type step struct {
	stdin  string
	args   string
	status int
	only   way    // but for what one way refuses; "" is all
	out    string // of it, where that must be known
}

const cannedTOML = "[[canned]]\nshortcut = \"bye\"\ntext = \"Bye!\"\n"

const annKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGLsHqYkYp0l7aqx0rYhHqf3m2tEQiMPYGGrO5FlS5qW ann@laptop"

const pdf = "%PDF-1.7 an invoice\n"

// steps call every verb that works on a desk, in good order and with mistakes.
func steps(globex string) []step {
	return []step{
		{args: "chat list"}, {args: "chat list --json"}, {args: "chat list --state active --limit 1"}, {args: "chat list --state lost", status: 2},
		{args: "chat list --brand nope", status: 1}, {args: "chat show 1"}, {args: "chat show 2 --json"}, {args: "chat show 99", status: 1}, {args: "chat show x", status: 2},
		{args: "chat export 1"}, {args: "chat export 1 --format html"}, {args: "chat export 3 --format json"}, {args: "chat export 1 --format odt", status: 2},
		{args: "chat export --all"}, {args: "chat export --all --format csv"}, {args: "chat export --state completed --format csv --rows messages --notes --versions"}, {args: "chat export 1 3 --format jsonl"},
		{args: "chat export --all --format html"}, {args: "chat export --all --format jsonl --files"}, {args: "chat export", status: 2}, {args: "chat export --all --resume", status: 2},
		{args: "chat export --all -o ROOT/all.jsonl --format jsonl --resume", only: onFolder}, {args: "chat export --all -o ROOT/all.jsonl --format jsonl --resume", only: inside},
		{args: "chat export --all -o ROOT/pages --format html --files", only: onFolder}, {args: "chat export --all -o ROOT/pages --format html --files", only: inside},
		{args: "chat export --all -o ROOT/pages.zip --format html --files", only: onFolder}, {args: "chat export --all -o ROOT/pages.zip --format html --files", only: inside},
		{args: "chat tag 1 vip refund"}, {args: "chat tag 1 no!", status: 2}, {args: "chat list --tag vip --json"}, {args: "chat list --source pricing --json"}, {args: "chat list --source a.b", status: 2}, {args: "chat untag 1 refund"},
		{args: "brand disable acme"}, {args: "brand list"}, {args: "brand list --json"}, {args: "brand show acme"}, {args: "brand show nope", status: 1},
		{args: "brand face acme"}, {args: "brand face acme --name Acme --command start=Begin --description -", stdin: "Ask us.\n"}, {args: "brand face acme --json"},
		{args: "brand face acme --language ja --short-description Hi"}, {args: "brand face acme"}, {args: "brand face acme --language jpn", status: 2}, {args: "brand face acme --command Start=x", status: 2},
		{args: "brand face acme --clear"}, {args: "brand face acme --clear --json", status: 2}, {args: "brand face nope", status: 1},
		{args: "brand link acme"}, {args: "brand link acme --payload ad --qr"}, {args: "brand link acme --html --label Ask"}, {args: "brand link acme --json"},
		{args: "brand link acme --svg -"}, {args: "brand link acme --payload a.b", status: 2}, {args: "brand link nope", status: 1},
		{args: "brand set acme --answer-limit 10m --markup on"}, {args: "brand set acme --answer-limit 1s", status: 2}, {args: "brand set acme", status: 2},
		{args: "brand set acme --close-unanswered 20m --close-idle 30m", status: 1}, {args: "brand set acme --close-idle 2h --yes"},
		{args: "brand add globex --token-file -", stdin: globex, status: 1}, {args: "brand add globex --token-file - --yes", stdin: globex + "\n"},
		{args: "brand add globex --token-file - --yes", stdin: globex, status: 1}, {args: "brand add initech", status: 2}, {args: "brand add initech --token-file - --yes", status: 1},
		{args: "brand token globex --token-file -", stdin: globex}, {args: "brand token acme --token-file -", stdin: globex, status: 1},
		{args: "brand enable globex"}, {args: "brand disable globex"}, {args: "brand remove globex", status: 1}, {args: "brand remove globex --yes"}, {args: "brand remove acme --yes", status: 1}, {args: "brand remove acme --end-chats", status: 1},
		{args: "chat attach 2 ROOT/invoice.pdf --caption hello", only: onFolder}, {args: "chat attach 2 ROOT/invoice.pdf --caption hello", only: inside},
		{args: "chat attach 2 docs/invoice.pdf --caption hello", stdin: pdf, only: overSSH},
		{args: "chat attach 2 - --name again.pdf", stdin: pdf}, {args: "chat attach 2 -", stdin: pdf, status: 2}, {args: "chat attach 1 - --name x.pdf", stdin: pdf, status: 1},
		{args: "chat attach 2 - --name x.zip", stdin: "PK\x03\x04", status: 1}, {args: "chat attach 2 - --name x.pdf", status: 1}, {args: "chat attach 2", status: 2},
		{args: "file 9", out: pdf}, {args: "file 1", status: 1}, {args: "file 99", status: 1}, {args: "file x", status: 2},
		{args: "canned add hi --text Hello"}, {args: "canned add hi --text Again", status: 1}, {args: "canned list"}, {args: "canned list --json"}, {args: "canned show hi"},
		{args: "canned edit hi --text Goodbye"}, {args: "canned export"}, {args: "canned import - --format toml --dry-run", stdin: cannedTOML}, {args: "canned import - --format toml", stdin: cannedTOML},
		{args: "canned remove bye", status: 1}, {args: "canned remove bye --yes"}, {args: "canned frob", status: 2},
		{args: "operator add ann --role operator --brand acme --key-file -", stdin: annKey}, {args: "operator add bob --role boss", status: 2},
		{args: "operator add bob --role operator --key-file -", stdin: annKey, status: 1}, {args: "operator list"}, {args: "operator list --json"}, {args: "operator show ann --json"},
		{args: "operator set ann --brand all --zone Asia/Tokyo"}, {args: "operator set mika --role operator", status: 1}, {args: "operator disable ann", status: 1},
		{args: "operator disable ann --yes"}, {args: "operator enable ann"}, {args: "operator key revoke ann SHA256: --yes"}, {args: "operator key add ann -", stdin: annKey},
		{args: "operator remove ann --yes"}, {args: "operator show ann", status: 1}, {args: "audit --act key_added --operator ann", status: 1}, {args: "audit --limit 1 --act frob", status: 2},
		{args: "audit --chat 99", status: 1}, {args: "audit --act login_failed"},
		{args: "report"}, {args: "report --from 2026-11-20 --to 2026-11-22 --by operator --json"}, {args: "report --by brand --csv --zone Asia/Tokyo"}, {args: "report --brand acme --operator mika --by week --from 2026-W47"},
		{args: "report --by hour", status: 2}, {args: "report --from soon", status: 2}, {args: "report --from 2026-11-22 --to 2026-11-20", status: 2}, {args: "report --brand nope", status: 1}, {args: "report --operator nope", status: 1}, {args: "report --json --csv", status: 2}, {args: "report --zone Mars", status: 2},
		{args: "chat snooze 2 --until 2h"}, {args: "chat snooze 2 --until soon", status: 2}, {args: "chat snooze 1", status: 1}, {args: "chat wake 2"},
		{args: "backup - --json", status: 2}, {args: "brand frob", status: 2}, {args: "chat list --frob", status: 2}, {args: "version"},
		{args: "chat pickup 1"}, {args: "chat reply 1 hello"}, {args: "chat note 1 -", stdin: "between us"}, {args: "chat transfer 1", status: 1}, {args: "chat transfer 1 zoe", status: 1},
		{args: "chat accept 1", status: 1}, {args: "chat reject 1", status: 1}, {args: "chat withdraw 1", status: 1}, {args: "chat join 1", status: 1}, {args: "chat leave 1", status: 1},
		{args: "chat invite 1 zoe", status: 1}, {args: "chat assign 1 zoe", status: 1}, {args: "chat putback 1"}, {args: "chat pickup 1"}, {args: "chat end 1"}, {args: "chat end 1", status: 1},
		{args: "chat end", status: 2}, {args: "chat end --all", status: 2}, {args: "chat end 1 --yes", status: 2}, {args: "chat end 1 --all --state active", status: 2}, {args: "chat end --all --state completed", status: 2},
		{args: "chat end --all --state active --brand acme --tag none --yes"}, {args: "chat end --all --state active", status: 1}, {args: "chat end --all --state pending --yes --json"}, {args: "chat read 2"}, {args: "chat read 99", status: 1},
		{args: "chat read --all --state active --yes"}, {args: "chat read --all --state active --yes --json"},
		{args: "visitor export 1 -", only: onFolder}, {args: "visitor export 1 -", only: inside}, {args: "visitor export 1 -", only: overSSH}, {args: "visitor export 99 -", status: 1}, {args: "visitor export x", status: 2},
		{args: "visitor erase 1", status: 1}, {args: "visitor erase 99 --yes", status: 1}, {args: "visitor erase 2 --yes"}, {args: "visitor erase 2 --yes --json"},
		{args: "visitor list"}, {args: "visitor list --blocked --json"}, {args: "visitor show 2"}, {args: "visitor show 9", status: 1}, {args: "visitor block 1", status: 2},
		{args: "visitor block 1 --reason spam"}, {args: "visitor show 1 --json"}, {args: "visitor unblock 1"}, {args: "visitor approve 1", status: 1}, {args: "visitor reject 1", status: 1},
		{args: "chat pickup", status: 2}, {args: "mention list"}, {args: "mention list --json"}, {args: "mention list --limit -1", status: 2},
		{args: "search visitor"}, {args: "search hello from:visitor --json"}, {args: "search nothing-like-that --json"}, {args: "search", status: 2}, {args: "search from:me", status: 2}, {args: "search brand:nope x", status: 1}, {args: "search x --limit 0", status: 2},
		{args: "bot secret acme", status: 1}, {args: "bot secret acme --new"}, {args: "bot secret acme"}, {args: "bot secret nope", status: 1}, {args: "bot secret", status: 2},
		{args: "brand set acme --chatbot webhook:https://bot.example/desk"}, {args: "brand set acme --chatbot off"},
		{args: "brand text acme"}, {args: "brand text acme --json"}, {args: "brand text acme welcome --on --text Hello"}, {args: "brand text acme welcome --language ja --text -", stdin: "ようこそ"},
		{args: "brand text acme welcome --json"}, {args: "brand text acme welcome --language ja --remove"}, {args: "brand text acme welcome --off"}, {args: "brand text acme welcome --on --off", status: 2},
		{args: "brand text acme hello", status: 2}, {args: "brand text acme --on", status: 2}, {args: "brand text acme welcome --text {nobody}", status: 2}, {args: "brand text nope", status: 1},
		{args: "bot example"}, {args: "bot check -", stdin: "version = 1", status: 1}, {args: "bot check - --json", stdin: flow.Example().Text},
		{args: "bot try ROOT/welcome.toml --closed", stdin: "1\nAB-1234\n/quit\n", only: onFolder}, {args: "bot try -", status: 2, only: onFolder}, {args: "bot try welcome.toml", status: 2, only: overSSH}, {args: "bot check", status: 2},
		{args: "help chats"}, {args: "chat list --help"},
	}
}

// TestEveryVerbEveryWay compares what every step prints, and its status.
func TestEveryVerbEveryWay(t *testing.T) {
	t.Parallel()
	results := map[way][]rig.Result{}
	for _, w := range []way{onFolder, inside, overSSH} {
		s := rig.NewSandbox(t)
		globex := s.Sim.AddBot(botsim.Bot{ID: 222222, Username: "globex_bot", Name: "Globex", Token: "222222:" + strings.Repeat("G", 35)})
		s.AddBrand()
		s.AddChats()
		unblock(s)
		readFirst(s)
		s.WriteFile("invoice.pdf", pdf)
		s.WriteFile("welcome.toml", flow.Example().Text)
		if w != onFolder {
			defer s.StartDesk().End()
		}
		for _, step := range steps(globex.Token) {
			if step.only != "" && step.only != w {
				continue
			}
			args := strings.Fields(strings.ReplaceAll(step.args, "ROOT", s.Root))
			r := rig.Result{}
			if w == overSSH {
				r = s.RunSSH(step.stdin, args...)
			} else {
				r = s.RunWith(step.stdin, args...)
			}
			if r.Status != step.status || (r.Err == "") != (step.status == 0) || step.out != "" && step.out != r.Out {
				t.Errorf("%s: %s: %+v\nwant %d", w, step.args, r, step.status)
			}
			if step.only == "" || strings.Contains(step.args, "attach") {
				results[w] = append(results[w], alike(s, r))
			}
		}
		s.ExpectNoSecrets(rig.SecretOf(globex.Token))
	}
	for _, w := range []way{inside, overSSH} {
		if diff := cmp.Diff(results[onFolder], results[w]); diff != "" {
			t.Errorf("%s (-on the folder +%s):\n%s", w, w, diff)
		}
	}
}

// alike takes out of a result what differs from desk to desk.
func alike(s *rig.Sandbox, r rig.Result) rig.Result {
	clean := func(text string) string {
		text = strings.NewReplacer(s.Root, "ROOT", "It is sent when the desk runs", "WHEN", "It is on its way", "WHEN", "available", "offline").Replace(text) // a desk that runs has a screen

		text = regexp.MustCompile(`[0-9a-f]{64}`).ReplaceAllString(text, "SECRET")
		return regexp.MustCompile(`127\.0\.0\.1:\d+`).ReplaceAllString(text, "SERVER")
	}
	return rig.Result{Status: r.Status, Out: clean(r.Out), Err: clean(r.Err)}
}

// readFirst has mika read chat 1, which a console shows, and so marks read, at its start.
func readFirst(s *rig.Sandbox) {
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		mika, err := tx.OperatorByName(ctx, "mika")
		if err != nil {
			return err
		}
		return tx.SaveReadMark(ctx, mika.ID, core.ReadMark{Chat: 1, To: 2, Seen: 2})
	})
}

// unblock lets the visitor of chat 2, which mika holds, be written to.
func unblock(s *rig.Sandbox) {
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		c, err := tx.Chat(ctx, 2)
		if err != nil {
			return err
		}
		v, err := tx.Visitor(ctx, c.VisitorID)
		if err != nil {
			return err
		}
		v.BlockedBotAt = time.Time{}
		return tx.SaveVisitor(ctx, v)
	})
}

// TestEveryVerbIsTried holds the steps, and the tests that need files, to the verbs
// that there are.
func TestEveryVerbIsTried(t *testing.T) {
	t.Parallel()
	elsewhere := []string{"tgdesk backup", "tgdesk doctor"}                                                          // TestFiles, TestDoctorInside
	elsewhere = append(elsewhere, "tgdesk visitor approve", "tgdesk visitor reject")                                 // TestBlockRequests
	for _, verb := range []string{"transfer", "accept", "reject", "withdraw", "invite", "join", "leave", "assign"} { // TestHandingOver
		elsewhere = append(elsewhere, "tgdesk chat "+verb)
	}
	onMachine := []string{"tgdesk demo", "tgdesk restore", "tgdesk serve"}
	s := rig.NewSandbox(t)
	env := s.Env
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		path := cmd.CommandPath()
		if strings.HasPrefix(path, "tgdesk completion") || slices.Contains(elsewhere, path) || slices.Contains(onMachine, path) {
			return
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
		tried := slices.ContainsFunc(steps(""), func(s step) bool { return s.status == 0 && strings.HasPrefix("tgdesk "+s.args+" ", path+" ") })
		if cmd.Runnable() && !cmd.HasSubCommands() && !tried {
			t.Errorf("no step calls %s", path)
		}
	}
	walk(root.New(&env))
}

// TestOnTheMachineOnly: what needs the desk's machine is refused over SSH, and so is
// whatever names a path of it.
func TestOnTheMachineOnly(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	defer s.StartDesk().End()
	for args, want := range map[string]struct {
		status int
		err    string
	}{
		"":                               {2, "run it on the desk's machine"},
		"demo":                           {2, "tgdesk demo cannot be called over SSH"},
		"restore x.db --yes":             {2, "tgdesk restore cannot be called over SSH"},
		"--theme dark":                   {2, "run it on the desk's machine"},
		"chat list --data /":             {2, "--data names a folder of the desk's machine"},
		"brand set acme --local-files /": {2, "--local-files names a folder"},
		"brand add x --token-file " + s.WriteFile("token", s.Bot.Token): {1, "over SSH a file comes on standard input"},
		"brand link acme --png " + s.Root + "/x.png":                    {1, "Over SSH nothing is written to a file of the desk's machine"},
		"chat export 1 -o " + s.Root + "/x.txt":                         {1, "Over SSH nothing is written to a file of the desk's machine"},
		"chat export --all -o " + s.Root + "/x.txt":                     {1, "Over SSH nothing is written to a file of the desk's machine"},
		"backup " + s.Root + "/x.db":                                    {1, "Over SSH nothing is written to a file of the desk's machine"},
	} {
		s.Expect(s.RunSSH("", strings.Fields(args)...), want.status, "", want.err)
	}
	if left, err := filepath.Glob(filepath.Join(s.Root, "x.*")); err != nil || left != nil {
		t.Errorf("left are %v %v", left, err)
	}
	s.Expect(s.Run("restore", s.Root+"/x.db"), 1, "", "holds this desk") // on the machine, for another reason
}

// TestFiles reads and writes the files of whoever calls, from inside the desk.
func TestFiles(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	defer s.StartDesk().End()
	globex := s.Sim.AddBot(botsim.Bot{ID: 222222, Username: "globex_bot", Name: "Globex"})
	s.Expect(s.Run("brand", "add", "globex", "--token-file", s.WriteFile("token.txt", globex.Token+"\n"), "--yes"), 0, "Saved the brand globex.", "")
	s.Expect(s.Run("brand", "add", "other", "--token-file", s.Root+"/none", "--yes"), 1, "", "The token file "+s.Root+"/none cannot be read: no such file")
	s.Expect(s.Run("brand", "add", "other", "--token-file", s.WriteFile("empty", ""), "--yes"), 1, "", "There is no token in "+s.Root+"/empty")

	transcript := filepath.Join(s.Root, "chat.txt")
	s.Expect(s.Run("chat", "export", "1", "-o", transcript), 0, "", "")
	s.Expect(s.Run("chat", "export", "1", "-o", transcript), 1, "", "already exists")
	s.Expect(s.Run("chat", "export", "3", "-o", transcript, "--force"), 0, "", "")
	s.ExpectMode(transcript, 0o600)
	if text, err := os.ReadFile(transcript); err != nil || string(text) != s.Run("chat", "export", "3").Out {
		t.Errorf("%q %v", text, err)
	}
	s.Expect(s.Run("chat", "export", "1", "-o", s.Root+"/none/chat.txt"), 1, "", "/none/chat.txt cannot be written: its folder "+s.Root+"/none is not there.")

	copied := filepath.Join(s.Root, "copy.db")
	s.Expect(s.Run("backup", copied), 0, "Wrote "+copied+": 2 brands, 2 visitors, 3 chats", "")
	s.Expect(s.Run("backup", copied), 1, "", "already exists")
	s.Expect(s.Run("backup", copied, "--force", "--json"), 0, `"messages":7`, "")
	s.Expect(s.Run("backup", s.DeskDir+"/copy.db"), 1, "", "in the desk's own folder")
	s.Expect(s.Run("backup", s.Root), 1, "", "is a folder")
	s.ExpectMode(copied, 0o600)
	streamed := s.Run("backup", "-")
	s.Expect(streamed, 0, "SQLite format 3", "sound")
	s.Expect(s.RunSSH("", "backup", "-"), 0, "SQLite format 3", "sound")
	if left, err := filepath.Glob(filepath.Join(s.Root, ".*")); err != nil || left != nil {
		t.Errorf("left are %v %v", left, err)
	}
	if left, err := filepath.Glob(filepath.Join(s.DeskDir, ".*")); err != nil || left != nil {
		t.Errorf("left are %v %v", left, err)
	}
	for _, backup := range []string{copied, s.WriteFile("streamed.db", streamed.Out)} {
		other := s.Root + "/other"
		s.Expect(s.Run("restore", backup, "--yes", "--data", other), 0, "Restored the desk", "")
		s.Expect(s.Run("chat", "list", "--data", other), 0, "pending", "")
	}
	s.Must(os.Remove(s.Root + "/token.txt"))
	s.ExpectNoSecrets(rig.SecretOf(globex.Token), rig.SecretOf(s.Bot.Token))
}

func TestDoctorInside(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	defer s.StartDesk().End()
	for _, r := range []rig.Result{s.Run("doctor"), s.RunSSH("", "doctor")} {
		s.Expect(r, 0, "runs it since", "")
		s.Expect(r, 0, "✓ brand acme", "")
	}
	s.Expect(s.Run("doctor", "--json"), 0, `"ok":true`, "")
}
