package backup_test

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/store"
)

func TestBackup(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	file := filepath.Join(s.Root, "copies", "desk.db")
	s.Expect(s.Run("backup", file), 1, "", "The folder of "+file+" cannot be used: no such file or directory.")
	s.Must(os.Mkdir(filepath.Dir(file), 0o755))
	s.Expect(s.Run("backup", file), 1, "", "There is no desk in "+s.DeskDir+".")
	s.AddBrand()
	s.AddChats()
	early := filepath.Join(s.Root, "early.db")
	s.Expect(s.Run("backup", early), 0, "sound.\nNot in it: the key of the bot tokens. Copy it to another place.\n", "")
	s.Must(errors.Join(os.Remove(early), os.Mkdir(filepath.Join(s.DeskDir, "media"), 0o700)))
	s.WhileHeld(func() { // by another process
		s.Expect(s.Run("backup", file), 0, "Wrote "+file+": 1 brand, 2 visitors, 3 chats, 7 messages. It was read back and is sound.\nNot in it: the files in "+s.DeskDir+"/media, and the key of the bot tokens.", "the desk's audit does not say so: Another tgdesk (process 4711")
	})
	s.ExpectMode(file, 0o600)
	s.Expect(s.Run("backup", file), 1, "", file+" already exists. Name another file, or give --force to replace it.")
	s.ExpectJSON(s.Run("backup", "--force", "--json", file).Out, `{"backup":{"path":"`+file+`","schema_version":`+schemaVersion(s)+`,"brands":1,"visitors":2,
		"chats":3,"messages":7,"unsent":0,"newest_message_at":"2026-11-21T12:00:00Z"}}`)
	s.Must(os.Symlink(s.DeskDir, filepath.Join(s.Root, "linked")))
	for args, want := range map[string]string{
		filepath.Join(s.DeskDir, "copy.db"):              "A backup in the desk's own folder would be lost with it.",
		filepath.Join(s.Root, "linked", "copy.db"):       "A backup in the desk's own folder",
		filepath.Join(s.DeskDir, "desk.db") + " --force": "A backup in the desk's own folder",
		filepath.Dir(file):                               "is a folder. Name a file in it.",
		"/dev/null --force":                              "is not a regular file",
	} {
		s.Expect(s.Run(append([]string{"backup"}, strings.Fields(args)...)...), 1, "", want)
	}
	s.Must(os.Remove(filepath.Join(s.Root, "linked")))
	s.Expect(s.Run("backup"), 2, "", "tgdesk backup takes exactly one file")
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v %v", entries, err)
	}
	s.ExpectNoSecrets(rig.SecretOf(s.Bot.Token))
}

// schemaVersion is the version of the bench's database.
func schemaVersion(s *rig.Sandbox) string {
	held, err := store.ContentsOf(s.T.Context(), s.DeskDir)
	s.Must(err)
	return strconv.Itoa(held.Version)
}

func TestRestore(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	s.AddWaiting()
	file := filepath.Join(s.Root, "desk-backup.db")
	s.Expect(s.Run("backup", file), 0, "8 messages", "")
	s.Run("brand", "set", "acme", "--name", "Renamed")

	asked := s.RunOnTerminal("n\n", "restore", file)
	s.Expect(asked, 1, "", "Replace the desk in "+s.DeskDir+" (1 brand, 2 visitors, 3 chats, 8 messages) by this backup (1 brand, 2 visitors, 3 chats, 8 messages, the newest of 2026-11-22 21:00)? [y/N]")
	s.Expect(s.Run("restore", file), 1, "", "There is no terminal to ask on")
	s.WhileHeld(func() { s.Expect(s.Run("restore", file, "--yes"), 1, "", "process 4711") })
	s.WriteFile("config/tgdesk/config.toml", "[operator]\nrole = \"operator\"\n")
	s.Expect(s.Run("restore", file, "--yes"), 1, "", "Only an admin may restore a desk.")
	s.WriteFile("config/tgdesk/config.toml", "")
	s.Expect(s.Run("restore", s.WriteFile("letter.db", "Dear all,"), "--yes"), 1, "", "letter.db is not a backup of a desk.")
	s.Expect(s.Run("restore", filepath.Join(s.Root, "none"), "--yes"), 1, "", "no such file")
	s.Expect(s.Run("brand", "list"), 0, "Renamed", "") // nothing of this changed anything

	kept := filepath.Join(s.DeskDir, "replaced-20261122T120000Z")
	s.Expect(s.Run("restore", file, "--yes"), 0, "Restored the desk from "+file+": 1 brand, 2 visitors, 3 chats, 8 messages.\n"+
		"The desk that was there is kept in "+kept+".\n"+
		"1 reply that waited may have gone out since the backup: marked unknown, and sent again only if you say so.\n"+
		"1 file of visitors not on the disk: downloaded again when the desk runs, where Telegram still has them.\n"+
		"1 file of operators not on the disk: gone, unless you put media/ back.\n"+
		"Copy media/ back before you start the desk, or start it again afterwards: it then knows what is in its place.\n"+
		"What came after the backup is not in it, and Telegram does not deliver it a second time.\n", "")
	s.Expect(s.Run("brand", "list"), 0, "acme  @acme_help_bot", "")
	s.Expect(s.Run("chat", "show", "2"), 0, "On its way.", "")
	s.Expect(s.Run("chat", "show", "2", "--json"), 0, `"delivery":"unknown","error":"This was waiting to be sent when the backup was made. It may have gone out since."`, "")
	s.Expect(s.Run("brand", "list", "--data", kept), 0, "Renamed", "")
	s.Must(os.MkdirAll(filepath.Join(s.DeskDir, "media"), 0o700)) // which stays for both
	s.Expect(s.Run("backup", "--data", kept, filepath.Join(s.Root, "old.db")), 0, "Not in it: the files in "+s.DeskDir+"/media, and", "")
	s.Expect(s.Run("doctor"), 0, "✓ database: sound", "")
	s.Expect(s.Run("brand", "set", "acme", "--answer-limit", "10m"), 0, "", "")
	if n := s.Sim.Count("sendMessage"); n != 0 {
		t.Errorf("%d messages were sent", n)
	}
	s.ExpectNoSecrets(rig.SecretOf(s.Bot.Token))
}

// What a backup is for: a desk that cannot be opened any more.
func TestRestoreOverADamagedDesk(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	file := filepath.Join(s.Root, "desk-backup.db")
	s.Run("backup", file)
	for _, name := range []string{"desk.db-wal", "desk.db-shm"} {
		s.WriteFile("desk/"+name, "")
	}
	s.WriteFile("desk/desk.db", strings.Repeat("no database any more\n", 999))
	s.Expect(s.Run("backup", "--force", file), 1, "", "restore a backup or start afresh")
	s.Expect(s.RunOnTerminal("n\n", "restore", file), 1, "", "Replace the desk in "+s.DeskDir+" (it cannot be read) by this backup (1 brand")
	s.Expect(s.Run("restore", file, "--yes"), 0, "is kept in", "")
	s.Expect(s.Run("chat", "list"), 0, "Visitor One", "")
	s.Expect(s.Run("doctor"), 0, "✓ database: sound", "")
}

// A new machine has no desk to ask about, and another key.
func TestRestoreElsewhere(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	file := filepath.Join(s.Root, "desk-backup.db")
	s.Run("backup", file)
	s.Must(os.RemoveAll(s.DeskDir))
	s.Must(os.Remove(s.Env.KeyFile()))
	s.Expect(s.Run("chat", "list"), 1, "", "There is no desk in "+s.DeskDir)
	r := s.Run("restore", file)
	s.Expect(r, 0, "The token of acme was encrypted with another key. Restore that key, or give the token again: tgdesk brand token acme --token-file FILE\n", "")
	if strings.Contains(r.Out, "is kept in") {
		t.Errorf("there was no desk:\n%s", r.Out)
	}
	s.Expect(s.Run("chat", "list"), 0, "Visitor One", "")
	s.Must(os.RemoveAll(s.DeskDir))
	s.ExpectJSON(s.Run("restore", "--json", file).Out, `{"restored":{"path":"`+file+`","schema_version":`+schemaVersion(s)+`,"brands":1,"visitors":2,
		"chats":3,"messages":7,"unsent":0,"newest_message_at":"2026-11-21T12:00:00Z","kept":null,"unknown":0,"fetch_again":0,"files_lost":0,"sealed":["acme"]}}`)
}
