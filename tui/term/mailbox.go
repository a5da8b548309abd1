package term

import "sync"

// maxAside bounds what waits to be written beside frames, in bytes. A terminal
// that takes nothing must not make the program grow.
const maxAside = 1 << 20

// mailbox holds what is to be written next: the newest frame, and sequences
// that must not be lost to a newer one. The frame stays in it, so that it can
// be painted again.
type mailbox struct {
	mu    sync.Mutex
	frame *Frame
	aside []byte
	fresh bool // the screen's content is unknown: paint everything
	album album
	wake  chan struct{}
}

func (m *mailbox) show(f Frame) {
	m.mu.Lock()
	m.frame = &f
	m.mu.Unlock()
	m.ring()
}

// put adds a sequence and reports whether there was room.
func (m *mailbox) put(sequence string) bool {
	m.mu.Lock()
	fits := len(m.aside)+len(sequence) <= maxAside
	if fits {
		m.aside = append(m.aside, sequence...)
	}
	m.mu.Unlock()
	m.ring()
	return fits
}

// refresh asks for everything to be painted again.
func (m *mailbox) refresh() {
	m.mu.Lock()
	m.fresh = true
	m.mu.Unlock()
	m.ring()
}

func (m *mailbox) ring() {
	select {
	case m.wake <- struct{}{}:
	default: // it rings already
	}
}

// take returns what is to be written now.
func (m *mailbox) take() (frame *Frame, aside []byte, fresh bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	frame, aside, fresh = m.frame, m.aside, m.fresh
	m.aside, m.fresh = nil, false
	return frame, aside, fresh
}

// picture adds a picture and reports whether there was room.
func (m *mailbox) picture(p *picture) bool {
	m.mu.Lock()
	fits := m.album.put(p)
	m.mu.Unlock()
	m.ring()
	return fits
}

func (m *mailbox) drop(id uint32) {
	m.mu.Lock()
	m.album.drop(id)
	m.mu.Unlock()
	m.ring()
}

// resend has every picture sent again.
func (m *mailbox) resend() {
	m.mu.Lock()
	m.album.again()
	m.mu.Unlock()
	m.ring()
}

// takePictures appends what is to be written of pictures now, and reports
// whether one is complete with it. It rings for the rest itself.
func (m *mailbox) takePictures(b []byte) (_ []byte, whole bool) {
	b, whole, more := m.nextPictures(b)
	if whole || more {
		m.ring()
	}
	return b, whole
}

func (m *mailbox) nextPictures(b []byte) (_ []byte, whole, more bool) {
	m.mu.Lock()
	defer m.mu.Unlock() // of a panic too: closing must still find its way
	return m.album.next(b)
}

// closing appends what still waits beside frames, and what takes the pictures
// back.
func (m *mailbox) closing() []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	b := m.album.farewell(m.aside)
	m.aside = nil
	return b
}
