package search

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// A block is what the index has of 1<<blockBits messages that follow each other, beside
// their words.
const (
	blockBits = 10
	blockSize = 1 << blockBits
)

func blockOf(id int64) int64 { return (id - 1) >> blockBits }

// blocksOf is a condition for the blocks of a shard.
func blocksOf(table string, shard int64) string {
	first, last := bounds(shard)
	return fmt.Sprintf("%s.block BETWEEN %d AND %d", table, blockOf(first), blockOf(last))
}

// block has the times between which its messages were sent, and the chat of each, 0 for a
// message that there is not.
type block struct {
	earliest, latest int64
	chats            []int64
}

func newBlock() *block {
	return &block{earliest: math.MaxInt64, latest: math.MinInt64, chats: make([]int64, blockSize)}
}

// add takes a message in.
func (b *block) add(doc document) {
	b.chats[(doc.id-1)%blockSize] = doc.chat
	if doc.at.Valid {
		b.earliest, b.latest = min(b.earliest, doc.at.Int64), max(b.latest, doc.at.Int64)
	}
}

// encodeChats writes each chat as how far it is from the one before: most are near.
func encodeChats(chats []int64) (data []byte) {
	last := int64(0)
	for _, id := range chats {
		data = binary.AppendVarint(data, id-last)
		last = id
	}
	return data
}

func decodeChats(data []byte) ([]int64, error) {
	chats, last := make([]int64, blockSize), int64(0)
	for i := range chats {
		step, n := binary.Varint(data)
		if n <= 0 {
			return nil, errBlock
		}
		last += step
		chats[i], data = last, data[n:]
	}
	return chats, nil
}

var errBlock = errors.New("a block of the search index is cut off")

// readChats reads the chats of a block, nil if the index does not have it.
func readChats(ctx context.Context, q rowQueryer, number int64) ([]int64, error) {
	var data []byte
	err := q.QueryRowContext(ctx, "SELECT chats FROM block_chats WHERE block = ?", number).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return decodeChats(data)
}

// block is one to which a transaction adds: saveBlocks writes it.
func (w *writer) block(ctx context.Context, t *sql.Tx, number int64) (*block, error) {
	if b, ok := w.blocks[number]; ok {
		return b, nil
	}
	b := newBlock()
	err := t.QueryRowContext(ctx, "SELECT earliest, latest FROM blocks WHERE block = ?", number).Scan(&b.earliest, &b.latest)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	chats, err := readChats(ctx, t, number)
	if err != nil {
		return nil, err
	}
	if chats != nil {
		b.chats = chats
	}
	if w.blocks == nil {
		w.blocks = map[int64]*block{}
	}
	w.blocks[number] = b
	return b, nil
}

// saveBlocks writes the blocks to which the transaction added.
func (w *writer) saveBlocks(t *sql.Tx) error {
	for number, b := range w.blocks {
		if _, err := t.Exec("INSERT OR REPLACE INTO blocks VALUES (?, ?, ?)", number, b.earliest, b.latest); err != nil {
			return err
		}
		if _, err := t.Exec("INSERT OR REPLACE INTO block_chats VALUES (?, ?)", number, encodeChats(b.chats)); err != nil {
			return err
		}
	}
	w.blocks = nil
	return nil
}

// passes reports whether a message or chat is of the chats that the filters leave.
func (s *indexSearcher) passes(ctx context.Context, f family, id int64) (bool, error) {
	if s.chats == nil || f == chatFamily {
		return s.chats == nil || s.chats[id], nil
	}
	if number := blockOf(id); s.block != number || s.blockChats == nil {
		chats, err := readChats(ctx, s.view.conn, number)
		if err != nil {
			return false, err
		}
		s.block, s.blockChats = number, chats
	}
	return s.blockChats != nil && s.chats[s.blockChats[(id-1)%blockSize]], nil
}

// idsOfChats lists the messages from low to high of chats that the filters leave, the newest
// first.
func (s *indexSearcher) idsOfChats(ctx context.Context, low, high int64) (ids []int64, err error) {
	for id := high; id >= low; id-- {
		ok, err := s.passes(ctx, messageFamily, id)
		if err != nil {
			return nil, err
		}
		if ok {
			ids = append(ids, id)
		}
	}
	return ids, nil
}
