package main

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"tgdesk/core"
	"tgdesk/store"
)

func TestBackup(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	file := filepath.Join(b.root, "copies", "desk.db")
	b.want(b.run("backup", file), 1, "", "The folder of "+file+" cannot be used: no such file or directory.")
	b.must(os.Mkdir(filepath.Dir(file), 0o755))
	b.want(b.run("backup", file), 1, "", "There is no desk in "+b.dir+" yet")
	b.addAcme()
	b.fill()
	b.held(func() { // by another process
		b.want(b.run("backup", file), 0, "Wrote "+file+": 1 brand, 2 visitors, 3 chats, 7 messages. It was read back and is sound.\nNot in it: the files in "+b.dir+"/media, and the key of the bot tokens.", "")
	})
	b.mode(file, 0o600)
	b.want(b.run("backup", file), 1, "", file+" exists. Name another file, or say --force to replace it.")
	b.sameJSON(b.run("backup", "--force", "--json", file).out, `{"backup":{"path":"`+file+`","schema_version":`+b.schema()+`,"brands":1,"visitors":2,
		"chats":3,"messages":7,"unsent":0,"newest_message_at":"2026-11-21T12:00:00Z"}}`)
	b.must(os.Symlink(b.dir, filepath.Join(b.root, "linked")))
	for args, want := range map[string]string{
		filepath.Join(b.dir, "copy.db"):              "A backup in the desk's own folder would be lost with it.",
		filepath.Join(b.root, "linked", "copy.db"):   "A backup in the desk's own folder",
		filepath.Join(b.dir, "desk.db") + " --force": "A backup in the desk's own folder",
		filepath.Dir(file):                           "is a folder. Name a file in it.",
		"/dev/null --force":                          "is no ordinary file",
	} {
		b.want(b.run(append([]string{"backup"}, strings.Fields(args)...)...), 1, "", want)
	}
	b.must(os.Remove(filepath.Join(b.root, "linked")))
	b.want(b.run("backup"), 2, "", "tgdesk backup takes exactly one file")
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v %v", entries, err)
	}
	b.noToken(secretOf(b.acme.Token))
}

// schema is the version of the bench's database.
func (b *bench) schema() string {
	held, err := store.ContentsOf(b.t.Context(), b.dir)
	b.must(err)
	return strconv.Itoa(held.Version)
}

// waiting gives chat 2 a reply that waits to be sent, and chat 1 a file that is
// ready.
func (b *bench) waiting() {
	b.store(func(ctx context.Context, tx core.Tx) error {
		f := filler{ctx: ctx, tx: tx}
		c, err := tx.Chat(ctx, 2)
		f.keep(err)
		f.message(core.Message{ChatID: 2, VisitorID: c.VisitorID, From: core.FromOperator, Kind: core.KindText, OperatorID: c.OwnerID,
			Author: "mika", Text: "On its way.", SentAt: noon(), Delivery: core.DeliveryQueued})
		f.keep(tx.SaveFile(ctx, core.File{UniqueID: "U1", State: core.FileReady, Path: "ab/cd.jpg", Size: 2048, ChangedAt: noon()}))
		f.keep(tx.SaveFile(ctx, core.File{UniqueID: "out:1", State: core.FileReady, Path: "out/cd.pdf", Size: 2048, ChangedAt: noon()}))
		f.keep(tx.SaveFile(ctx, core.File{UniqueID: "U2", State: core.FileReady, Path: "ab/here.jpg", Size: 2, ChangedAt: noon()}))
		return f.err
	})
	b.file("desk/media/ab/here.jpg", "ok")
}

func TestRestore(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.fill()
	b.waiting()
	file := filepath.Join(b.root, "desk-backup.db")
	b.want(b.run("backup", file), 0, "8 messages", "")
	b.run("brand", "set", "acme", "--name", "Renamed")

	asked := b.onTerminal("n\n", "restore", file)
	b.want(asked, 1, "", "Replace the desk in "+b.dir+" (1 brand, 2 visitors, 3 chats, 8 messages) by this backup (1 brand, 2 visitors, 3 chats, 8 messages, the newest of 2026-11-22 21:00)? [y/N]")
	b.want(b.run("restore", file), 1, "", "there is no terminal to ask on")
	b.held(func() { b.want(b.run("restore", file, "--yes"), 1, "", "process 4711") })
	b.file("config/tgdesk/config.toml", "[operator]\nrole = \"operator\"\n")
	b.want(b.run("restore", file, "--yes"), 1, "", "Only an admin may restore a desk.")
	b.file("config/tgdesk/config.toml", "")
	b.want(b.run("restore", b.file("letter.db", "Dear all,"), "--yes"), 1, "", "letter.db is no backup of a desk.")
	b.want(b.run("restore", filepath.Join(b.root, "none"), "--yes"), 1, "", "no such file")
	b.want(b.run("brand", "list"), 0, "Renamed", "") // nothing of this changed anything

	kept := filepath.Join(b.dir, "replaced-20261122T120000Z")
	b.want(b.run("restore", file, "--yes"), 0, "Restored the desk from "+file+": 1 brand, 2 visitors, 3 chats, 8 messages.\n"+
		"The desk that was there is kept in "+kept+".\n"+
		"1 reply that waited may have gone out since the backup: marked unknown, and sent again only by you.\n"+
		"1 file of visitors not on the disk: fetched again when the desk runs, where Telegram still has them.\n"+
		"1 file of operators not on the disk: gone, unless you bring media/ back and restore again.\n"+
		"What came after the backup is not in it, and Telegram does not give it a second time.\n", "")
	b.want(b.run("brand", "list"), 0, "acme  @acme_help_bot", "")
	b.want(b.run("chat", "show", "2"), 0, "On its way.", "")
	b.want(b.run("chat", "show", "2", "--json"), 0, `"delivery":"unknown","error":"This was waiting to be sent when the backup was made. It may have gone out since."`, "")
	b.want(b.run("brand", "list", "--data", kept), 0, "Renamed", "")
	b.want(b.run("doctor"), 0, "✓ database: sound", "")
	b.want(b.run("brand", "set", "acme", "--answer-limit", "10m"), 0, "", "")
	if n := b.sim.Count("sendMessage"); n != 0 {
		t.Errorf("%d messages were sent", n)
	}
	b.noToken(secretOf(b.acme.Token))
}

// What a backup is for: a desk that cannot be opened any more.
func TestRestoreOverADamagedDesk(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.fill()
	file := filepath.Join(b.root, "desk-backup.db")
	b.run("backup", file)
	for _, name := range []string{"desk.db-wal", "desk.db-shm"} {
		b.file("desk/"+name, "")
	}
	b.file("desk/desk.db", strings.Repeat("no database any more\n", 999))
	b.want(b.run("backup", "--force", file), 1, "", "restore a backup or start afresh")
	b.want(b.onTerminal("n\n", "restore", file), 1, "", "Replace the desk in "+b.dir+" (it cannot be read) by this backup (1 brand")
	b.want(b.run("restore", file, "--yes"), 0, "is kept in", "")
	b.want(b.run("chat", "list"), 0, "Visitor One", "")
	b.want(b.run("doctor"), 0, "✓ database: sound", "")
}

// A new machine has no desk to ask about, and another key.
func TestRestoreElsewhere(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.fill()
	file := filepath.Join(b.root, "desk-backup.db")
	b.run("backup", file)
	b.must(os.RemoveAll(b.dir))
	b.must(os.Remove(b.host.keyFile()))
	b.want(b.run("chat", "list"), 0, "No chats", "")
	r := b.run("restore", file)
	b.want(r, 0, "The token of acme was sealed with another key. Bring that key back, or give it again: tgdesk brand token acme --token-file FILE\n", "")
	if strings.Contains(r.out, "is kept in") {
		t.Errorf("there was no desk:\n%s", r.out)
	}
	b.want(b.run("chat", "list"), 0, "Visitor One", "")
	b.must(os.RemoveAll(b.dir))
	b.sameJSON(b.run("restore", "--json", file).out, `{"restored":{"path":"`+file+`","schema_version":`+b.schema()+`,"brands":1,"visitors":2,
		"chats":3,"messages":7,"unsent":0,"newest_message_at":"2026-11-21T12:00:00Z","kept":null,"unknown":0,"fetch_again":0,"files_lost":0,"sealed":["acme"]}}`)
}
