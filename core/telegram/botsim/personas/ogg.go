package personas

import (
	"encoding/binary"
	"slices"
)

// An Opus packet of 20 ms of silence, 48,000 samples a second (source: RFC 6716),
// and how many of them make a second.
const (
	silence          = "\xf8\xff\xfe"
	packetSamples    = 960
	packetsPerSecond = 50
)

// silentVoice is a voice message of silence in Ogg (source: RFC 3533, RFC 7845).
func silentVoice(seconds int) []byte {
	head := append([]byte("OpusHead\x01\x01\x00\x00"), "\x80\xbb\x00\x00\x00\x00\x00"...)
	tags := []byte("OpusTags\x04\x00\x00\x00cast\x00\x00\x00\x00")
	out := slices.Concat(oggPage(2, 0, 0, head), oggPage(0, 0, 1, tags))
	second := slices.Repeat([][]byte{[]byte(silence)}, packetsPerSecond)
	for n := range seconds {
		flag := byte(0)
		if n == seconds-1 {
			flag = 4 // the last page
		}
		samples := uint64(n+1) * packetsPerSecond * packetSamples
		out = append(out, oggPage(flag, samples, uint32(n)+2, second...)...)
	}
	return out
}

// oggPage returns a page of packets of less than 255 bytes each.
func oggPage(flags byte, position uint64, number uint32, packets ...[]byte) []byte {
	page := append([]byte("OggS\x00"), flags)
	page = binary.LittleEndian.AppendUint64(page, position)
	page = binary.LittleEndian.AppendUint32(page, 1) // the stream's serial number
	page = binary.LittleEndian.AppendUint32(page, number)
	page = append(page, 0, 0, 0, 0, byte(len(packets)))
	for _, p := range packets {
		page = append(page, byte(len(p)))
	}
	page = append(page, slices.Concat(packets...)...)
	binary.LittleEndian.PutUint32(page[22:], oggChecksum(page))
	return page
}

// oggChecksum is the CRC of Ogg: 0x04c11db7, not reflected.
func oggChecksum(page []byte) uint32 {
	var sum uint32
	for _, b := range page {
		sum ^= uint32(b) << 24
		for range 8 {
			top := sum >> 31
			sum = sum<<1 ^ top*0x04c11db7
		}
	}
	return sum
}
