package backup_test

import (
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
	b := rig.NewSandbox(t)
	file := filepath.Join(b.Root, "copies", "desk.db")
	b.Expect(b.Run("backup", file), 1, "", "The folder of "+file+" cannot be used: no such file or directory.")
	b.Must(os.Mkdir(filepath.Dir(file), 0o755))
	b.Expect(b.Run("backup", file), 1, "", "There is no desk in "+b.DeskDir+" yet")
	b.AddBrand()
	b.AddChats()
	b.WhileHeld(func() { // by another process
		b.Expect(b.Run("backup", file), 0, "Wrote "+file+": 1 brand, 2 visitors, 3 chats, 7 messages. It was read back and is sound.\nNot in it: the files in "+b.DeskDir+"/media, and the key of the bot tokens.", "")
	})
	b.ExpectMode(file, 0o600)
	b.Expect(b.Run("backup", file), 1, "", file+" exists. Name another file, or say --force to replace it.")
	b.ExpectJSON(b.Run("backup", "--force", "--json", file).Out, `{"backup":{"path":"`+file+`","schema_version":`+schemaVersion(b)+`,"brands":1,"visitors":2,
		"chats":3,"messages":7,"unsent":0,"newest_message_at":"2026-11-21T12:00:00Z"}}`)
	b.Must(os.Symlink(b.DeskDir, filepath.Join(b.Root, "linked")))
	for args, want := range map[string]string{
		filepath.Join(b.DeskDir, "copy.db"):              "A backup in the desk's own folder would be lost with it.",
		filepath.Join(b.Root, "linked", "copy.db"):       "A backup in the desk's own folder",
		filepath.Join(b.DeskDir, "desk.db") + " --force": "A backup in the desk's own folder",
		filepath.Dir(file):                               "is a folder. Name a file in it.",
		"/dev/null --force":                              "is no ordinary file",
	} {
		b.Expect(b.Run(append([]string{"backup"}, strings.Fields(args)...)...), 1, "", want)
	}
	b.Must(os.Remove(filepath.Join(b.Root, "linked")))
	b.Expect(b.Run("backup"), 2, "", "tgdesk backup takes exactly one file")
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v %v", entries, err)
	}
	b.ExpectNoSecrets(rig.SecretOf(b.Bot.Token))
}

// schemaVersion is the version of the bench's database.
func schemaVersion(b *rig.Sandbox) string {
	held, err := store.ContentsOf(b.T.Context(), b.DeskDir)
	b.Must(err)
	return strconv.Itoa(held.Version)
}

func TestRestore(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.AddBrand()
	b.AddChats()
	b.AddWaiting()
	file := filepath.Join(b.Root, "desk-backup.db")
	b.Expect(b.Run("backup", file), 0, "8 messages", "")
	b.Run("brand", "set", "acme", "--name", "Renamed")

	asked := b.RunOnTerminal("n\n", "restore", file)
	b.Expect(asked, 1, "", "Replace the desk in "+b.DeskDir+" (1 brand, 2 visitors, 3 chats, 8 messages) by this backup (1 brand, 2 visitors, 3 chats, 8 messages, the newest of 2026-11-22 21:00)? [y/N]")
	b.Expect(b.Run("restore", file), 1, "", "there is no terminal to ask on")
	b.WhileHeld(func() { b.Expect(b.Run("restore", file, "--yes"), 1, "", "process 4711") })
	b.WriteFile("config/tgdesk/config.toml", "[operator]\nrole = \"operator\"\n")
	b.Expect(b.Run("restore", file, "--yes"), 1, "", "Only an admin may restore a desk.")
	b.WriteFile("config/tgdesk/config.toml", "")
	b.Expect(b.Run("restore", b.WriteFile("letter.db", "Dear all,"), "--yes"), 1, "", "letter.db is no backup of a desk.")
	b.Expect(b.Run("restore", filepath.Join(b.Root, "none"), "--yes"), 1, "", "no such file")
	b.Expect(b.Run("brand", "list"), 0, "Renamed", "") // nothing of this changed anything

	kept := filepath.Join(b.DeskDir, "replaced-20261122T120000Z")
	b.Expect(b.Run("restore", file, "--yes"), 0, "Restored the desk from "+file+": 1 brand, 2 visitors, 3 chats, 8 messages.\n"+
		"The desk that was there is kept in "+kept+".\n"+
		"1 reply that waited may have gone out since the backup: marked unknown, and sent again only by you.\n"+
		"1 file of visitors not on the disk: fetched again when the desk runs, where Telegram still has them.\n"+
		"1 file of operators not on the disk: gone, unless you bring media/ back and restore again.\n"+
		"What came after the backup is not in it, and Telegram does not give it a second time.\n", "")
	b.Expect(b.Run("brand", "list"), 0, "acme  @acme_help_bot", "")
	b.Expect(b.Run("chat", "show", "2"), 0, "On its way.", "")
	b.Expect(b.Run("chat", "show", "2", "--json"), 0, `"delivery":"unknown","error":"This was waiting to be sent when the backup was made. It may have gone out since."`, "")
	b.Expect(b.Run("brand", "list", "--data", kept), 0, "Renamed", "")
	b.Expect(b.Run("doctor"), 0, "✓ database: sound", "")
	b.Expect(b.Run("brand", "set", "acme", "--answer-limit", "10m"), 0, "", "")
	if n := b.Sim.Count("sendMessage"); n != 0 {
		t.Errorf("%d messages were sent", n)
	}
	b.ExpectNoSecrets(rig.SecretOf(b.Bot.Token))
}

// What a backup is for: a desk that cannot be opened any more.
func TestRestoreOverADamagedDesk(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.AddBrand()
	b.AddChats()
	file := filepath.Join(b.Root, "desk-backup.db")
	b.Run("backup", file)
	for _, name := range []string{"desk.db-wal", "desk.db-shm"} {
		b.WriteFile("desk/"+name, "")
	}
	b.WriteFile("desk/desk.db", strings.Repeat("no database any more\n", 999))
	b.Expect(b.Run("backup", "--force", file), 1, "", "restore a backup or start afresh")
	b.Expect(b.RunOnTerminal("n\n", "restore", file), 1, "", "Replace the desk in "+b.DeskDir+" (it cannot be read) by this backup (1 brand")
	b.Expect(b.Run("restore", file, "--yes"), 0, "is kept in", "")
	b.Expect(b.Run("chat", "list"), 0, "Visitor One", "")
	b.Expect(b.Run("doctor"), 0, "✓ database: sound", "")
}

// A new machine has no desk to ask about, and another key.
func TestRestoreElsewhere(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.AddBrand()
	b.AddChats()
	file := filepath.Join(b.Root, "desk-backup.db")
	b.Run("backup", file)
	b.Must(os.RemoveAll(b.DeskDir))
	b.Must(os.Remove(b.Env.KeyFile()))
	b.Expect(b.Run("chat", "list"), 0, "No chats", "")
	r := b.Run("restore", file)
	b.Expect(r, 0, "The token of acme was sealed with another key. Bring that key back, or give it again: tgdesk brand token acme --token-file FILE\n", "")
	if strings.Contains(r.Out, "is kept in") {
		t.Errorf("there was no desk:\n%s", r.Out)
	}
	b.Expect(b.Run("chat", "list"), 0, "Visitor One", "")
	b.Must(os.RemoveAll(b.DeskDir))
	b.ExpectJSON(b.Run("restore", "--json", file).Out, `{"restored":{"path":"`+file+`","schema_version":`+schemaVersion(b)+`,"brands":1,"visitors":2,
		"chats":3,"messages":7,"unsent":0,"newest_message_at":"2026-11-21T12:00:00Z","kept":null,"unknown":0,"fetch_again":0,"files_lost":0,"sealed":["acme"]}}`)
}
