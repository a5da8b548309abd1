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

// change changes what is to be written, and wakes the writer.
func (m *mailbox) change(fn func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	fn()
	m.signal()
}

func (m *mailbox) signal() {
	select {
	case m.wake <- struct{}{}:
	default: // a signal is pending already
	}
}

// addSequence reports whether there was room.
func (m *mailbox) addSequence(sequence string) (fits bool) {
	m.change(func() {
		if fits = len(m.sequences)+len(sequence) <= maxSequences; fits {
			m.sequences = append(m.sequences, sequence...)
		}
	})
	return fits
}

// refresh has the whole frame painted again.
func (m *mailbox) refresh() { m.change(func() { m.repaint = true }) }

// take returns what to write now.
func (m *mailbox) take() (frame *Frame, sequences []byte, repaint bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	frame, sequences, repaint = m.frame, m.sequences, m.repaint
	m.sequences, m.repaint = nil, false
	return frame, sequences, repaint
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
