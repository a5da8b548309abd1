package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/crash"
)

// minUploadRate is the slowest upload that does not time out, in bytes a second.
const minUploadRate = 64 << 10

// SendFiles implements core.Link.
func (l *link) SendFiles(ctx context.Context, out core.Outgoing, files []core.Upload, progress func(core.Progress)) ([]core.Receipt, error) {
	if len(files) == 0 || len(files) > core.MaxAlbum {
		return nil, &core.SendError{Outcome: core.OutcomeRefused, Detail: core.NewProblem("album_size", core.MaxAlbum, len(files))}
	}
	raw, f := sendRelaxed(out, func(out core.Outgoing) (json.RawMessage, *failure) {
		if len(files) == 1 {
			return l.sendFile(ctx, out, files, progress)
		}
		return l.sendAlbum(ctx, out, files, progress)
	})
	if f != nil {
		return nil, f.sendError()
	}
	sent := []json.RawMessage{raw}
	if len(files) > 1 {
		if err := json.Unmarshal(raw, &sent); err != nil || len(sent) != len(files) {
			sent = []json.RawMessage{nil}
		}
	}
	// If one receipt is unreadable, all are uncertain: which belongs to which file
	// would be a guess.
	receipts := make([]core.Receipt, len(sent))
	for i := range sent {
		var err error
		if receipts[i], err = l.receipt(sent[i]); err != nil {
			return nil, err
		}
	}
	return receipts, nil
}

func (l *link) sendFile(ctx context.Context, out core.Outgoing, files []core.Upload, progress func(core.Progress)) (json.RawMessage, *failure) {
	params := map[string]any{"chat_id": out.TelegramID}
	if out.Text != "" {
		params["caption"] = out.Text
	}
	addOptions(params, "caption_entities", out)
	method, field := uploadMethod(files[0].Kind)
	switch files[0].Kind {
	case core.KindVideo:
		params["supports_streaming"] = true
	case core.KindPhoto, core.KindAudio, core.KindVoice:
	default: // a document stays a document
		params["disable_content_type_detection"] = true
	}
	return l.upload(ctx, method, params, []string{field}, files, progress)
}

// uploadMethod is the method that sends a kind, and its parameter.
func uploadMethod(k core.Kind) (method, field string) {
	switch k {
	case core.KindPhoto:
		return "sendPhoto", "photo"
	case core.KindVideo:
		return "sendVideo", "video"
	case core.KindAudio:
		return "sendAudio", "audio"
	case core.KindVoice:
		return "sendVoice", "voice"
	default:
		return "sendDocument", "document"
	}
}

func (l *link) sendAlbum(ctx context.Context, out core.Outgoing, files []core.Upload, progress func(core.Progress)) (json.RawMessage, *failure) {
	// item is one of Telegram's InputMedia types; Media names a part of the form.
	type item struct {
		Type     string                  `json:"type"`
		Media    string                  `json:"media"`
		Caption  string                  `json:"caption,omitempty"`
		Entities []gotgbot.MessageEntity `json:"caption_entities,omitempty"`
	}
	items, names := make([]item, len(files)), make([]string, len(files))
	for i, file := range files {
		names[i] = "file" + strconv.Itoa(i)
		_, field := uploadMethod(file.Kind)
		items[i] = item{Type: field, Media: "attach://" + names[i]}
	}
	items[0].Caption, items[0].Entities = out.Text, encodeEntities(out.Markup)
	params := map[string]any{"chat_id": out.TelegramID, "media": items}
	addOptions(params, "", core.Outgoing{Thread: out.Thread, ReplyTo: out.ReplyTo, Quote: out.Quote})
	return l.upload(ctx, "sendMediaGroup", params, names, files, progress)
}

// upload makes a request with files. gotgbot could too, but sets neither the
// type of a file nor the length of the body.
func (l *link) upload(ctx context.Context, method string, params map[string]any, names []string, files []core.Upload, progress func(core.Progress)) (json.RawMessage, *failure) {
	body, err := newForm(encodeFields(params), names, files, progress)
	if err != nil {
		return nil, unreadableFile(err)
	}
	defer func() { _ = body.Close() }()
	q := request{method: method, timeout: sendTimeout + time.Duration(body.length/minUploadRate)*time.Second, once: true}
	raw, f := l.post(ctx, q, body, body.contentType, body.length)
	if f == nil {
		return raw, nil
	}
	complete, err := body.state()
	if p, ok := errors.AsType[*crash.Panic](err); ok {
		panic(p)
	}
	if err != nil && f.code == 0 {
		return nil, unreadableFile(err)
	}
	// A server that did not receive the whole request cannot have executed it.
	f.connected = f.connected && (complete || f.status == http.StatusOK)
	return nil, f
}

// unreadableFile is the failure of an upload of which a file could not be read.
func unreadableFile(err error) *failure {
	return &failure{id: idUnreadableFile, err: errors.New(clean.Line(err.Error()).String())}
}
