// Package search finds messages and visitors of a desk. Index is a file beside the desk's
// database in which words are looked up; what it does not have yet is read and compared
// from the database, and all of it where there is no index.
//
// The database belongs to store, which hands it in as a Desk: this package must not import
// store, nor change any table but those named search_.
package search

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mattn/go-sqlite3"

	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/store/sqlite"
)

// Index is the file in which words are looked up. All of it can be made anew from
// the database, and every hit is compared with the database, so that the worst that a
// wrong index could do is to miss something. Therefore it is trusted only if it is known
// to be of this desk, not ahead of it, and as the desk wrote it.
//
// It has a full-text table for every 65,536 messages, and others for chats: a shard. Hits
// are wanted newest first, so that a query ends with the shard in which it has enough; and
// what must leave the file, because a visitor was erased, makes one shard anew, and not all.
// The text itself is not in it.
type Index struct {
	path   string
	mode   string // of connections that read, "" if none can
	writes bool   // whether this process may write it
	desk   Desk
	now    func() time.Time
	limits limits
	space  func(dir string) (free, total int64, known bool)

	mu     sync.Mutex  // one writes at a time
	writer *sql.DB     // nil until something is written
	last   *writer     // as its last step left it, nil if that failed
	file   os.FileInfo // that writer opened
	log    folder.LogIndex
	pool   *sql.DB
	opened sync.Mutex
	// trusted says that the file may be used; damaged that it must be made anew.
	trusted, damaged atomic.Bool
	// checked are the shards that are as they were written, if the file as a whole may not be;
	// nil if it is.
	checked map[shardKey]bool
	// Changes up to forget were applied at the time forgotten.
	forgotten time.Time
	forget    int64
}

// shardBits: a shard has 1<<shardBits ids. The triggers of search_changes know it, too.
const (
	shardBits = 16
	shardSize = 1 << shardBits
)

// A family of shards is for messages or for chats.
type family string

const (
	messageFamily family = "m"
	chatFamily    family = "c"
)

// shardOf is the shard of an id, and bounds are the ids of a shard.
func shardOf(id int64) int64                 { return (id - 1) >> shardBits }
func bounds(shard int64) (first, last int64) { return shard<<shardBits + 1, (shard + 1) << shardBits }
func lastOf(shard, top int64) int64          { return min((shard+1)<<shardBits, top) }
func tableOf(f family, shard int64) string   { return fmt.Sprintf("%s_%d", f, shard) }
func docOf(message int64, version int) int64 {
	return message<<versionBits + int64(min(version, lastVersion))
}
func messageOf(doc int64) (message int64) { return doc >> versionBits }
func docsOf(first, last int64) (from, to int64) {
	return first << versionBits, last<<versionBits + lastVersion
}

// The versions of a message are documents of their own, the last of which has all further
// ones.
const (
	versionBits = 2
	lastVersion = 1<<versionBits - 1
)

// indexVersion changes with what is in an index, so that older files are made anew.
const indexVersion = 3

// indexSchema: a shard has all documents up to the id upto; it is sealed once there are
// later ones, and digest then is a checksum of its pages. digest is NULL for a shard that
// still grows, or was changed since it was sealed, and erasedDigest for one of which
// something was erased: it is made anew. A block is of 1024 messages that follow each other.
const indexSchema = `
CREATE TABLE position (id INTEGER PRIMARY KEY CHECK (id = 1), run BLOB NOT NULL, messages INTEGER NOT NULL, chats INTEGER NOT NULL, changes INTEGER NOT NULL) STRICT;
CREATE TABLE shards (family TEXT NOT NULL, shard INTEGER NOT NULL, upto INTEGER NOT NULL, sealed INTEGER NOT NULL, digest INTEGER, PRIMARY KEY (family, shard)) STRICT, WITHOUT ROWID;
CREATE TABLE blocks (block INTEGER PRIMARY KEY, earliest INTEGER NOT NULL, latest INTEGER NOT NULL) STRICT;
CREATE TABLE block_chats (block INTEGER PRIMARY KEY, chats BLOB NOT NULL) STRICT;`

// erasedDigest is no checksum: those are not negative.
const erasedDigest = -1

// position is how far an index has come, and in which run of the desk.
type position struct {
	run                      []byte
	messages, chats, changes int64
}

// shardState is what an index has of a shard.
type shardState struct {
	family family
	shard  int64
	upto   int64
	sealed bool
	digest sql.NullInt64
}

// erased reports whether the index has words of the shard that were erased.
func (s shardState) erased() bool { return s.digest.Valid && s.digest.Int64 == erasedDigest }

// shardKey names a shard.
type shardKey struct {
	family family
	shard  int64
}

// broken reports whether an error of the index means that it must be made anew.
func broken(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	return errors.Is(err, errBlock) || errors.Is(err, errVersion) ||
		ok && (sqlite.Corrupt(err) || e.Code == sqlite3.ErrCantOpen || e.Code == sqlite3.ErrError || e.Code == sqlite3.ErrConstraint)
}

// rowQueryer runs queries on a connection, a pool or in a transaction.
type rowQueryer interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func readPosition(ctx context.Context, q rowQueryer) (p position, err error) {
	var version int
	if err := q.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return p, err
	}
	if version != indexVersion {
		return p, errVersion
	}
	err = q.QueryRowContext(ctx, "SELECT run, messages, chats, changes FROM position").Scan(&p.run, &p.messages, &p.chats, &p.changes)
	return p, err
}

var errVersion = errors.New("the search index is of another version")

func readShards(ctx context.Context, q rowQueryer) ([]shardState, error) {
	rows, err := q.QueryContext(ctx, "SELECT family, shard, upto, sealed, digest FROM shards ORDER BY shard DESC")
	if err != nil {
		return nil, err
	}
	return sqlite.ScanAll(rows, func(row sqlite.Row) (s shardState, err error) {
		err = row.Scan(&s.family, &s.shard, &s.upto, &s.sealed, &s.digest)
		return s, err
	})
}

// digestOf is a checksum of a shard and its blocks, of 32 bits.
func digestOf(ctx context.Context, q rowQueryer, f family, shard int64) (sum int64, err error) {
	table := tableOf(f, shard)
	of := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	queries := []string{
		"SELECT blockid, block FROM " + table + "_segments ORDER BY blockid",
		"SELECT level || ' ' || idx || ' ' || start_block || ' ' || leaves_end_block || ' ' || end_block, root FROM " + table + "_segdir ORDER BY level, idx",
	}
	if f == messageFamily {
		queries = append(queries, "SELECT b.block || ' ' || b.earliest || ' ' || b.latest, c.chats FROM blocks b LEFT JOIN block_chats c ON c.block = b.block WHERE "+blocksOf("b", shard)+" ORDER BY b.block")
	}
	for _, query := range queries {
		rows, err := q.QueryContext(ctx, query)
		if err != nil {
			return 0, err
		}
		_, err = sqlite.ScanAll(rows, func(row sqlite.Row) (struct{}, error) {
			var key, block sql.RawBytes
			err := row.Scan(&key, &block)
			_, _ = fmt.Fprintf(of, "%s %d ", key, len(block))
			_, _ = of.Write(block)
			return struct{}{}, err
		})
		if err != nil {
			return 0, err
		}
	}
	return int64(of.Sum32()), nil
}

// Statements about the state of the desk that an index is compared with. Of a table that is
// empty no id was ever given.
const (
	highestSQL = `SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'messages'), 0), coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'chats'), 0),
		coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'search_changes'), 0)`
	beginRunSQL = `INSERT INTO search_runs (run, messages, chats, changes) SELECT randomblob(16), * FROM (` + highestSQL + `)`
	// forgetRunsSQL leaves more than there are calls of verbs between two runs of a desk.
	forgetRunsSQL = `DELETE FROM search_runs WHERE id <= (SELECT max(id) FROM search_runs) - 1000`
	latestRunSQL  = `SELECT run FROM search_runs ORDER BY id DESC LIMIT 1`
	// runAfterSQL is what the desk had when the run after ?1 began, or has if there is none.
	runAfterSQL = `SELECT * FROM (SELECT n.run, n.messages, n.chats, n.changes FROM search_runs r CROSS JOIN search_runs n ON n.id > r.id WHERE r.run = ?1 ORDER BY n.id LIMIT 1)
		UNION ALL SELECT r.run, h.* FROM search_runs r CROSS JOIN (` + highestSQL + `) h WHERE r.run = ?1 LIMIT 1`
	indexClosedSQL     = `SELECT coalesce(size, -1), coalesce(modified, -1) FROM search_closed`
	saveIndexClosedSQL = `UPDATE search_closed SET size = ?, modified = ?`
)

// BeginRun are the statements with which the writer of the desk's database begins a run, so
// that an index is known to have nothing that the desk lost since.
func BeginRun() []string { return []string{beginRunSQL, forgetRunsSQL} }

// highest are the highest ids that the desk ever gave.
func (x *Index) highest(ctx context.Context) (p position, err error) {
	err = x.desk.Query(ctx, "read the highest ids", func(row sqlite.Row) error {
		return row.Scan(&p.messages, &p.chats, &p.changes)
	}, highestSQL)
	return p, err
}

// ofThisDesk reports whether an index at a position has nothing that this desk does not have.
func (x *Index) ofThisDesk(ctx context.Context, p position) (bool, error) {
	var limit position
	err := x.desk.Query(ctx, "compare the search index with the desk", func(row sqlite.Row) error {
		return row.Scan(&limit.run, &limit.messages, &limit.chats, &limit.changes)
	}, runAfterSQL, p.run)
	return limit.run != nil && p.messages <= limit.messages && p.chats <= limit.chats && p.changes <= limit.changes, err
}

// asClosed reports whether the file of the index is as the desk closed it.
func (x *Index) asClosed(ctx context.Context) (bool, error) {
	info, err := os.Stat(x.path)
	if err != nil {
		return false, nil
	}
	if log, err := os.Stat(x.path + "-wal"); err == nil && log.Size() > 0 {
		return false, nil
	}
	var size, modified int64
	err = x.desk.Query(ctx, "read how the search index was closed", func(row sqlite.Row) error { return row.Scan(&size, &modified) }, indexClosedSQL)
	return size == info.Size() && modified == info.ModTime().UnixNano(), err
}

// indexState is how far an index may be trusted.
type indexState int

const (
	indexUseless  indexState = iota // there is none for this desk
	indexDoubtful                   // something else may have changed it since it was written
	indexSound
)

// judgeIndex looks at the file of the index.
func (x *Index) judge(ctx context.Context) (indexState, error) {
	pool := x.reading()
	if pool == nil {
		return indexUseless, nil
	}
	at, err := readPosition(ctx, pool)
	switch {
	case ctx.Err() != nil:
		return indexUseless, ctx.Err()
	case err != nil: // whatever it is, a new one is none the worse
		return indexUseless, nil
	}
	if ours, err := x.ofThisDesk(ctx, at); err != nil || !ours {
		return indexUseless, err
	}
	if sound, err := x.asClosed(ctx); err != nil || !sound {
		return indexDoubtful, err
	}
	return indexSound, nil
}

// Check reads the whole index, and says how far it has come, or why it comes no further. Not
// usable is one that the desk makes anew, or some of it, the next time that it runs.
func (x *Index) Check(ctx context.Context) (p core.IndexProgress, usable bool, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	w := &writer{}
	if w.top, err = x.highest(ctx); err == nil {
		p, usable, err = x.check(ctx, w)
	}
	if p.Messages = int(w.top.messages); err == nil && p.Indexed < p.Messages {
		err = x.checkRoom(w)
	}
	return p, usable, err
}

// check reads the shards of the index, which it leaves in w.
func (x *Index) check(ctx context.Context, w *writer) (p core.IndexProgress, usable bool, err error) {
	if state, err := x.judge(ctx); err != nil || state == indexUseless {
		return p, false, err
	}
	pool := x.reading()
	if w.shards, err = readShards(ctx, pool); err != nil {
		return p, false, ctx.Err()
	}
	for _, s := range w.shards {
		if s.sealed && s.digest.Valid && !s.erased() {
			if sum, err := digestOf(ctx, pool, s.family, s.shard); err != nil || sum != s.digest.Int64 {
				return p, false, ctx.Err()
			}
		}
	}
	p.Indexed = w.indexed()
	return p, true, nil
}

// Close closes the index, and notes how, so that the next run can trust it.
func (x *Index) Close() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	wrote := x.writer != nil
	if err := x.closeFiles(); err != nil || !wrote || x.damaged.Load() {
		return err
	}
	info, err := os.Stat(x.path)
	if err != nil {
		return nil // somebody removed it
	}
	return x.noteClosed(context.Background(), info.Size(), info.ModTime().UnixNano())
}
