package folder

import (
	"os"
	"path/filepath"
)

// LogIndex is the index of a database's log, the file -shm. SQLite could not survive a full
// disk there: it must have its place before a transaction needs it.
type LogIndex struct {
	path     string   // of the database
	file     *os.File // nil until it is open; closed after all connections
	reserved int64    // how much of it has its place on the disk
}

const (
	// indexBlock is how much index SQLite adds for every indexFrames pages of the log.
	indexBlock  = 32 << 10
	indexFrames = 4062 // of the first block; the others have a few more
	// IndexAhead is the index that a single transaction may need: for 250 MB.
	IndexAhead = 16 * indexBlock
)

// Open follows the first connection to the database at path, which makes the file.
func (l *LogIndex) Open(path string) (err error) {
	*l = LogIndex{path: path}
	if l.file, err = os.OpenFile(path+"-shm", os.O_RDWR, 0); err != nil {
		return Unusable(filepath.Dir(path), err)
	}
	return nil
}

// ReserveNext makes sure that the index can grow with the next transaction.
func (l *LogIndex) ReserveNext() error {
	if l.file == nil {
		return nil
	}
	log, err := os.Lstat(l.path + "-wal")
	if err != nil {
		return nil // whoever watches the files says what is wrong
	}
	return l.Reserve(log.Size())
}

// Reserve makes sure that there is an index for a log of so many bytes, and for one more
// transaction.
func (l *LogIndex) Reserve(log int64) error {
	const frame = 4096 + 24
	need := (log/frame/indexFrames+1)*indexBlock + IndexAhead
	if need <= l.reserved {
		return nil
	}
	if err := reserve(l.file, need); err != nil {
		return err
	}
	l.reserved = need
	return nil
}

// Close follows the end of all connections.
func (l *LogIndex) Close() error {
	if l.file == nil { // a database may be closed twice
		return nil
	}
	err := l.file.Close()
	*l = LogIndex{}
	return err
}
