package kill

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/store"

	_ "github.com/mattn/go-sqlite3"
)

// actual is what a desk's database holds of the visitors, read as any command of
// the program reads it.
type actual struct {
	brands      map[string]core.BrandView
	data        map[*visitor]*visitorData
	chats       int
	quarantined int // updates
	overview    core.Overview
}

// visitorData is what the desk holds of one visitor.
type visitorData struct {
	visitor  core.Visitor
	chats    []core.Chat
	messages []core.Message // of all chats, in the order in which they were written down
	history  map[core.MessageID][]core.Edit
	drafts   core.Drafts // all of them
	ratings  map[core.ChatID]core.Rating
}

// from are the messages of one side.
func (r *visitorData) from(side core.From) (list []core.Message) {
	for _, m := range r.messages {
		if m.From == side {
			list = append(list, m)
		}
	}
	return list
}

// readActual reads everything.
func readActual(dir string, people []*visitor) (*actual, error) {
	db, err := store.OpenReader(dir, store.Options{})
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }()
	ctx := context.Background()
	a := &actual{brands: map[string]core.BrandView{}, data: map[*visitor]*visitorData{}}
	brands, err := db.Brands(ctx)
	for _, brand := range brands {
		a.brands[brand.Name] = brand
	}
	var err2, err3 error
	if a.overview, err2 = db.Overview(ctx, core.Set[core.BrandID]{}); err2 == nil {
		for _, n := range a.overview.Chats {
			a.chats += n
		}
	}
	a.quarantined, err3 = db.QuarantinedUpdates(ctx)
	if err := errors.Join(err, err2, err3); err != nil {
		return nil, err
	}
	for _, v := range people {
		if a.data[v], err = readVisitor(ctx, db, v); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func readVisitor(ctx context.Context, db *store.DB, p *visitor) (*visitorData, error) {
	r := &visitorData{history: map[core.MessageID][]core.Edit{}, ratings: map[core.ChatID]core.Rating{}}
	v, err := visitorOf(ctx, db, p)
	if err != nil {
		return r, ignoreMissing(err)
	}
	r.visitor = v
	rows, err := db.ChatsOf(ctx, v.ID, 1<<20)
	if err != nil {
		return r, err
	}
	slices.Reverse(rows)
	for _, row := range rows {
		r.chats = append(r.chats, row.Chat)
		r.ratings[row.Chat.ID] = row.Rating
		if err := r.readMessages(ctx, db, row.Chat.ID); err != nil {
			return r, err
		}
	}
	slices.SortFunc(r.messages, func(a, b core.Message) int { return cmp.Compare(a.ID, b.ID) })
	r.drafts, err = draftsOf(db, p)
	return r, err
}

func (r *visitorData) readMessages(ctx context.Context, db *store.DB, chat core.ChatID) error {
	for after := core.MessageID(-1); ; {
		page, err := db.Messages(ctx, core.MessageQuery{Chat: chat, After: after, Limit: 500})
		if err != nil || len(page) == 0 {
			return err
		}
		for _, m := range page {
			after = m.ID
			r.messages = append(r.messages, m)
			if m.EditedAt.IsZero() {
				continue
			}
			if r.history[m.ID], err = db.Edits(ctx, m.ID); err != nil {
				return err
			}
		}
	}
}

func visitorOf(ctx context.Context, db *store.DB, v *visitor) (core.Visitor, error) {
	brand, err := db.BrandByName(ctx, v.brand)
	if err != nil {
		return core.Visitor{}, err
	}
	return db.VisitorByTelegram(ctx, brand.ID, v.User.ID)
}

// draftsOf is all that the operator has begun to write in p's chats.
func draftsOf(db *store.DB, p *visitor) (all core.Drafts, err error) {
	ctx := context.Background()
	v, err := visitorOf(ctx, db, p)
	if err != nil {
		return all, err
	}
	op, err := db.OperatorByName(ctx, "mika")
	if err != nil {
		return all, err
	}
	rows, err := db.ChatsOf(ctx, v.ID, 1<<20)
	for _, row := range rows {
		d, err := db.Drafts(ctx, op.ID, row.Chat.ID)
		if err != nil {
			return all, err
		}
		all.Reply.Text += d.Reply.Text + "\n"
		all.Note.Text += d.Note.Text + "\n"
	}
	return all, err
}

// draftOf is the draft of a kind.
func draftOf(d core.Drafts, kind core.DraftKind) string {
	if kind == core.DraftNote {
		return d.Note.Text
	}
	return d.Reply.Text
}

func ignoreMissing(err error) error {
	if core.IsNotFound(err) {
		return nil
	}
	return err
}

// integrityCheck asks SQLite about every page and every index.
func integrityCheck(dir string) (string, error) { return askSQLite(dir, "PRAGMA integrity_check") }

// askSQLite reads the one value that a query finds in a desk's database.
func askSQLite(dir, query string) (value string, err error) {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, "desk.db")+"?mode=ro")
	if err != nil {
		return "", err
	}
	defer func() { _ = db.Close() }()
	err = db.QueryRow(query).Scan(&value)
	return value, err
}

// mediaFiles lists the files in the folder of files, by slashed paths.
func mediaFiles(dir string) (paths []string, err error) {
	root := filepath.Join(dir, cli.MediaName)
	err = fs.WalkDir(os.DirFS(root), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			paths = append(paths, path)
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil // gone since it was listed
		}
		return err
	})
	return paths, err
}
