// Package wal reads the write-ahead log of a desk's database, to tell whether it
// belongs to the database beside it. SQLite does not: it plays any log that is
// whole into any database, and so a log beside another file destroys that file.
//
// It must not read anything but the log. The format is that of sqlite.org/fileformat.html,
// "The Write-Ahead Log".
package wal

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
)

// CommitPage is the root page of the table last_commit, the first that the first
// migration creates.
const CommitPage = 2

const (
	headerSize      = 32
	frameHeaderSize = 24
	schemaCookieAt  = 40 // in page 1
	magic           = 0x377f0682
	version         = 3007000
)

// Commit is the row of last_commit: every commit of a desk makes a random
// identity, and names the one before it.
type Commit struct {
	Previous, Current [16]byte
	Schema            uint32 // SQLite's schema_version at the commit
}

// Log is what a log says of the database that it belongs to. What SQLite would not
// play, because it was not committed or not written in full, is not in it.
type Log struct {
	Commits []Commit // in order
	Schemas []uint32 // the schema versions in the log's images of page 1
	Salt    Salt
	Size    int64 // in bytes, up to the last commit
}

// Salt is another one each time that SQLite begins the log anew.
type Salt [8]byte

// Read reads the log at path. A log that SQLite would not play, and none at all,
// is the zero Log.
func Read(path string) (log Log, err error) {
	f, err := open(path)
	if f == nil {
		return Log{}, err
	}
	defer func() { _ = f.Close() }()
	r := bufio.NewReaderSize(f, 256<<10)
	salt, sum, size, err := readHeader(r)
	if err != nil || size == 0 {
		return Log{}, err
	}
	log.Salt, log.Size = salt, headerSize
	err = ignoreEnd(log.readFrames(r, size, sum))
	return log, err
}

// SaltOf is the salt of the log at path, the zero Salt where Read returns the zero Log. It
// reads no frames.
func SaltOf(path string) (Salt, error) {
	f, err := open(path)
	if f == nil {
		return Salt{}, err
	}
	defer func() { _ = f.Close() }()
	salt, _, _, err := readHeader(f)
	return salt, err
}

// open opens a log; it returns nil if there is none. SQLite holds no lock on its log that
// closing the file could drop.
func open(path string) (*os.File, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return f, err
}

// readHeader reads the header of a log, and the checksum with which that of the frames
// begins; size is that of a page, 0 if SQLite would not play the log.
func readHeader(r io.Reader) (salt Salt, sum checksum, size int, err error) {
	header := make([]byte, headerSize)
	if _, err := io.ReadFull(r, header); err != nil {
		return salt, sum, 0, ignoreEnd(err)
	}
	if sum, size = checkHeader(header); size != 0 {
		salt = Salt(header[16:24])
	}
	return salt, sum, size, nil
}

// readFrames reads frames up to the first that SQLite would not play: an earlier use
// of the file left it, and it has another salt, or a process was killed while it wrote
// it, and its checksum is wrong.
func (l *Log) readFrames(r io.Reader, size int, sum checksum) error {
	var open Log // the transaction that is not committed yet
	frame := make([]byte, frameHeaderSize+size)
	for end := l.Size; ; {
		if _, err := io.ReadFull(r, frame); err != nil {
			return err
		}
		header, page := frame[:frameHeaderSize], frame[frameHeaderSize:]
		sum.add(header[:8])
		sum.add(page)
		if Salt(header[8:16]) != l.Salt || !sum.is(header[16:24]) {
			return nil
		}
		end += int64(len(frame))
		switch binary.BigEndian.Uint32(header) {
		case 1:
			open.Schemas = append(open.Schemas, binary.BigEndian.Uint32(page[schemaCookieAt:]))
		case CommitPage:
			if c, ok := decodeCommit(page); ok {
				open.Commits = append(open.Commits, c)
			}
		}
		if binary.BigEndian.Uint32(header[4:]) != 0 { // a commit
			l.Commits, l.Schemas = append(l.Commits, open.Commits...), append(l.Schemas, open.Schemas...)
			open, l.Size = Log{}, end
		}
	}
}

// checksum is the running checksum of a log.
type checksum struct {
	order binary.ByteOrder
	a, b  uint32
}

func (s *checksum) add(p []byte) {
	a, b := s.a, s.b
	if s.order == binary.LittleEndian { // of nearly all machines, and several times as fast as through the interface
		for ; len(p) >= 8; p = p[8:] {
			a += binary.LittleEndian.Uint32(p) + b
			b += binary.LittleEndian.Uint32(p[4:]) + a
		}
	}
	for ; len(p) >= 8; p = p[8:] {
		a += s.order.Uint32(p) + b
		b += s.order.Uint32(p[4:]) + a
	}
	s.a, s.b = a, b
}

func (s *checksum) is(stored []byte) bool {
	return s.a == binary.BigEndian.Uint32(stored) && s.b == binary.BigEndian.Uint32(stored[4:])
}

// checkHeader returns the checksum of the header, with which that of the frames
// begins, and the page size, 0 if SQLite would take the header for none.
func checkHeader(header []byte) (sum checksum, size int) {
	word := func(i int) uint32 { return binary.BigEndian.Uint32(header[4*i:]) }
	sum.order = binary.LittleEndian
	if word(0)&1 == 1 {
		sum.order = binary.BigEndian
	}
	sum.add(header[:24])
	size = int(word(2))
	if word(0)&^1 != magic || word(1) != version || !sum.is(header[24:]) || size < 512 || size > 65536 || size&(size-1) != 0 {
		return sum, 0
	}
	return sum, size
}

// ignoreEnd drops the error of a file that ends within a frame.
func ignoreEnd(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}
