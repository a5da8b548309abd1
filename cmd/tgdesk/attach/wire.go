package attach

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"tgdesk/cmd/tgdesk/cli"
)

// The call of a verb by the program itself, on the desk's socket: the two ends
// exchange frames on the standard streams of an SSH session, whose exit status is
// the verb's. A verb's output goes to the client as it comes. Standard input, files
// and a terminal to ask on the desk asks for, one request at a time; the client
// answers each with one frame.
//
//	client → desk   hello (JSON), then data or answer (JSON) for each request
//	desk → client   out, err, request (JSON), file (bytes of the file being written, or else
//	                of the bundle's main file)

// attached is the command that begins such a session.
const attached = "--attached"

// kind is what a frame carries. On the wire it stands before the length of the
// payload, in four bytes, and the payload.
type kind byte

const (
	kindHello   kind = 'h'
	kindOut     kind = 'o'
	kindErr     kind = 'e'
	kindRequest kind = 'q'
	kindFile    kind = 'f'
	kindData    kind = 'd' // empty at the end
	kindAnswer  kind = 'a'
)

const (
	frameHead = 5
	maxFrame  = 4 << 20  // bytes of a payload: a command line has at most 2 MB
	chunk     = 32 << 10 // bytes of a stream in one frame
)

// hello is what the desk must know of a call.
type hello struct {
	Args []string          `json:"args"`
	Env  map[string]string `json:"env"` // the variables of cli.TerminalVariable
	Dir  string            `json:"dir"` // where the line was typed
	cli.Terminals
}

// request is what the desk asks of the client.
type request struct {
	Op       operation         `json:"op"`
	Path     string            `json:"path,omitempty"`
	Creation cli.Creation      `json:"creation,omitzero"`
	Bundle   cli.BundleOptions `json:"bundle,omitzero"`
	Keep     string            `json:"keep,omitempty"` // of a checkpoint
	Question cli.Question      `json:"question,omitzero"`
	Most     int               `json:"most,omitempty"` // bytes to read
}

type operation string

const (
	opInput   operation = "input" // read standard input
	opAsk     operation = "ask"
	opOpen    operation = "open" // a file, of which one is open at a time
	opRead    operation = "read"
	opClose   operation = "close"
	opCreate  operation = "create" // a file, of which one is written at a time
	opCommit  operation = "commit"
	opDiscard operation = "discard"

	opBundle     operation = "bundle" // of which one is written at a time; the answer is what was kept
	opPut        operation = "put"    // a file of it, which ends with commit or discard
	opCheckpoint operation = "checkpoint"
	opFinish     operation = "finish" // commit the bundle
	opLeave      operation = "leave"
)

// answer is that to a request. Only what is read comes as bytes of its own.
type answer struct {
	data       []byte
	Text       string `json:"text,omitempty"`
	Error      string `json:"error,omitempty"`
	NoTerminal bool   `json:"no_terminal,omitempty"`
}

func (a answer) err() error {
	switch {
	case a.NoTerminal:
		return cli.ErrNoTerminal
	case a.Error != "":
		return cli.Failf("%s", a.Error)
	}
	return nil
}

// link sends and receives frames. One goroutine may receive, any may send.
type link struct {
	r *bufio.Reader

	mu sync.Mutex
	w  io.Writer
}

func newLink(r io.Reader, w io.Writer) *link { return &link{r: bufio.NewReaderSize(r, chunk), w: w} }

func (l *link) send(k kind, payload []byte) error {
	if len(payload) > maxFrame {
		return fmt.Errorf("%d bytes are too many for one message to the desk", len(payload))
	}
	frame := make([]byte, frameHead, frameHead+len(payload))
	frame[0] = byte(k)
	binary.BigEndian.PutUint32(frame[1:], uint32(len(payload)))
	l.mu.Lock()
	defer l.mu.Unlock()
	_, err := l.w.Write(append(frame, payload...))
	return err
}

func (l *link) sendJSON(k kind, v any) error {
	payload, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return l.send(k, payload)
}

// sendStream sends p in frames of a limited size.
func (l *link) sendStream(k kind, p []byte) (int, error) {
	sent := 0
	for sent < len(p) {
		part := p[sent:min(len(p), sent+chunk)]
		if err := l.send(k, part); err != nil {
			return sent, err
		}
		sent += len(part)
	}
	return sent, nil
}

// frame is one that was received.
type frame struct {
	kind    kind
	payload []byte
}

// receive returns io.EOF at the end between two frames.
func (l *link) receive() (frame, error) {
	var head [frameHead]byte
	if _, err := io.ReadFull(l.r, head[:]); err != nil {
		return frame{}, err
	}
	size := binary.BigEndian.Uint32(head[1:])
	if size > maxFrame {
		return frame{}, fmt.Errorf("a message of %d bytes is too long", size)
	}
	payload := make([]byte, size)
	if _, err := io.ReadFull(l.r, payload); err != nil {
		return frame{}, io.ErrUnexpectedEOF
	}
	return frame{kind(head[0]), payload}, nil
}
