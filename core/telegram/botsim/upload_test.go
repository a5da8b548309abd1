package botsim_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tgdesk/core/telegram/botsim"
)

// part is a file of a multipart body.
type part struct {
	field, name string
	data        io.Reader
}

// upload calls a method with files, streaming the body.
func (c caller) upload(t *testing.T, token, method string, fields map[string]string, parts ...part) (response, error) {
	t.Helper()
	body, w := io.Pipe()
	m := multipart.NewWriter(w)
	go func() {
		for _, k := range slices.Sorted(maps.Keys(fields)) {
			_ = m.WriteField(k, fields[k]) // a pipe that broke shows at the other end
		}
		for _, p := range parts {
			h := textproto.MIMEHeader{}
			h.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`, p.field, p.name))
			h.Set("Content-Type", "application/octet-stream")
			if f, err := m.CreatePart(h); err == nil {
				_, _ = io.Copy(f, p.data)
			}
		}
		_ = m.Close()
		_ = w.Close()
	}()
	r, err := http.NewRequest("POST", c.base+"/bot"+token+"/"+method, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", m.FormDataContentType())
	return c.do(t.Context(), r)
}

func (c caller) mustUpload(t *testing.T, token, method string, fields map[string]string, parts ...part) response {
	t.Helper()
	got, err := c.upload(t, token, method, fields, parts...)
	if err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	return got
}

// blankPNG is a PNG of that many pixels.
func blankPNG(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewPaletted(image.Rect(0, 0, width, height), palette())); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sentMessage has the fields of a sent message that the tests check.
type sentMessage struct {
	ID       int64  `json:"message_id"`
	Album    string `json:"media_group_id"`
	Caption  string
	Photo    []wireFile
	Document *wireFile
	Video    *wireFile
	Audio    *wireFile
	Voice    *wireFile
	Anim     *wireFile `json:"animation"`
	Entities []botsim.Entity
	CapEnts  []botsim.Entity `json:"caption_entities"`
	Quote    *struct {
		Text     string
		Position int
	}
}

type wireFile struct {
	ID     string `json:"file_id"`
	Unique string `json:"file_unique_id"`
	Size   int64  `json:"file_size"`
	Path   string `json:"file_path"`
	Name   string `json:"file_name"`
	Width  int
	Height int
}

func TestUploadedFile(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	v.Start("")
	photo, ogg, long := blankPNG(t, 40, 30), []byte("OggS\x00and so on"), bytes.Repeat([]byte("0123456789"), 300_000)
	for i, tt := range []struct {
		method, field, name, kind string
		data                      []byte
	}{
		{"sendPhoto", "photo", "a.png", "photo", photo},
		{"sendDocument", "document", "../../etc/x\u202egpj.pdf", "document", []byte("%PDF-1.7")},
		{"sendVideo", "video", "v.mp4", "video", long},
		{"sendAudio", "audio", "a.ogg", "audio", ogg},
		{"sendVoice", "voice", "v.ogg", "voice", ogg},
		{"sendVoice", "voice", "v.txt", "document", []byte("not a voice")},
		{"sendAnimation", "animation", "a.mp4", "animation", []byte("moving")},
	} {
		got := c.mustUpload(t, bot.Token, tt.method, map[string]string{"chat_id": "77", "caption": "see"}, part{tt.field, tt.name, bytes.NewReader(tt.data)})
		m := decode[sentMessage](t, got)
		in := v.Inbox()[i]
		if m.Caption != "see" || in.Text != "see" || in.Kind != tt.kind || in.File == nil {
			t.Fatalf("%s: got %s, inbox %+v", tt.method, got.Body, in)
		}
		f := in.File
		if f.Size != int64(len(tt.data)) || f.SHA256 != sha256.Sum256(tt.data) || !bytes.Equal(f.Head, tt.data[:min(512, len(tt.data))]) || f.Name != tt.name {
			t.Errorf("%s: %d bytes of %q arrived; want %d of %q", tt.method, f.Size, f.Name, len(tt.data), tt.name)
		}
	}
	if f := v.Inbox()[0].File; f.Width != 40 || f.Height != 30 {
		t.Errorf("the photo has %d×%d pixels", f.Width, f.Height)
	}
}

func TestUploadLimits(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	v.Start("")
	padded := func(size int64) io.Reader { // a picture that goes on after its end
		head := blankPNG(t, 4, 4)
		return io.MultiReader(bytes.NewReader(head), botsim.Filler(size-int64(len(head))))
	}
	for _, tt := range []struct {
		name, kind string
		data       io.Reader
		code       int
		want       string
	}{
		{"a photo of 10 MB", "photo", padded(10 << 20), 0, ""},
		{"a byte more", "photo", padded(10<<20 + 1), 400, "Bad Request: file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes"},
		{"a document of 50 MB", "document", botsim.Filler(50 << 20), 0, ""},
		{"a byte more", "document", botsim.Filler(50<<20 + 1), 413, "Request Entity Too Large"},
		{"nothing", "video", strings.NewReader(""), 400, "Bad Request: file must be non-empty"},
		{"no picture", "photo", strings.NewReader("GIF8 or what"), 400, "Bad Request: IMAGE_PROCESS_FAILED"},
		{"sides of 10,000", "photo", bytes.NewReader(blankPNG(t, 9500, 500)), 0, ""},
		{"sides of 10,001", "photo", bytes.NewReader(blankPNG(t, 9500, 501)), 400, "Bad Request: PHOTO_INVALID_DIMENSIONS"},
		{"20 to 1", "photo", bytes.NewReader(blankPNG(t, 2, 40)), 0, ""},
		{"more than 20 to 1", "photo", bytes.NewReader(blankPNG(t, 41, 2)), 400, "Bad Request: PHOTO_INVALID_DIMENSIONS"},
	} {
		method := "send" + strings.ToUpper(tt.kind[:1]) + tt.kind[1:]
		got := c.mustUpload(t, bot.Token, method, map[string]string{"chat_id": "77"}, part{tt.kind, "f", tt.data})
		if tt.code != 0 {
			wantError(t, got, tt.code, tt.want)
		} else if !got.OK {
			t.Errorf("%s: %s", tt.name, got.Body)
		}
	}
	if len(v.Inbox()) != 4 {
		t.Errorf("%d arrived", len(v.Inbox()))
	}
}

func TestFileErrors(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	v.Start("")
	for _, tt := range []struct{ method, kind, value, want string }{
		{"sendPhoto", "photo", "", "there is no photo in the request"},
		{"sendVoice", "caption", "only", "there is no voice in the request"},
		{"sendPhoto", "photo", "BQACnothing", "wrong file identifier/HTTP URL specified"},
		{"sendPhoto", "photo", "file:///etc/hostname", "wrong file identifier/HTTP URL specified"},
		{"sendPhoto", "photo", "https://example.com/a.png", "failed to get HTTP URL content"},
		{"sendPhoto", "photo", "attach://x", "can't parse InputMedia: media not found"},
		{"sendPhoto", "caption", strings.Repeat("😀", 1025), "message caption is too long"},
		{"sendPhoto", "caption", "\xff", "strings must be encoded in UTF-8"},
	} {
		wantError(t, c.call(t, bot.Token, tt.method, "chat_id", "77", tt.kind, tt.value), 400, "Bad Request: "+tt.want)
	}
}

func TestSendByFileID(t *testing.T) {
	t.Parallel()
	sim, c := newSim(t)
	acme, globex := sim.AddBot(botsim.Bot{}), sim.AddBot(botsim.Bot{})
	v := acme.Visitor(hana)
	v.Start("")
	globex.Visitor(hana).Start("")
	first := decode[sentMessage](t, c.mustUpload(t, acme.Token, "sendDocument", map[string]string{"chat_id": "77"}, part{"document", "a.pdf", strings.NewReader("%PDF")}))
	again := decode[sentMessage](t, c.call(t, acme.Token, "sendDocument", "chat_id", "77", "document", first.Document.ID))
	if *again.Document != *first.Document || first.Document.Name != "a.pdf" || v.Inbox()[1].File != nil || v.Inbox()[1].FileID != first.Document.ID {
		t.Errorf("got %+v, then %+v", first.Document, again.Document)
	}
	wantError(t, c.call(t, acme.Token, "sendPhoto", "chat_id", "77", "photo", first.Document.ID), 400, "Bad Request: type of file mismatch")
	wantError(t, c.call(t, globex.Token, "sendDocument", "chat_id", "77", "document", first.Document.ID), 400, "Bad Request: wrong file identifier/HTTP URL specified")
}

func TestAlbumsOfTheBot(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	asked := v.Start("")
	item := func(kind, media string, more ...string) map[string]any {
		m := map[string]any{"type": kind, "media": media}
		for i := 0; i < len(more); i += 2 {
			m[more[i]] = more[i+1]
		}
		return m
	}
	send := func(items ...map[string]any) response {
		list, err := json.Marshal(items)
		if err != nil {
			t.Fatal(err)
		}
		fields := map[string]string{"chat_id": "77", "media": string(list), "reply_parameters": `{"message_id":` + strconv.FormatInt(asked, 10) + `}`}
		return c.mustUpload(t, bot.Token, "sendMediaGroup", fields,
			part{"p", "p.png", bytes.NewReader(blankPNG(t, 9, 9))}, part{"v", "v.mp4", strings.NewReader("v")}, part{"wide", "w.png", bytes.NewReader(blankPNG(t, 90, 2))})
	}
	photo, video, doc := item("photo", "attach://p"), item("video", "attach://v"), item("document", "attach://v")
	for _, tt := range []struct {
		want  string
		items []map[string]any
	}{
		{"there are no messages to send", []map[string]any{}},
		{"there are no messages to send", []map[string]any{photo}},
		{"too many messages to send as an album", slices.Repeat([]map[string]any{photo}, 11)},
		{"document can't be mixed with other media types", []map[string]any{photo, doc}},
		{"audio can't be mixed with other media types", []map[string]any{item("audio", "attach://v"), photo}},
		{`can't parse InputMedia: type "animation" can't be used in sendMediaGroup`, []map[string]any{photo, item("animation", "attach://v")}},
		{`can't parse InputMedia: type "sticker" is unsupported`, []map[string]any{photo, item("sticker", "attach://v")}},
		{"can't parse InputMedia: media not found", []map[string]any{photo, item("photo", "attach://gone")}},
		{"message caption is too long", []map[string]any{photo, item("photo", "attach://p", "caption", strings.Repeat("a", 1025))}},
		{`failed to send message #2 with the error message "PHOTO_INVALID_DIMENSIONS"`, []map[string]any{photo, item("photo", "attach://wide")}},
		{`failed to send message #1 with the error message "wrong file identifier/HTTP URL specified"`, []map[string]any{item("photo", "F"), photo}},
	} {
		wantError(t, send(tt.items...), 400, "Bad Request: "+tt.want)
	}
	if len(v.Inbox()) != 0 {
		t.Fatalf("%d arrived", len(v.Inbox()))
	}
	for n, items := range map[int][]map[string]any{2: {doc, doc}, 10: append(slices.Repeat([]map[string]any{photo}, 9), video)} {
		got := decode[[]sentMessage](t, send(items...))
		if len(got) != n || got[0].Album == "" || got[0].Album != got[n-1].Album || got[0].ID >= got[n-1].ID {
			t.Errorf("%d parts: got %+v", n, got)
		}
	}
	for _, m := range v.Inbox() {
		if m.Album == "" || m.ReplyTo != asked || m.File == nil {
			t.Errorf("inbox %+v", m)
		}
	}
	wantError(t, c.call(t, bot.Token, "sendMediaGroup", "chat_id", "77"), 400, "Bad Request: can't parse media JSON object")
}

func TestUploadFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		fault   botsim.Fault
		arrives int
	}{
		{botsim.Fault{Kind: botsim.CutMidway, Bytes: 100 << 10}, 0},
		{botsim.Fault{Kind: botsim.CutAfter}, 1},
		{botsim.Fault{Kind: botsim.Truncated}, 1},
		{botsim.Fault{Kind: botsim.BadRequest, Description: "Bad Request: VOICE_MESSAGES_FORBIDDEN"}, 0},
		{botsim.Fault{Kind: botsim.InternalErrorAfter}, 1},
	} {
		sim, c := newSim(t)
		bot := sim.AddBot(botsim.Bot{})
		v := bot.Visitor(hana)
		v.Start("")
		tt.fault.Times = 1
		sim.Inject(tt.fault)
		send := func() (response, error) {
			return c.upload(t, bot.Token, "sendDocument", map[string]string{"chat_id": "77"}, part{"document", "d", botsim.Filler(1 << 20)})
		}
		got, err := send()
		if err == nil && got.OK || len(v.Inbox()) != tt.arrives {
			t.Errorf("%+v: got %s, %v; %d arrived", tt.fault, got.Body, err, len(v.Inbox()))
		}
		if got, err := send(); err != nil || !got.OK {
			t.Errorf("%+v: then %s, %v", tt.fault, got.Body, err)
		}
	}
}

func TestLocalServer(t *testing.T) {
	t.Parallel()
	dir, own := t.TempDir(), filepath.Join(t.TempDir(), "own.bin")
	if err := os.WriteFile(own, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	sim, c := newSim(t, botsim.WithLocalFiles(dir))
	bot := sim.AddBot(botsim.Bot{})
	v := bot.Visitor(hana)
	v.Send(botsim.Document("big.bin", "application/octet-stream", 20<<20+1))
	file := decode[wireFile](t, c.call(t, bot.Token, "getFile", "file_id", document(t, c.call(t, bot.Token, "getUpdates")).ID))
	info, err := os.Stat(file.Path)
	if err != nil || !filepath.IsAbs(file.Path) || info.Size() != 20<<20+1 || strings.Contains(file.Path, "AASim") {
		t.Errorf("got %q, %v", file.Path, err)
	}
	for _, data := range []io.Reader{botsim.Filler(50<<20 + 1)} {
		if got := c.mustUpload(t, bot.Token, "sendDocument", map[string]string{"chat_id": "77"}, part{"document", "d", data}); !got.OK {
			t.Error(got.Body)
		}
	}
	c.call(t, bot.Token, "sendDocument", "chat_id", "77", "document", "file://"+own)
	if in := v.Inbox(); len(in) != 2 || string(in[1].File.Head) != "mine" || in[1].File.Name != "own.bin" {
		t.Errorf("inbox %+v", in)
	}
}
