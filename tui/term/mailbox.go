package term

import "sync"

// maxSequences bounds the pending sequences, in bytes: a terminal that reads
// nothing must not make the program grow.
const maxSequences = 1 << 20

// mailbox holds what is to be written next: the newest frame, and sequences
// beside frames, which a newer frame must not replace. The frame stays in it, so
// that it can be painted again.
type mailbox struct {
	mu        sync.Mutex
	frame     *Frame
	sequences []byte
	repaint   bool // the screen's content is unknown: paint everything
	pictures  pictureStore
	wake      chan struct{}
}

func (m *mailbox) show(f Frame) {
	m.mu.Lock()
	m.frame = &f
	m.mu.Unlock()
	m.signal()
}

// addSequence reports whether there was room.
func (m *mailbox) addSequence(sequence string) bool {
	m.mu.Lock()
	fits := len(m.sequences)+len(sequence) <= maxSequences
	if fits {
		m.sequences = append(m.sequences, sequence...)
	}
	m.mu.Unlock()
	m.signal()
	return fits
}

// refresh has the whole frame painted again.
func (m *mailbox) refresh() {
	m.mu.Lock()
	m.repaint = true
	m.mu.Unlock()
	m.signal()
}

func (m *mailbox) signal() {
	select {
	case m.wake <- struct{}{}:
	default: // a signal is pending already
	}
}

// take returns what to write now.
func (m *mailbox) take() (frame *Frame, sequences []byte, repaint bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	frame, sequences, repaint = m.frame, m.sequences, m.repaint
	m.sequences, m.repaint = nil, false
	return frame, sequences, repaint
}

// addPicture reports whether there was room.
func (m *mailbox) addPicture(p *picture) bool {
	m.mu.Lock()
	fits := m.pictures.add(p)
	m.mu.Unlock()
	m.signal()
	return fits
}

func (m *mailbox) dropPicture(id uint32) {
	m.mu.Lock()
	m.pictures.drop(id)
	m.mu.Unlock()
	m.signal()
}

// resendPictures has every picture sent again.
func (m *mailbox) resendPictures() {
	m.mu.Lock()
	m.pictures.resendAll()
	m.mu.Unlock()
	m.signal()
}

// takePictures appends the pictures' share of this write and reports whether one
// is complete with it. It signals when there is more to do.
func (m *mailbox) takePictures(b []byte) (_ []byte, complete bool) {
	m.mu.Lock()
	defer m.mu.Unlock() // after a panic too, so that closing can take the lock
	b, complete, more := m.pictures.next(b)
	if complete || more {
		m.signal()
	}
	return b, complete
}

// closing returns the pending sequences, and those that delete the pictures.
func (m *mailbox) closing() []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	b := m.pictures.appendDeletes(m.sequences)
	m.sequences = nil
	return b
}
