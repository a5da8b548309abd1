package wal

import "encoding/binary"

const (
	tableLeaf     = 0x0d
	serialNull    = 0  // of id, which is the row's key
	serialBlob16  = 44 // 12 + 2·16
	recordColumns = 4
	minCell       = 3 + recordColumns + 16 + 16 // without the schema version, which may have no bytes
)

// decodeCommit reads the only row of last_commit from an image of its page.
func decodeCommit(page []byte) (c Commit, ok bool) {
	cell := int(binary.BigEndian.Uint16(page[8:]))
	if page[0] != tableLeaf || binary.BigEndian.Uint16(page[3:]) != 1 || cell > len(page)-minCell {
		return Commit{}, false
	}
	// One byte each, because none exceeds 127: the payload's length, the row's key,
	// the header's length and the columns' types.
	head, values := page[cell:][:3+recordColumns], page[cell+3+recordColumns:]
	if head[0] > 127 || head[1] != 1 || head[2] != 1+recordColumns || head[3] != serialNull || head[4] != serialBlob16 || head[5] != serialBlob16 {
		return Commit{}, false
	}
	copy(c.Previous[:], values[:16])
	copy(c.Current[:], values[16:32])
	c.Schema, ok = decodeInt(head[6], values[32:])
	return c, ok
}

// decodeInt reads an integer of a record that is neither negative nor larger than
// 32 bits.
func decodeInt(serial byte, value []byte) (n uint32, ok bool) {
	switch serial {
	case 8, 9:
		return uint32(serial - 8), true
	case 1, 2, 3, 4:
		if int(serial) > len(value) {
			return 0, false
		}
		for _, b := range value[:serial] {
			n = n<<8 | uint32(b)
		}
		return n, true
	}
	return 0, false
}
